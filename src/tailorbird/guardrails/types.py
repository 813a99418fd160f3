"""What this room keeps: the owner's word on a floor, and where a shop stands."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.guardrails.measures import Gate
from tailorbird.guardrails.stages import Stage


class Word(Struct, frozen=True, kw_only=True):
    """The owner opened or closed a tactic, or took that back (``opened`` None).

    ``counts`` is how the shop stood then, JSON by measure and days.
    """

    tactic: str
    opened: bool | None
    reason: str
    done_by: str
    at: int
    counts: str


class Unlocks(Struct, frozen=True, kw_only=True):
    """A tactic that is closed, and in how many weeks it opens at the shop's pace; None if never."""

    gate: Gate
    weeks: int | None


class Outlook(Struct, frozen=True, kw_only=True):
    """Where a shop stands: its stage, every gate, what opens next, and when it was counted."""

    stage: Stage
    gates: tuple[Gate, ...]
    next: tuple[Unlocks, ...]
    counted_at: int | None
