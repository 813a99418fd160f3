"""`kill -9` in the middle of work on the archive: archive + tail = log, exactly.

A kill counts only when it is confirmed to hit work in progress: the program is stopped (SIGSTOP) at
a random moment; only if it has said that it began a piece of work, and not that it ended it, it is
killed, otherwise it goes on and another moment is drawn. After each kill everything is read back.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from proofs.archive_at_work import NOW, erase_from_log, less, opened
from proofs.workplace import ROOT
from tailorbird.events.archiving import EventArchive
from tailorbird.events.data_sets import columns_of
from tailorbird.events.log import EventLog
from tailorbird.events.store.archive import read_span
from tailorbird.events.types import Lane
from tailorbird.storage.archive import manifest
from tailorbird.storage.database import Database

ALL = 10**9
LONGEST_WAIT = 0.25
LARGE = 20_000


@dataclass
class Outcome:
    """What was seen over all kills of one kind of work."""

    kills: int = 0
    discarded: int = 0
    faults: list[str] = field(default_factory=list)
    orphans: int = 0
    events: int = 0
    """Archived events read back, over all looks."""
    halves: int = 0
    """Kills after which a file was there that nobody could see yet."""


def attack(folder: Path, kind: str, kills: int) -> Outcome:
    """Kill as often as wanted, and look at everything after each kill."""
    begun = 0
    outcome, chance = Outcome(), random.Random(f"{kind}{kills}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    while outcome.kills < kills:
        if outcome.events - begun > LARGE:  # each look reads everything: begin a new archive
            shutil.rmtree(folder)
            folder.mkdir()
            begun = outcome.events
        _one_life(folder, kind, chance, outcome)
        outcome.kills += 1
        _look(folder, kind, outcome)
    return outcome


def _one_life(folder: Path, kind: str, chance: random.Random, outcome: Outcome) -> None:
    said = folder / "said.txt"
    command = [sys.executable, "-m", "proofs.archive_at_work", str(folder), kind]
    with said.open("w") as output:
        program = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, env=dict(os.environ)
        )
        try:
            _wait_for(f"begin {chance.randrange(4)}", said, program)
            while True:
                time.sleep(chance.uniform(0.001, LONGEST_WAIT))
                program.send_signal(signal.SIGSTOP)
                time.sleep(0.005)
                if said.read_text().splitlines()[-1].startswith("begin"):
                    return
                outcome.discarded += 1
                program.send_signal(signal.SIGCONT)
                if program.poll() is not None:
                    raise RuntimeError(f"the program ended by itself: {said.read_text()[-2000:]}")
        finally:
            program.kill()
            program.wait()


def _wait_for(words: str, said: Path, program: subprocess.Popen[bytes]) -> None:
    for _ in range(3_000):
        if words in said.read_text():
            return
        if program.poll() is not None:
            break
        time.sleep(0.01)
    raise RuntimeError(f"the program did not begin: {said.read_text()[-2000:]}")


def _look(folder: Path, kind: str, outcome: Outcome) -> None:
    """Look at everything as the crash left it, finish the work as its job would, look again."""
    with opened(folder) as (database, log, archive):
        unseen = _unseen(database, archive)
        outcome.orphans += unseen
        outcome.halves += bool(unseen)
        if kind == "erase":
            outcome.faults += _once_each(log, archive)
            _erase_again(folder, database, log, archive)
        outcome.faults += _same(database, log, archive)
        outcome.events += archive.status().events
        archive.archive.sweep(NOW, reading=-1, draft_life=-1)
        on_disk = len(archive.archive.place.list())
        if on_disk != archive.status().files:
            outcome.faults.append(f"{on_disk} files on disk, {archive.status().files} count")
        outcome.faults += _same(database, log, archive)


def _unseen(database: Database, archive: EventArchive) -> int:
    """Return how many files the crash left that nobody can see."""
    with database.read() as connection:
        named = manifest.all_paths(connection)
    return len(set(archive.archive.place.list()) - named)


def _once_each(log: EventLog, archive: EventArchive) -> list[str]:
    mine = [one.position for one in archive.read_lane(Lane.LIVE, 0, ALL)]
    wanted = [one.position for one in log.read(Lane.LIVE, 0, ALL)]
    return [] if mine == wanted else ["a position is missing or twice in the middle of an erasure"]


def _erase_again(folder: Path, database: Database, log: EventLog, archive: EventArchive) -> None:
    for who in map(int, (folder / "erased.txt").read_text().split()[-2:]):
        whom = erase_from_log(database, log, who)
        archive.rewrite(whom, less, NOW)
        if list(archive.find(whom)):
            raise RuntimeError(f"somebody who was erased is still in the archive: {who}")


def _same(database: Database, log: EventLog, archive: EventArchive) -> list[str]:
    """Return what differs between archive + tail and the log: events, then product rows."""
    faults = []
    if archive.read_lane(Lane.LIVE, 0, ALL) != log.read(Lane.LIVE, 0, ALL):
        faults.append("archive + tail differ from the log")
    with database.read() as connection:
        wanted = columns_of(read_span(connection, 0, ALL, ALL), "GBP")["items"]
    snapshot = archive.snapshot()
    found: Counter[tuple[object, ...]] = Counter()
    for table in (*archive.archive.tables("items"), snapshot.tail["items"]):
        rows = table.select(["position", "ordinal", "user_id", "anonymous_id", "product_id"])
        found.update(zip(*(column.to_pylist() for column in rows.columns), strict=True))
    names = ("position", "ordinal", "user_id", "anonymous_id", "product_id")
    if found != Counter(zip(*(wanted[name] for name in names), strict=True)):
        faults.append("product rows differ from those of the log")
    return faults
