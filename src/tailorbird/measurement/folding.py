"""Outcomes kept current: whoever changed is counted again, and the sums move by the difference.

A person's outcome follows from the facts as they stand, so it does not matter in which order events
came, nor how often somebody is looked at. Everything here runs inside the transaction that changes
the facts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from tailorbird.experiments import book as books
from tailorbird.experiments.exposures import EXPERIMENT_VIEWED
from tailorbird.experiments.store import exposures
from tailorbird.experiments.types import Experiment, Exposure
from tailorbird.measurement.definitions import digest, measured
from tailorbird.measurement.metrics import events_of
from tailorbird.measurement.outcomes import exposed, is_machine, outcome
from tailorbird.measurement.store import facts, sums
from tailorbird.measurement.summing import moved
from tailorbird.measurement.types import MACHINE, Exposed, History, Measured
from tailorbird.profiles.touching import Facet, Touched
from tailorbird.storage.database import Connection

_FACETS = frozenset({Facet.ORDERS, Facet.EVERYTHING})
Person = tuple[str, str]
"""Experiment and profile."""


class Folding:
    """The processor's part: counts people again when something changed that may matter."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._book = books.Book()

    def react(self, connection: Connection, touched: Touched) -> None:
        """Count the people again whom a batch touched, in the experiments they are in."""
        running = self.experiments(connection)
        if not running:
            return
        names = {EXPERIMENT_VIEWED}.union(*(events_of(one) for one in running.values()))
        people = [
            who
            for who in touched.people()
            if names & touched.events.get(who, set()) or _FACETS & touched.facets.get(who, set())
        ]
        self.count_again(connection, running, people)

    def experiments(self, connection: Connection) -> dict[str, Experiment]:
        """Return what is measured event by event: what began, and whose sums are made."""
        self._book = books.current(connection, self._book)
        begun = {one.key: one for one in self._book.all if measured(one)}
        if not begun:
            return {}
        made = sums.made_by(connection)
        return {key: one for key, one in begun.items() if made.get(key) == digest(one)}

    def count_again(
        self, connection: Connection, running: Mapping[str, Experiment], people: Collection[str]
    ) -> None:
        """Count some people again in some experiments."""
        if not people:
            return
        before = {
            (one.experiment_id, one.profile_id): one
            for one in sums.of_people(connection, people)
            if one.experiment_id in running
        }
        after = self._counted(connection, running, people)
        changed = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
        replace(
            connection,
            [before[key] for key in changed if key in before],
            [after[key] for key in changed if key in after],
        )

    def _counted(
        self, connection: Connection, running: Mapping[str, Experiment], people: Collection[str]
    ) -> dict[Person, Measured]:
        inside = _inside(running, exposures.of_people(connection, people))
        if not inside:
            return {}
        histories = self._histories(connection, running, inside)
        return {
            (key, who): _measured(running[key], who, one, histories[who])
            for (key, who), one in inside.items()
        }

    def _histories(
        self,
        connection: Connection,
        running: Mapping[str, Experiment],
        inside: Mapping[Person, Exposed],
    ) -> dict[str, History]:
        spans = [
            (one.exposed_at - measuring.before, one.exposed_at + measuring.window)
            for (key, _), one in inside.items()
            for measuring in (running[key].measuring,)
        ]
        return facts.histories(
            connection,
            sorted({who for _, who in inside}),
            (min(first for first, _ in spans), max(end for _, end in spans)),
            names=frozenset().union(*(events_of(running[key]) for key, _ in inside)),
            currency=self._currency,
        )


def _measured(experiment: Experiment, who: str, one: Exposed, history: History) -> Measured:
    found = outcome(experiment, history, one.exposed_at)
    machine = is_machine(experiment, history, one.exposed_at)
    return Measured(
        experiment_id=experiment.key,
        profile_id=who,
        variation=MACHINE if machine else one.variation,
        exposed_at=one.exposed_at,
        own=found.get(experiment.measuring.metric, (0, 0))[0],
        outcome=found,
    )


def _inside(running: Mapping[str, Experiment], seen: Iterable[Exposure]) -> dict[Person, Exposed]:
    by_person: dict[Person, list[Exposure]] = {}
    for one in seen:
        if one.experiment_id in running:
            by_person.setdefault((one.experiment_id, one.profile_id), []).append(one)
    found = {(key, who): exposed(running[key], every) for (key, who), every in by_person.items()}
    return {key: one for key, one in found.items() if one is not None}


def replace(connection: Connection, gone: Sequence[Measured], come: Sequence[Measured]) -> None:
    """Put people in the place of what they were, and move the sums by the difference."""
    sums.remove(connection, [(one.experiment_id, one.profile_id) for one in gone])
    sums.put(connection, come)
    for key in sorted({one.experiment_id for one in (*gone, *come)}):
        before = sums.read(connection, key, lock=True)
        after = moved(
            before,
            [one for one in gone if one.experiment_id == key],
            [one for one in come if one.experiment_id == key],
        )
        if after != before:
            sums.write(connection, key, after)


def forget(connection: Connection, people: Collection[str]) -> int:
    """Take people out of every experiment, and off the sums; return how many rows that were."""
    gone = sums.of_people(connection, people)
    replace(connection, gone, [])
    return len(gone)
