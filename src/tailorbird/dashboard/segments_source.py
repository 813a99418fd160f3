"""What the pages of segments need to know of them, as one protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from tailorbird.segments.results import (
    Estimate,
    LearnedNumber,
    Member,
    Movement,
    Overlap,
    Preset,
    SelfCheck,
    SizeDay,
    Suggestions,
)
from tailorbird.segments.types import Condition, Segment
from tailorbird.segments.verdicts import Answer


class SegmentsSource(Protocol):
    """The shop's segments: who is in them, why, and how they are changed."""

    def all(self) -> list[Segment]:
        """Return every segment, by name."""
        ...

    def get(self, segment_id: str) -> Segment:
        """Return one segment."""
        ...

    def create(
        self, name: str, tree: Condition, *, description: str = "", preset: str = ""
    ) -> Segment:
        """Write a new segment down; it is filled from now on."""
        ...

    def edit(
        self,
        segment_id: str,
        *,
        name: str | None = None,
        tree: Condition | None = None,
        description: str | None = None,
    ) -> Segment:
        """Change a segment; with another tree it is filled anew."""
        ...

    def delete(self, segment_id: str) -> None:
        """Remove a segment that no other reads."""
        ...

    def refill(self, segment_id: str) -> None:
        """Look at everybody anew for one segment."""
        ...

    def speaking(self) -> Callable[[Condition], str]:
        """Return what says a tree as a merchant would, by today's names and learned numbers."""
        ...

    def estimate(self, tree: Condition) -> Estimate:
        """Return about how many people a tree holds, quickly."""
        ...

    def count(self, tree: Condition) -> int:
        """Return how many people a tree holds."""
        ...

    def members(
        self, segment_id: str, limit: int = 50, after: tuple[int, str] | None = None
    ) -> list[Member]:
        """Return members, those who entered last first; ``after`` goes on behind one of them."""
        ...

    def why(self, segment_id: str, profile_id: str) -> Answer:
        """Return whether and why somebody is in a segment."""
        ...

    def of_person(self, profile_id: str) -> list[tuple[Segment, int]]:
        """Return the segments somebody is in and since when."""
        ...

    def sizes(self, segment_id: str, first_day: int, last_day: int) -> list[SizeDay]:
        """Return the size on each day of a span, from the first known on."""
        ...

    def movements(self, segment_id: str, limit: int = 50) -> list[Movement]:
        """Return who entered and left last, the newest first."""
        ...

    def overlap(self, first: str, second: str) -> Overlap:
        """Return how many people two segments share, and how many each has alone."""
        ...

    def export(self, segment_id: str, asked_by: str) -> Iterator[dict[str, str]]:
        """Yield the people who may be on a list, and write down that it was given out."""
        ...

    def presets(self) -> list[Preset]:
        """Return the segments ready to use."""
        ...

    def learned(self) -> list[LearnedNumber]:
        """Return the numbers that the shop's past taught."""
        ...

    def last_check(self) -> SelfCheck | None:
        """Return how the last comparison of both interpreters went."""
        ...

    def suggestions(self) -> Suggestions:
        """Return the words this shop knows."""
        ...
