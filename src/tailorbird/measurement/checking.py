"""The nightly self-check: do sums folded event by event equal everybody counted at once?

Where events came in while it counted, the two were asked at different moments: it counts again, and
if they never stand still the experiment is not compared that night.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec import Struct

from tailorbird.core.clock import DAY, Clock
from tailorbird.core.errors import BadInput
from tailorbird.experiments.types import Experiment
from tailorbird.measurement.filling import Filling
from tailorbird.measurement.store import sums
from tailorbird.measurement.types import LEFT_OUT, Sums
from tailorbird.measurement.whole import Whole
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.settings import Settings

NAME = "result_check"
_TRIES = 3


class Checked(Struct, frozen=True, kw_only=True):
    """What was folded event by event, beside everybody counted at once.

    ``still`` says whether nothing moved meanwhile; only then does ``same`` mean anything.
    """

    people: int
    same: bool
    still: bool
    folded: Sums
    anew: Sums


class ResultsCheck(Struct, frozen=True, kw_only=True):
    """How a nightly check went: experiments and people compared, and the keys that differed."""

    at: int
    experiments: int
    people: int
    different: tuple[str, ...]


class Checking:
    """Compares both ways of counting in one shop. Thread-safe."""

    def __init__(
        self, database: Database, filling: Filling, clock: Clock, whole: Whole | None
    ) -> None:
        self._database = database
        self._filling = filling
        self._clock = clock
        self._whole = whole

    def one(self, experiment: Experiment) -> Checked:
        """Count everybody of an experiment at once, and compare with what was folded.

        Raises:
            BadInput: there is no archive to ask.
        """
        found = self._once(experiment)
        for _ in range(_TRIES - 1):
            if found.still:
                break
            found = self._once(experiment)
        return found

    def every(self, between: Callable[[], object] = lambda: None) -> ResultsCheck:
        """Check what can still change; count anew what differed; keep how it went, and return it.

        Raises:
            BadInput: there is no archive to ask.
        """
        now = self._clock.now()
        self._filling.fill_waiting(between)
        with self._database.read() as connection:
            moving = self.moving(connection, now)
        compared, people, different = 0, 0, []
        for experiment in moving:
            between()
            found = self.one(experiment)
            if not found.still:
                continue
            compared += 1
            people += found.people
            if not found.same:
                different.append(experiment.key)
                self._filling.fill(experiment, between)
        result = ResultsCheck(
            at=now, experiments=compared, people=people, different=tuple(different)
        )
        Settings(self._database).set(NAME, msgspec.to_builtins(result))
        return result

    def last(self) -> ResultsCheck | None:
        """Return how the last check went, None before the first."""
        held = Settings(self._database).get(NAME)
        return None if held is None else msgspec.convert(held, ResultsCheck)

    def moving(self, connection: Connection, now: int) -> list[Experiment]:
        """Return the experiments whose windows are not all over."""
        return [one for one in self._filling.begun(connection) if _may_move(one, now)]

    def _once(self, experiment: Experiment) -> Checked:
        if self._whole is None:
            raise BadInput("There is no archive here to count from.")
        before = self._folded(experiment)
        anew, people = self._whole.sums(experiment)
        folded = self._folded(experiment)
        return Checked(
            people=sum(number for label, number in people.items() if label not in LEFT_OUT),
            same=folded == anew,
            still=before == folded,
            folded=folded,
            anew=anew,
        )

    def _folded(self, experiment: Experiment) -> Sums:
        with self._database.read() as connection:
            return sums.read(connection, experiment.key)


def _may_move(experiment: Experiment, now: int) -> bool:
    if experiment.stopped_at is None:
        return True
    return now < experiment.stopped_at + experiment.measuring.window + 2 * DAY
