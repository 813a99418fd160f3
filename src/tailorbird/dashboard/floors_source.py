"""What the pages need to know of the floors, as one protocol."""

from __future__ import annotations

from typing import Protocol

from tailorbird.dashboard.experiments_source import GatesSource
from tailorbird.guardrails.measures import Gate
from tailorbird.guardrails.types import Outlook, Word


class FloorsSource(GatesSource, Protocol):
    """How the shop's data stands against the floors, and the owner's word on them."""

    def outlook(self) -> Outlook:
        """Return the shop's stage, its gates, and what opens next."""
        ...

    def override(self, tactic: str, *, opened: bool, reason: str, done_by: str) -> Gate:
        """Open or close a tactic whatever the counts say."""
        ...

    def take_back(self, tactic: str, *, reason: str, done_by: str) -> Gate:
        """Let the counts decide again."""
        ...

    def history(self) -> list[Word]:
        """Return what was decided by hand, the newest first."""
        ...
