"""Migrations killed in the middle, by a program that ends itself at a chosen moment.

Every statement and every commit of a migration is a moment. ``python -m proofs.migrating URL CHAIN
MOMENT`` migrates and ends itself with SIGKILL right before that moment; moment 0 is none, and then
the number of moments is printed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass

from sqlalchemy import Engine, event

from proofs.schema_shape import STEPS, Shape, shape, shapes_by_step
from proofs.workplace import ROOT
from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, upgrade


@dataclass(frozen=True)
class Look:
    """A database after a kill: the step it stands at, and whether it is whole."""

    step: str
    whole: bool


@dataclass(frozen=True)
class Chained:
    """A chain of steps, what each leads to, and at how many moments it can be killed."""

    chain: Chain
    shapes: dict[str, Shape]
    moments: int

    @property
    def head(self) -> str:
        """The last step."""
        return list(self.shapes)[-1]


def explored(url: str, chain: Chain) -> Chained:
    """Migrate an empty database twice, in two schemas or files: once watched, once counted."""
    database = Database(url, schema="steps")
    shapes = shapes_by_step(database, chain)
    database.close()
    again = url if url.startswith("postgresql") else f"{url}.counted"
    done = _victim(again, chain, 0)
    return Chained(chain, shapes, int(done.stdout))


def kill_at(url: str, chained: Chained, moment: int) -> Look:
    """Kill a migration of an empty database right before a moment; look what it left."""
    done = _victim(url, chained.chain, moment)
    if done.returncode != -signal.SIGKILL:
        raise RuntimeError(f"it was not killed: {done.stdout} {done.stderr}")
    database = Database(url, schema="victim")
    try:
        return _look(database, chained)
    finally:
        database.close()


def completed(url: str, chained: Chained) -> bool:
    """Start again: the steps left are taken, and the schema is the one of an undisturbed start."""
    database = Database(url, schema="victim")
    try:
        upgrade(database, chained.chain)
        return _look(database, chained) == Look(chained.head, whole=True)
    finally:
        database.close()


def moments(chained: Chained, kills: int) -> list[int]:
    """So many moments, spread evenly from the first to the last."""
    return sorted({1 + number * (chained.moments - 1) // (kills - 1) for number in range(kills)})


def _look(database: Database, chained: Chained) -> Look:
    with database.read() as connection:
        found = shape(connection)
        tables = connection.dialect.get_table_names(connection)
        step = ""
        if STEPS in tables:
            step = connection.exec_driver_sql(f"SELECT version_num FROM {STEPS}").scalar() or ""
    return Look(step, whole=found == chained.shapes[step])


def _victim(url: str, chain: Chain, moment: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "proofs.migrating", url, chain, str(moment)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


class _Fuse:
    """Counts moments, and ends the program right before a chosen one."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.passed = 0

    def pass_one(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, chain: str, moment: str) -> None:
    """Migrate, and do not survive the chosen moment."""
    database = Database(url, schema="victim" if int(moment) else "counted")
    fuse = _Fuse(int(moment))
    event.listen(Engine, "before_cursor_execute", fuse.pass_one)
    event.listen(Engine, "commit", fuse.pass_one)
    upgrade(database, Chain(chain))
    print(fuse.passed)


if __name__ == "__main__":
    main(*sys.argv[1:])
