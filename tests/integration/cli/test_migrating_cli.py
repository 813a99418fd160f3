"""`tailorbird migrate`: what an older shop's data lacks is listed, then taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from tailorbird.app.folder import LOCK_FILE, LOG_FILE, OPERATIONAL_FILE, Folder
from tailorbird.cli.main import commands
from tailorbird.core.errors import AlreadyRunning, NewerDatabase
from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, Step, outstanding, upgrade


class _Enough(Exception):
    """Stops a migration in the middle, as an older version would have."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder as the first release left it."""
    for name, chain in ((OPERATIONAL_FILE, Chain.OPERATIONAL), (LOG_FILE, Chain.LOG)):
        database = Database(f"sqlite:///{tmp_path / name}")
        taken: list[Step] = []

        def only_one(step: Step, taken: list[Step] = taken) -> None:
            if taken:
                raise _Enough
            taken.append(step)

        with pytest.raises(_Enough):
            upgrade(database, chain, only_one)
        database.close()
    return tmp_path


def migrate(*arguments: str | Path) -> Result:
    command = ["migrate", *(str(one) for one in arguments)]
    return CliRunner().invoke(commands, command, standalone_mode=False)


def lacking(folder: Path) -> list[str]:
    found = []
    for name, chain in ((OPERATIONAL_FILE, Chain.OPERATIONAL), (LOG_FILE, Chain.LOG)):
        database = Database(f"sqlite:///{folder / name}")
        found += [f"{step.name}  {step.what}" for step in outstanding(database, chain)]
        database.close()
    return found


def test_steps_are_listed_and_nothing_is_changed(old: Path) -> None:
    steps = lacking(old)
    assert len(steps) > 4
    said = migrate("--list", "--data", old).output
    assert [line.strip() for line in said.splitlines() if line.startswith("  ")] == steps
    assert "Keep a copy" in said
    assert lacking(old) == steps


def test_the_steps_are_taken_once(old: Path) -> None:
    assert "Done." in migrate("--data", old).output
    assert lacking(old) == []
    assert "Nothing to do" in migrate("--data", old).output
    Folder(old).close()


def test_a_shop_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    assert "Nothing to do" in migrate("--list", "--data", tmp_path / "none").output
    assert not (tmp_path / "none").exists()


def test_data_of_a_newer_version_is_refused(old: Path) -> None:
    database = Database(f"sqlite:///{old / LOG_FILE}")
    database.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num='z9'"))
    database.close()
    assert isinstance(migrate("--list", "--data", old).exception, NewerDatabase)


def test_data_that_a_server_has_open_is_left_alone(old: Path) -> None:
    before = lacking(old)
    with FileLock(old / LOCK_FILE):
        assert isinstance(migrate("--data", old).exception, AlreadyRunning)
    assert lacking(old) == before
