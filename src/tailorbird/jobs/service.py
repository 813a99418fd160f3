"""Jobs: put down, claimed by one runner at a time, finished once, tried again when they fail.

A claim is a lease: it ends unless its runner renews it, and then another may claim the job. The
number of the attempt is the fence: a runner that was stalled and comes back finds that the job is
no longer its own, and nothing of what it wanted to finish is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from tailorbird.core import chance
from tailorbird.core.clock import Clock
from tailorbird.core.errors import LeaseLost, NotFound
from tailorbird.jobs import store
from tailorbird.jobs.retrying import delay
from tailorbird.jobs.schedule import next_due
from tailorbird.jobs.types import Job, Outcome, PastRun, Run, Standing, State
from tailorbird.storage.database import Connection, Database

T = TypeVar("T")
LOST = "The program that did this was not heard of any more."


class Jobs:
    """The jobs of one shop, shared by all its processes through the database.

    ``known`` are the kinds this process knows; it neither claims nor changes any other.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        known: Iterable[Job],
        fraction: Callable[[], float] = chance.fraction,
    ) -> None:
        self._database = database
        self._clock = clock
        self._fraction = fraction
        self._known = {job.name: job for job in known}
        self._names = list(self._known)

    # -- putting down

    def register(self) -> None:
        """Put down every schedule; a changed one counts from now. Safe in many processes."""
        self._database.write(self._register)

    def ask(self, name: str, *, key: str = "", payload: object = None, due_at: int = 0) -> None:
        """Ask for a job, once for as many askers as name the same ``key`` before it begins.

        The payload goes through JSON and must hold ids only, nothing personal.
        """
        self._database.write(
            lambda connection: self.ask_within(
                connection, name, key=key, payload=payload, due_at=due_at
            )
        )

    def ask_within(
        self,
        connection: Connection,
        name: str,
        *,
        key: str = "",
        payload: object = None,
        due_at: int = 0,
    ) -> None:
        """Ask for a job inside the transaction of the change that makes it necessary.

        Raises:
            NotFound: there is no such kind of job.
        """
        self._kind(name)
        due = due_at or self._clock.now()
        if store.add(connection, name, key, payload=payload, schedule="", due_at=due):
            return
        row = store.find(connection, name, key)
        if row is None:  # finished between the two looks
            self.ask_within(connection, name, key=key, payload=payload, due_at=due_at)
        elif row.state == State.RUNNING:
            store.change(connection, name, key, asked_again=1, payload=payload)
        else:
            sooner = due if row.state == State.DEAD else min(due, row.due_at)
            self._put_back(connection, name, key, sooner, 0, payload=payload)

    def run_now(self, name: str, key: str = "") -> None:
        """Make a job due at once: a waiting one, one given up, or once more after the present run.

        Raises:
            NotFound: there is no such job.
        """

        def change(connection: Connection) -> None:
            row = store.find(connection, name, key)
            if row is None or name not in self._known:
                raise NotFound(f"There is no job {name!r}; the page of jobs lists them.")
            if row.state == State.RUNNING:
                store.change(connection, name, key, asked_again=1)
            else:
                self._put_back(connection, name, key, self._clock.now(), 0)

        self._database.write(change)

    # -- running

    def claim(self, runner: str) -> Run | None:
        """Take the job that has been due longest, None if nothing is due."""
        now = self._clock.now()
        with self._database.read() as connection:
            if not store.any_due(connection, self._names, now):
                return None
        return self._database.write(lambda connection: self._claim(connection, runner, now))

    def renew(self, run: Run) -> None:
        """Say that a runner is alive, for another lease.

        Raises:
            LeaseLost: the job was given to another runner.
        """

        def change(connection: Connection) -> None:
            _hold(connection, run)
            until = self._clock.now() + self._kind(run.name).lease
            store.change(connection, run.name, run.key, leased_until=until)

        self._database.write(change)

    def finish(self, run: Run) -> None:
        """End an attempt that succeeded.

        Raises:
            LeaseLost: the job was given to another runner.
        """
        self.finish_with(run, lambda _: None)

    def finish_with(self, run: Run, change: Callable[[Connection], T]) -> T:
        """End an attempt together with its effect, in one transaction: both are kept, or none.

        Raises:
            LeaseLost: the job was given to another runner; the effect was not kept.
        """

        def finish(connection: Connection) -> T:
            row = _hold(connection, run)
            result = change(connection)
            self._settle(connection, row)
            store.end_run(connection, run.number, Outcome.DONE, self._clock.now())
            return result

        return self._database.write(finish)

    def fail(self, run: Run, message: str) -> None:
        """End an attempt that failed: it is tried again later, or given up.

        ``message`` is kept and shown; it must name nobody.

        Raises:
            LeaseLost: the job was given to another runner.
        """

        def change(connection: Connection) -> None:
            row = _hold(connection, run)
            self._fail(connection, row, Outcome.FAILED, message)

        self._database.write(change)

    def give_back(self, run: Run) -> None:
        """End an attempt that its runner cannot carry on; the job is due again at once.

        Raises:
            LeaseLost: the job was given to another runner.
        """

        def change(connection: Connection) -> None:
            row = _hold(connection, run)
            now = self._clock.now()
            store.end_run(connection, run.number, Outcome.STOPPED, now)
            self._put_back(connection, run.name, run.key, now, row.failures - 1)

        self._database.write(change)

    def note(
        self, name: str, runner: str, started_at: int, outcome: Outcome, message: str = ""
    ) -> None:
        """Write a round into the history that a process did for itself, without a claim."""

        def change(connection: Connection) -> None:
            number = store.begin_run(connection, name, "", attempt=1, runner=runner, now=started_at)
            store.end_run(connection, number, outcome, self._clock.now(), message)

        self._database.write(change)

    # -- reading

    def standings(self) -> list[Standing]:
        """Return where every job stands, those of other versions' kinds too."""
        with self._database.read() as connection:
            return store.read_standings(connection)

    def history(self, name: str = "", limit: int = 50) -> list[PastRun]:
        """Return the latest attempts at a job, or at all, the newest first."""
        with self._database.read() as connection:
            return store.read_runs(connection, name, limit)

    def forget_history(self, before: int) -> int:
        """Forget attempts that ended before an instant; return how many."""
        return self._database.write(lambda connection: store.forget_runs(connection, before))

    # -- the inside

    def _kind(self, name: str) -> Job:
        kind = self._known.get(name)
        if kind is None:
            raise NotFound(f"There is no job {name!r}; there are {', '.join(sorted(self._known))}.")
        return kind

    def _register(self, connection: Connection) -> None:
        now = self._clock.now()
        for job in self._known.values():
            if job.schedule is None:
                continue
            written = msgspec.json.encode(job.schedule).decode()
            due = next_due(job.schedule, now, now)
            if store.add(connection, job.name, "", payload=None, schedule=written, due_at=due):
                continue
            row = store.find(connection, job.name, "")
            if row is not None and row.schedule != written:
                store.change(connection, job.name, "", schedule=written, due_at=due)

    def _claim(self, connection: Connection, runner: str, now: int) -> Run | None:
        while (row := store.next_free(connection, self._names, now)) is not None:
            if row.state == State.RUNNING and not self._take_over(connection, row):
                continue
            return self._begin(connection, row, runner, now)
        return None

    def _take_over(self, connection: Connection, row: Any) -> bool:
        """End the attempt of a runner that vanished; False if the job was one attempt too many."""
        if row.failures < self._known[row.name].attempts:
            store.end_run(connection, row.run, Outcome.LOST, self._clock.now(), LOST)
            return True
        self._fail(connection, row, Outcome.LOST, LOST)
        return False

    def _begin(self, connection: Connection, row: Any, runner: str, now: int) -> Run:
        # counted as a failure until it has succeeded: a job that kills its runner is given up too
        attempt = row.failures + 1
        number = store.begin_run(
            connection, row.name, row.key, attempt=attempt, runner=runner, now=now
        )
        store.change(
            connection,
            row.name,
            row.key,
            state=State.RUNNING,
            run=number,
            failures=attempt,
            leased_until=now + self._known[row.name].lease,
        )
        return Run(
            number=number,
            name=row.name,
            key=row.key,
            payload=row.payload,
            attempt=attempt,
            started_at=now,
        )

    def _settle(self, connection: Connection, row: Any) -> None:
        """Put a job that succeeded where it belongs: to its next time, or away."""
        now = self._clock.now()
        schedule = self._known[row.name].schedule
        if row.asked_again:
            self._put_back(connection, row.name, row.key, now, 0)
        elif schedule is None or row.key:
            store.remove(connection, row.name, row.key)
        else:
            due = next_due(schedule, row.due_at, now)
            self._put_back(connection, row.name, row.key, due, 0)

    def _fail(self, connection: Connection, row: Any, outcome: Outcome, message: str) -> None:
        now = self._clock.now()
        store.end_run(connection, row.run, outcome, now, message)
        job = self._known[row.name]
        again = now + delay(job.backoff, row.failures, self._fraction())
        if row.failures < job.attempts:
            self._put_back(connection, row.name, row.key, again, row.failures)
        elif job.schedule is not None and not row.key:
            # a schedule is never given up: the disk may be mended; it goes on at its usual times
            due = max(again, next_due(job.schedule, row.due_at, now))
            self._put_back(connection, row.name, row.key, due, row.failures)
        else:
            store.change(connection, row.name, row.key, state=State.DEAD, run=0, leased_until=0)

    def _put_back(
        self,
        connection: Connection,
        name: str,
        key: str,
        due_at: int,
        failures: int,
        **more: object,
    ) -> None:
        store.change(
            connection,
            name,
            key,
            state=State.WAITING,
            due_at=due_at,
            failures=failures,
            run=0,
            leased_until=0,
            asked_again=0,
            **more,
        )


def _hold(connection: Connection, run: Run) -> Any:
    row = store.hold(connection, run)
    if row is None:
        raise LeaseLost(
            f"The job {run.name} was given to another runner meanwhile; nothing of this attempt "
            "was kept."
        )
    return row
