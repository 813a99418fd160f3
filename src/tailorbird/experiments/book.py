"""The experiments there are, ready for drawing, read again when any of them changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tailorbird.experiments.assigning import Ready
from tailorbird.experiments.store import definitions
from tailorbird.experiments.types import Experiment, Kind, Status
from tailorbird.storage.database import Connection


@dataclass(frozen=True)
class Book:
    """Every experiment by key.

    ``number`` counts up with their changes; ``forced`` is how many identifiers are set by hand,
    which an erasure lowers without a change.
    """

    number: int = -1
    forced: int = 0
    ready: Mapping[str, Ready] = field(default_factory=dict)

    @property
    def all(self) -> Iterator[Experiment]:
        """Every experiment, the newest first."""
        return (one.experiment for one in self.ready.values())

    def drawn(self) -> Iterator[Ready]:
        """Yield those that give somebody something: not drafts, and no comparison groups."""
        for one in self.ready.values():
            experiment = one.experiment
            if experiment.kind is Kind.EXPERIMENT and experiment.status is not Status.DRAFT:
                yield one

    def comparison_groups(self, tactic: str) -> list[Ready]:
        """Return the comparison groups a tactic is held to: that of everything comes first."""
        found = [
            one
            for one in self.ready.values()
            if one.experiment.kind is Kind.HOLDOUT
            and one.experiment.status is Status.RUNNING
            and one.experiment.tactic in {None, tactic}
        ]
        return sorted(found, key=lambda one: one.experiment.tactic is not None)


def current(connection: Connection, known: Book) -> Book:
    """Return the experiments as they are now: those known, where nothing changed since."""
    number, forced = definitions.number(connection), definitions.forced_count(connection)
    if (number, forced) == (known.number, known.forced):
        return known
    every = definitions.read_all(connection)
    return Book(number, forced, {one.experiment_id: Ready.of(one) for one in every})
