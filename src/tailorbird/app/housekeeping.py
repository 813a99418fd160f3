"""The shop's housekeeping: what recurs, who does it, and how it went.

Two kinds of work recur. A *job* is done once for the shop, by whichever process is free. *Learning*
is done by each serving process for itself, because the result lives in that process's memory.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence

from msgspec import Struct

from tailorbird.app.jobs import Chore
from tailorbird.app.refreshing import Refresher
from tailorbird.core.clock import MINUTE, Clock
from tailorbird.core.errors import NotFound
from tailorbird.jobs.running import Runner
from tailorbird.jobs.service import Jobs
from tailorbird.jobs.types import Every, PastRun, Schedule, Standing, State
from tailorbird.storage.database import Database

LEARN = "learn_from_orders"


class Duty(Struct, frozen=True, kw_only=True):
    """One piece of recurring work, as a page shows it. ``schedule`` is None for what was asked for.

    ``own`` tells that each serving process does it for itself; ``standing`` is then this one's.
    """

    standing: Standing
    schedule: Schedule | None
    own: bool = False


class Housekeeping:
    """Runs jobs and learning in this process, and tells how all of it stands."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        chores: Sequence[Chore],
        learn: Callable[[], None],
        refresh_minutes: int,
    ) -> None:
        self.name = f"{socket.gethostname()} {os.getpid()}"
        self._kinds = {chore.kind.name: chore.kind for chore in chores}
        self.jobs = Jobs(database, clock, self._kinds.values())
        works = {chore.kind.name: chore.work for chore in chores}
        self._runner = Runner(self.jobs, self._kinds, works, self.name)
        self._rhythm = Every(refresh_minutes * MINUTE)
        self.learning = Refresher(
            learn,
            refresh_minutes * 60.0,
            name=LEARN,
            runner=self.name,
            jobs=self.jobs,
            clock=clock,
        )

    @property
    def started(self) -> bool:
        """Whether this process carries jobs out."""
        return self._runner.started

    @property
    def names(self) -> set[str]:
        """What all the work is called that this shop has."""
        return {LEARN, *self._kinds}

    def start(self) -> None:
        """Put the schedules down and carry out what is due from now on."""
        self.jobs.register()
        self._runner.start()

    def stop(self) -> None:
        """Finish or give back what is under way. Safe to call twice."""
        self._runner.stop()
        self.learning.stop()

    def duties(self) -> list[Duty]:
        """Return how everything stands that recurs or was asked for, learning first."""
        found = [
            Duty(standing=standing, schedule=self._schedule(standing))
            for standing in self.jobs.standings()
            if standing.name in self._kinds
        ]
        return [*([self._learning()] if self.learning.started else []), *found]

    def history(self, name: str = "", limit: int = 50) -> list[PastRun]:
        """Return the latest attempts at one piece of work, or at all, the newest first."""
        return self.jobs.history(name, limit)

    def run_now(self, name: str, key: str = "") -> None:
        """Do a piece of work at once, also one that was given up.

        Raises:
            NotFound: there is no such work.
        """
        if name != LEARN:
            self.jobs.run_now(name, key)
            self._runner.wake()
        elif self.learning.started:
            self.learning.wake()
        else:
            raise NotFound("This process does not learn; ask the one that serves the shop.")

    def _schedule(self, standing: Standing) -> Schedule | None:
        return None if standing.key else self._kinds[standing.name].schedule

    def _learning(self) -> Duty:
        rounds = self.jobs.history(LEARN, 20)
        mine = next((past for past in rounds if past.runner == self.name), None)
        standing = Standing(
            name=LEARN,
            key="",
            state=State.RUNNING if self.learning.busy else State.WAITING,
            due_at=self.learning.due_at,
            failures=self.learning.failures,
            last=mine,
        )
        return Duty(standing=standing, schedule=self._rhythm, own=True)
