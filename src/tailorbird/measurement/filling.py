"""Sums made from the beginning, where an experiment began, ended or is counted otherwise now.

Meanwhile events go on being processed: who is counted twice is counted the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tailorbird.core.clock import Clock
from tailorbird.events.positions import Progress
from tailorbird.experiments import book as books
from tailorbird.experiments.store import exposures
from tailorbird.experiments.types import Experiment
from tailorbird.measurement.definitions import digest, measured
from tailorbird.measurement.folding import Folding
from tailorbird.measurement.store import sums
from tailorbird.storage.database import Connection, Database

AT_ONCE = 2_000  # people in one transaction, so that events need not wait
_BEGUN = 0  # in place of when it was made: it is being made


def _nothing() -> None:
    """Nobody asked to be called between the parts."""


class Filling:
    """Makes the sums of experiments whose definition is another than they were made by."""

    def __init__(
        self, database: Database, progress: Progress, folding: Folding, clock: Clock
    ) -> None:
        self._database = database
        self._progress = progress
        self._folding = folding
        self._clock = clock

    def waiting(self) -> list[Experiment]:
        """Return the experiments whose sums have to be made."""
        with self._database.read() as connection:
            done = sums.done_by(connection)
            begun = self.begun(connection)
            return [one for one in begun if done.get(one.key) != digest(one)]

    def begun(self, connection: Connection) -> list[Experiment]:
        """Return every experiment that has begun."""
        return [one for one in books.current(connection, books.Book()).all if measured(one)]

    def fill_waiting(self, between: Callable[[], object] = _nothing) -> int:
        """Make the sums of every experiment that waits; return how many that were."""
        waiting = self.waiting()
        for one in waiting:
            self.fill(one, between)
        return len(waiting)

    def refill_all(self, between: Callable[[], object] = _nothing) -> int:
        """Make all sums anew: the facts were made anew."""
        self._database.write(sums.forget_made)
        return self.fill_waiting(between)

    def fill(self, experiment: Experiment, between: Callable[[], object] = _nothing) -> None:
        """Make the sums of one experiment; what was there stays until its definition changed."""
        key = experiment.key

        def begin(connection: Connection) -> None:
            self._progress.standing(connection)  # from here on whoever changes is counted
            sums.clear(connection, key)
            sums.note_made(connection, key, digest(experiment), _BEGUN)

        self._database.write(begin)
        for people in self._parts(key):
            between()
            self._count(experiment, people)
        now = self._clock.now()
        self._database.write(lambda c: sums.note_made(c, key, digest(experiment), now))

    def _count(self, experiment: Experiment, people: list[str]) -> None:
        def change(connection: Connection) -> None:
            self._progress.standing(connection)
            self._folding.count_again(connection, {experiment.key: experiment}, people)

        self._database.write(change)

    def _parts(self, key: str) -> Iterator[list[str]]:
        """Yield everybody who saw the experiment, some at a time."""
        part: list[str] = []
        with self._database.read() as connection:
            for one in exposures.of_experiment(connection, key):
                if part and part[-1] == one.profile_id:
                    continue
                if len(part) == AT_ONCE:
                    yield part
                    part = []
                part.append(one.profile_id)
        if part:
            yield part
