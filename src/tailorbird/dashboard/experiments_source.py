"""What the pages of experiments need to know, as protocols."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from tailorbird.experiments.defining import Edit, NewExperiment
from tailorbird.experiments.holdouts import Outlook, Terms
from tailorbird.experiments.service import Seen
from tailorbird.experiments.types import Change, Experiment
from tailorbird.guardrails.measures import Gate, Measure
from tailorbird.measurement.checking import ResultsCheck
from tailorbird.measurement.results import Asked
from tailorbird.measurement.service import Day, Result


class ExperimentsSource(Protocol):
    """The shop's experiments and comparison groups: what they are, who saw what."""

    def all(self) -> list[Experiment]:
        """Return every experiment and comparison group, the newest first."""
        ...

    def get(self, key: str) -> Experiment:
        """Return one experiment."""
        ...

    def seen(self, key: str) -> Seen:
        """Return how many people saw what of an experiment."""
        ...

    def changes(self, key: str) -> list[Change]:
        """Return what was done to an experiment, in order."""
        ...

    def create(self, new: NewExperiment, *, by: str) -> Experiment:
        """Write an experiment down as a draft."""
        ...

    def edit(self, key: str, edit: Edit, *, by: str) -> Experiment:
        """Change an experiment: a draft in anything, a running one where nobody is moved."""
        ...

    def start(self, key: str, *, by: str) -> Experiment:
        """Begin to draw people."""
        ...

    def stop(self, key: str, *, by: str, roll_out: str | None = None) -> Experiment:
        """End an experiment for good."""
        ...

    def comparison_groups(self) -> list[Experiment]:
        """Return the groups that run, that of everything first."""
        ...

    def hold_out(self, terms: Terms, *, by: str) -> Experiment:
        """Hold people out from now on."""
        ...

    def let_in(self, tactic: str | None, *, by: str) -> Experiment:
        """End a comparison group."""
        ...

    def outlook(self, share: int, assumed_lift: float | None = None) -> Outlook:
        """Return about what holding out a share costs, and how soon it answers."""
        ...


class ResultsSource(Protocol):
    """What experiments brought."""

    def result(self, key: str, asked: Asked | None = None) -> Result:
        """Return what an experiment brought."""
        ...

    def history(self, key: str, metric: str, asked: Asked | None = None) -> list[Day]:
        """Return how a metric's comparison stood at the end of each day."""
        ...

    def export(self, key: str, asked: Asked | None = None) -> dict[str, Any]:
        """Return every number of a result with its inputs."""
        ...

    def last_check(self) -> ResultsCheck | None:
        """Return how the last nightly check went, None before the first."""
        ...


class GatesSource(Protocol):
    """How the shop's data stands against the floors."""

    def gate(self, tactic: str, counted: Mapping[Measure, int] | None = None) -> Gate:
        """Return how things stand against one floor."""
        ...
