"""The files of a shop: what is foreign, newer or held by another stays untouched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tailorbird.app.folder import LOG_FILE, OPERATIONAL_FILE, Folder
from tailorbird.core.errors import AlreadyRunning, NewerDatabase, StorageError, TailorbirdError
from tailorbird.storage.database import Database


def opened(path: Path) -> Database:
    return Database(f"sqlite:///{path}")


# -- a folder that is not what it should be


def content(folder: Path) -> dict[str, bytes]:
    """Every file but the lock, which says nothing."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def make_newer(path: Path) -> None:
    database = opened(path)
    database.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num='z9'"))
    database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Folder(tmp_path).close()
    return tmp_path


@pytest.mark.parametrize("name", [OPERATIONAL_FILE, LOG_FILE])
def test_a_newer_file_is_refused_and_nothing_is_changed(folder: Path, name: str) -> None:
    make_newer(folder / name)
    before = content(folder)
    with pytest.raises(NewerDatabase, match="Install that version or newer; nothing was changed"):
        Folder(folder)
    assert content(folder) == before


def test_a_newer_log_keeps_the_other_file_from_being_made(folder: Path) -> None:
    make_newer(folder / LOG_FILE)
    (folder / OPERATIONAL_FILE).unlink()
    before = content(folder)
    with pytest.raises(NewerDatabase):
        Folder(folder)
    assert content(folder) == before


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


WRONG: list[tuple[str, Callable[[Path], object]]] = [
    ("text", lambda path: path.write_text("this is a diary\n" * 100)),
    ("cut off", lambda path: path.write_bytes(path.read_bytes()[:2_000])),
    ("a folder", folder_instead),
    ("no tables of ours", lambda path: path.write_bytes(path.read_bytes()[:40] + b"\0" * 5_000)),
]


@pytest.mark.parametrize("name", [OPERATIONAL_FILE, LOG_FILE])
@pytest.mark.parametrize("spoil", [spoil for _, spoil in WRONG], ids=[kind for kind, _ in WRONG])
def test_a_file_that_is_no_database_is_a_sentence_and_stays(
    folder: Path, name: str, spoil: Callable[[Path], object]
) -> None:
    spoil(folder / name)
    before = content(folder)
    with pytest.raises(TailorbirdError) as caught:
        Folder(folder)
    assert str(folder) in caught.value.message
    assert "\n" not in caught.value.message
    assert content(folder) == before


def test_the_folder_is_let_go_after_a_refusal(folder: Path) -> None:
    kept = (folder / LOG_FILE).read_bytes()
    (folder / LOG_FILE).write_text("this is a diary\n" * 100)
    with pytest.raises(StorageError):
        Folder(folder)
    (folder / LOG_FILE).write_bytes(kept)
    Folder(folder).close()


def test_a_file_in_place_of_the_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    for path in (tmp_path / "data", tmp_path / "data" / "below"):
        with pytest.raises(StorageError, match="Choose another with --data"):
            Folder(path)


def test_a_folder_is_opened_by_one_program_at_a_time(folder: Path) -> None:
    first = Folder(folder)
    with pytest.raises(AlreadyRunning, match="Stop it first"):
        Folder(folder)
    first.close()
    first.close()
    Folder(folder).close()


@pytest.mark.parametrize("name", ["with space", "50% off?#[x]", "ünï"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    Folder(tmp_path / name).close()
    assert sorted(content(tmp_path / name)) == [LOG_FILE, OPERATIONAL_FILE]
