"""Runners of jobs killed in the middle of their work, and others that take it over.

``python -m proofs.job_runners URL NAME`` carries out errands of a database until it is killed. Each
has an effect in the transaction of its end, which must be there exactly once, and says on the
output when it begins and ends, by which the killer knows that it is in the middle.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select, update

from proofs.workplace import ROOT
from tailorbird.core.clock import SECOND, SystemClock
from tailorbird.jobs.running import Held, Runner
from tailorbird.jobs.service import Jobs
from tailorbird.jobs.types import Backoff, Job, Outcome, State
from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, upgrade
from tailorbird.storage.settings import settings

ERRAND = Job(name="errand", attempts=50, lease=SECOND, backoff=Backoff(SECOND // 10, SECOND))
WORK_SECONDS = 0.05
PATIENCE = 900.0


@dataclass
class Outcomes:
    """What was found afterwards."""

    kills: int = 0
    errands: int = 0
    once: int = 0
    more: int = 0
    taken_over: int = 0
    left: int = 0
    seconds: float = 0.0


@dataclass
class _Victim:
    """One runner's process, and which errands it has begun and not ended."""

    url: str
    name: str
    process: subprocess.Popen[str] = field(init=False)
    under_way: set[str] = field(default_factory=set)

    def start(self) -> None:
        self.under_way = set()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "proofs.job_runners", self.url, self.name],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._read, args=(self.process, self.under_way)).start()

    @staticmethod
    def _read(process: subprocess.Popen[str], under_way: set[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                what, _, key = line.strip().partition(" ")
                (under_way.add if what == "begin" else under_way.discard)(key)

    def kill_in_work(self) -> bool:
        """Freeze it; kill it if it is in the middle of an errand, else let it go on."""
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(0.01)  # the reader takes the last lines
        if not self.under_way:
            self.process.send_signal(signal.SIGCONT)
            return False
        self.end()
        return True

    def end(self) -> None:
        self.process.kill()
        self.process.wait(20)


def attack(url: str, errands: int, kills: int) -> Outcomes:
    """Have two processes carry out errands, and kill one of them again and again in the middle."""
    database = Database(url)
    upgrade(database, Chain.OPERATIONAL)
    jobs = Jobs(database, SystemClock(), [ERRAND])
    for number in range(errands):
        jobs.ask("errand", key=str(number))
    victims = [_Victim(url, f"runner{number}") for number in range(2)]
    began, done, chance = time.monotonic(), 0, random.Random(7)
    try:
        for victim in victims:
            victim.start()
        while done < kills and jobs.standings() and time.monotonic() < began + PATIENCE:
            time.sleep(chance.uniform(0.05, 0.2))
            victim = victims[done % 2]
            if victim.kill_in_work():
                done += 1
                victim.start()
        while _to_do(jobs) and time.monotonic() < began + PATIENCE:
            time.sleep(0.1)
    finally:
        for victim in victims:
            victim.end()
    return _found(database, jobs, errands, done, time.monotonic() - began)


def _to_do(jobs: Jobs) -> bool:
    return any(one.state is not State.DEAD for one in jobs.standings())


def _found(database: Database, jobs: Jobs, errands: int, kills: int, seconds: float) -> Outcomes:
    with database.read() as connection:
        marks = connection.execute(
            select(settings.c.name, settings.c.value).where(settings.c.name.startswith("mark "))
        ).all()
    ends = Counter(one.outcome for one in jobs.history(limit=100_000))
    found = Outcomes(
        kills=kills,
        errands=errands,
        once=sum(value == 1 for _, value in marks),
        more=sum(value > 1 for _, value in marks),
        taken_over=ends[Outcome.LOST],
        left=len(jobs.standings()),
        seconds=seconds,
    )
    database.close()
    return found


def main(url: str, name: str) -> None:
    """Carry out errands until killed."""
    database = Database(url)
    jobs = Jobs(database, SystemClock(), [ERRAND])
    runner = Runner(jobs, {"errand": ERRAND}, {"errand": _run_errand}, name, threads=2)
    runner.start()
    signal.pause()


def _run_errand(held: Held) -> None:
    _say("begin", held)
    time.sleep(WORK_SECONDS)
    held.finish_with(lambda connection: _mark(connection, f"mark {held.key}"))
    _say("end", held)


def _say(what: str, held: Held) -> None:
    os.write(1, f"{what} {held.key}\n".encode())  # in one piece, whoever else writes


def _mark(connection: Connection, name: str) -> None:
    """Count how often an errand had its effect."""
    again = update(settings).where(settings.c.name == name)
    if not connection.execute(again.values(value=2)).rowcount:
        connection.execute(insert(settings).values(name=name, value=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
