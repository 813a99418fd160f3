"""Use cases of measuring: results, their health, how they moved, and all of it to take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct, to_builtins

from tailorbird.core.clock import Clock, day_number
from tailorbird.core.errors import BadInput
from tailorbird.events.positions import Progress
from tailorbird.experiments.defining import existing
from tailorbird.experiments.types import Experiment
from tailorbird.measurement import health as healths
from tailorbird.measurement.checking import Checked, Checking, ResultsCheck
from tailorbird.measurement.definitions import digest, measured
from tailorbird.measurement.filling import Filling
from tailorbird.measurement.folding import Folding
from tailorbird.measurement.health import Counts, Finding
from tailorbird.measurement.metrics import METRICS, metrics_of
from tailorbird.measurement.results import Asked, Line, compared, lines
from tailorbird.measurement.sentences import fault_of, sentence
from tailorbird.measurement.store import health, sums
from tailorbird.measurement.texts import DISTURBED
from tailorbird.measurement.whole import Whole
from tailorbird.statistics.types import Comparison
from tailorbird.storage.database import Connection, Database

FORMAT = 1  # of what is exported
MOST_EXACT = 2**53  # whole numbers up to this are exact wherever numbers are doubles


class Result(Struct, frozen=True, kw_only=True):
    """What an experiment brought, as folded at ``at``; the experiment's own metric comes first.

    ``open_windows`` are people whose window has not ended: what they do yet will count.
    """

    experiment: Experiment
    at: int
    asked: Asked
    lines: tuple[Line, ...]
    counts: Counts
    findings: tuple[Finding, ...]
    open_windows: int
    sentences: tuple[str, ...]


class Day(Struct, frozen=True, kw_only=True):
    """One arm beside the control at the end of a day (number since 1970, UTC)."""

    day: int
    variation: str
    comparison: Comparison


class Results:
    """The results of one shop. Thread-safe."""

    def __init__(
        self,
        database: Database,
        progress: Progress,
        folding: Folding,
        clock: Clock,
        whole: Whole | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._filling = Filling(database, progress, folding, clock)
        self._checking = Checking(database, self._filling, clock, whole)

    def fill_waiting(self, between: Callable[[], object] = lambda: None) -> int:
        """Make the sums that have to be made; a job does it every minute."""
        return self._filling.fill_waiting(between)

    def refill_all(self) -> int:
        """Make all sums anew: the facts were made anew."""
        return self._filling.refill_all()

    def result(self, key: str, asked: Asked | None = None) -> Result:
        """Return what an experiment brought.

        Raises:
            NotFound: there is no such experiment.
            BadInput: it has not begun.
        """
        asked, now = asked or Asked(), self._clock.now()
        experiment = self._made(key)
        with self._database.read() as connection:
            found = sums.read(connection, key)
            counts = health.counts(connection, experiment)
            since = now - experiment.measuring.window + 1
            waiting = sums.exposed_since(connection, key, since)
        every = lines(experiment, found, asked)
        faults = tuple(healths.findings(experiment, counts, found))
        return Result(
            experiment=experiment,
            at=now,
            asked=asked,
            lines=every,
            counts=counts,
            findings=faults,
            open_windows=waiting,
            sentences=_sentences(every, faults),
        )

    def _made(self, key: str) -> Experiment:
        """Return an experiment, after its sums were made if nothing had made them yet."""
        with self._database.read() as connection:
            experiment = existing(connection, key)
            done = sums.done_by(connection).get(key)
        if not measured(experiment):
            raise BadInput(f"The experiment {key!r} has not begun, so there is no result.")
        if done != digest(experiment):
            self._filling.fill(experiment)
        return experiment

    def check(self, key: str) -> Checked:
        """Count everybody of an experiment at once, and compare with what was folded.

        Raises:
            NotFound: there is no such experiment.
            BadInput: it has not begun, or there is no archive to ask.
        """
        return self._checking.one(self._made(key))

    def check_all(self, between: Callable[[], object] = lambda: None) -> ResultsCheck:
        """Check every experiment that can still change; a job does it every night."""
        return self._checking.every(between)

    def last_check(self) -> ResultsCheck | None:
        """Return how the last nightly check went, None before the first."""
        return self._checking.last()

    def keep_days(self) -> int:
        """Keep today's sums of every experiment whose windows are not all over; return how many."""
        now = self._clock.now()
        self._filling.fill_waiting()
        with self._database.read() as connection:
            running = self._checking.moving(connection, now)

        def keep(connection: Connection) -> None:
            for one in running:
                sums.keep_day(connection, one.key, day_number(now))

        self._database.write(keep)
        return len(running)

    def history(self, key: str, metric: str, asked: Asked | None = None) -> list[Day]:
        """Return how a metric's comparison stood at the end of each day.

        Raises:
            NotFound: there is no such experiment.
            BadInput: it has no such metric.
        """
        with self._database.read() as connection:
            experiment = existing(connection, key)
            rows = sums.days(connection, key, metric)
        known = {one.name: one for one in metrics_of(experiment)}
        if metric not in known:
            raise BadInput(f"The metrics are {', '.join(known)}.", field="metric")
        by_day: dict[int, dict[str, Any]] = {}
        for day, variation, found in rows:
            by_day.setdefault(day, {})[variation] = found
        control, *others = experiment.variations
        return [
            Day(
                day=day,
                variation=one.key,
                comparison=compared(
                    known[metric], arms[control.key], arms[one.key], asked or Asked()
                ),
            )
            for day, arms in by_day.items()
            for one in others
            if control.key in arms and one.key in arms
        ]

    def export(self, key: str, asked: Asked | None = None) -> dict[str, Any]:
        """Return every number of a result with its inputs, so that anybody can compute it again.

        Whole numbers too large for other programs stand as text.

        Raises:
            NotFound: there is no such experiment.
            BadInput: it has not begun.
        """
        found = self.result(key, asked)
        said: dict[str, Any] = to_builtins(found)
        said["format"] = FORMAT
        said["metrics"] = [to_builtins(one) for one in METRICS]
        said["design"] = healths.design(found.experiment)
        return dict(_plain(said))


def _plain(value: Any) -> Any:
    """Return data that every reader of JSON can hold: large whole numbers as text."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, int) and abs(value) > MOST_EXACT:
        return str(value)
    return value


def _sentences(found: tuple[Line, ...], faults: tuple[Finding, ...]) -> tuple[str, ...]:
    own = found[0]
    said = [sentence(own, one) for one in own.against]
    return (*(DISTURBED.format(fault=fault_of(one)) for one in faults[:1]), *said)
