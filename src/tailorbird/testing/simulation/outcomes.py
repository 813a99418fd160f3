"""How a run of the simulation went, and the promise it broke."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.testing.simulation.invariants import Finding


class Violation(Struct, frozen=True, kw_only=True):
    """A promise that a run broke, how, and after which step (numbers begin at 0)."""

    promise: str
    how: str
    step: int


class Outcome(Struct, frozen=True, kw_only=True):
    """How a run went. ``trace`` is the same for the same run."""

    trace: str
    steps: int
    events: int
    deaths: int
    violation: Violation | None = None


class Broken(Exception):
    """A promise does not hold."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding[1])
        self.finding = finding
