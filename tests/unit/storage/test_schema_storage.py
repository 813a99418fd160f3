"""The files of a shop: the steps lead to what the rooms expect; foreign files stay untouched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, inspect

import tailorbird.app  # noqa: F401 - every room's tables
from tailorbird.app.folder import LOG_FILE, OPERATIONAL_FILE, Folder
from tailorbird.core.errors import AlreadyRunning, NewerDatabase, StorageError, TailorbirdError
from tailorbird.storage.database import Database
from tailorbird.storage.schema import LOG, OPERATIONAL, Chain, pending, upgrade

CHAINS = [(Chain.OPERATIONAL, OPERATIONAL), (Chain.LOG, LOG)]


def shape(connection: Connection) -> dict[str, Any]:
    """Everything a database knows of its tables, but the table of steps."""
    found = inspect(connection)

    def column(one: Any) -> tuple[str, str, bool]:
        return one["name"], str(one["type"]), one["nullable"]

    def kind(table: str) -> str:
        made = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
        ).scalar_one()
        return "WITHOUT ROWID" if "WITHOUT ROWID" in made else ""

    return {
        table: {
            "columns": sorted(column(one) for one in found.get_columns(table)),
            "key": found.get_pk_constraint(table),
            "indexes": sorted(repr(one) for one in found.get_indexes(table)),
            "unique": sorted(repr(one) for one in found.get_unique_constraints(table)),
            "foreign": sorted(repr(one) for one in found.get_foreign_keys(table)),
            "kind": kind(table),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def opened(path: Path) -> Database:
    return Database(f"sqlite:///{path}")


@pytest.mark.parametrize(("chain", "metadata"), CHAINS)
def test_the_steps_lead_to_the_tables_of_all_rooms(
    tmp_path: Path, chain: Chain, metadata: MetaData
) -> None:
    by_steps, by_rooms = opened(tmp_path / "steps.db"), opened(tmp_path / "rooms.db")
    assert upgrade(by_steps, chain)
    by_rooms.write(metadata.create_all)
    with by_steps.read() as one, by_rooms.read() as other:
        made = shape(one)
        assert made == shape(other)
    assert set(made) == set(metadata.tables)
    by_steps.close()
    by_rooms.close()


@pytest.mark.parametrize(("chain", "metadata"), CHAINS)
def test_steps_are_listed_before_and_done_once(
    tmp_path: Path, chain: Chain, metadata: MetaData
) -> None:
    database = opened(tmp_path / "shop.db")
    with database.read() as connection:
        listed = pending(connection, chain, database.place)
    assert upgrade(database, chain) == listed != []
    assert upgrade(database, chain) == []
    assert metadata.tables
    database.close()


def test_a_step_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = opened(tmp_path / "shop.db")
    database.write(lambda c: c.exec_driver_sql("CREATE TABLE message_ids (odd INTEGER)").rowcount)
    with pytest.raises(StorageError):
        upgrade(database, Chain.LOG)
    with database.read() as connection:
        assert inspect(connection).get_table_names() == ["message_ids"]
    database.close()


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
