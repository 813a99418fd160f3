"""Databases that die where they are told to: the file keeps what was committed, and no more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

from tailorbird.app.folder import FILES, SCHEMAS, connect
from tailorbird.storage.bulk import empty_tables
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.schema import LOG, OPERATIONAL, Chain, upgrade
from tailorbird.testing.simulation.steps import Fault

T = TypeVar("T")


class Died(BaseException):
    """The process is gone. Not an ``Exception``: nothing in it can go on after this."""


class Fate:
    """When a process dies; it counts the writes of the step at hand, to all its databases."""

    def __init__(self) -> None:
        self._fault: Fault | None = None
        self._writes = 0
        self.dead = False

    def expect(self, fault: Fault | None) -> None:
        """Begin a step, with the death that waits in it."""
        self._fault, self._writes = fault, 0

    def of_next_write(self) -> Fault | None:
        """Return the death of this write, None if it goes well.

        Raises:
            Died: the process is gone already.
        """
        if self.dead:
            raise Died
        self._writes += 1
        met = self._fault is not None and self._fault.write == self._writes
        self.dead = met
        return self._fault if met else None


class CrashingDatabase(Database):
    """A real database, in a process that may die before or after any commit."""

    def __init__(self, url: str, schema: str, fate: Fate) -> None:
        super().__init__(url, schema)
        self._fate = fate

    def submit(self, change: Callable[[Connection], T]) -> Future[T]:
        """Queue a change, unless the process dies of it."""
        fault = self._fate.of_next_write()
        if fault is None:
            return super().submit(change)
        if not fault.after:
            return super().submit(lambda connection: _cut(connection, change))
        committed = super().submit(change)
        committed.exception()  # wait: it is on the disk, but nobody will hear of it
        unheard: Future[T] = Future()
        unheard.set_exception(Died())
        return unheard


def _cut(connection: Connection, change: Callable[[Connection], T]) -> T:
    change(connection)
    raise Died


class CrashingFiles:
    """What a shop is kept in, two files or a PostgreSQL database, as a process that may die."""

    def __init__(self, folder: Path, address: str = "") -> None:
        self.fate = Fate()
        self.database = self._open(folder, address, Chain.OPERATIONAL)
        self.log = self._open(folder, address, Chain.LOG)

    def _open(self, folder: Path, address: str, chain: Chain) -> CrashingDatabase:
        url = address or f"sqlite:///{folder / FILES[chain]}"
        return CrashingDatabase(url, SCHEMAS[chain], self.fate)

    def close(self) -> None:
        """Let go of the files, as the end of a process does."""
        self.database.close()
        self.log.close()


def prepare(folder: Path) -> None:
    """Make the files of a shop in which nothing has happened yet."""
    for chain in Chain:
        with closing(connect(folder, "", chain)) as database:
            upgrade(database, chain)


def prepare_database(address: str) -> None:
    """Make a PostgreSQL database one in which nothing has happened yet, whatever was there."""
    for chain, tables in ((Chain.OPERATIONAL, OPERATIONAL), (Chain.LOG, LOG)):
        with closing(connect(Path(), address, chain)) as database:
            upgrade(database, chain)
            database.write(partial(empty_tables, tables=tables))


def begin_anew(folder: Path) -> None:
    """Begin with files in which nothing has happened; they are made once and copied."""
    template = folder / "template"
    if not template.exists():
        template.mkdir(parents=True)
        prepare(template)
    for old in folder.iterdir():
        if old.is_dir() and old != template:
            shutil.rmtree(old)
        elif old.is_file():
            old.unlink()
    for made in template.iterdir():
        shutil.copy(made, folder / made.name)
