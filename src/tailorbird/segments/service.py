"""Use cases of segments: read who is in and why, how many there are, and who came and went."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from msgspec.structs import replace

from tailorbird.core.clock import Clock
from tailorbird.core.errors import NotFound
from tailorbird.events.positions import Progress
from tailorbird.segments import listing, parsing, presets
from tailorbird.segments.checking import read_check
from tailorbird.segments.defining import Defining, existing
from tailorbird.segments.explaining import explain
from tailorbird.segments.facts import Setting
from tailorbird.segments.reads import ORDERED, Reads, reads
from tailorbird.segments.resolving import with_numbers
from tailorbird.segments.results import (
    Estimate,
    Member,
    Movement,
    Overlap,
    Preset,
    SelfCheck,
    SizeDay,
    Suggestions,
)
from tailorbird.segments.sentences import people_who
from tailorbird.segments.store import definitions, members, movements, numbers, words
from tailorbird.segments.store.histories import read_histories
from tailorbird.segments.types import (
    Condition,
    Segment,
)
from tailorbird.segments.verdicts import Answer
from tailorbird.storage.database import Connection, Database


class Audience(Protocol):
    """Looks at everybody at once."""

    def answers(self, tree: Condition, at: int) -> Iterator[Any]:
        """Yield members and those whom time could change, as record batches."""
        ...

    def count(self, tree: Condition, at: int) -> int:
        """Return how many people a tree holds."""
        ...

    def estimate(self, tree: Condition, at: int) -> Estimate:
        """Return about how many people a tree holds, quickly."""
        ...


class Segments(Defining):
    """The segments of one shop. Thread-safe."""

    def __init__(
        self,
        database: Database,
        progress: Progress,
        clock: Clock,
        setting: Setting,
        *,
        audience: Audience,
        ask_to_fill: Callable[[Connection], None],
    ) -> None:
        super().__init__(database, progress, clock, setting, ask_to_fill=ask_to_fill)
        self._audience = audience

    def all(self) -> list[Segment]:
        """Return every segment, by name."""
        with self._database.read() as connection:
            return definitions.read_all(connection)

    def get(self, segment_id: str) -> Segment:
        """Return one segment.

        Raises:
            NotFound: there is none with that id.
        """
        with self._database.read() as connection:
            return existing(connection, segment_id)

    def members(
        self, segment_id: str, limit: int = 50, after: tuple[int, str] | None = None
    ) -> list[Member]:
        """Return members, those who entered last first; ``after`` goes on behind one of them."""
        with self._database.read() as connection:
            existing(connection, segment_id)
            return listing.labelled(connection, members.page(connection, segment_id, limit, after))

    def movements(self, segment_id: str, limit: int = 50) -> list[Movement]:
        """Return who entered and left last, the newest first."""
        with self._database.read() as connection:
            existing(connection, segment_id)
            return listing.labelled(connection, movements.newest(connection, segment_id, limit))

    def of_person(self, profile_id: str) -> list[tuple[Segment, int]]:
        """Return the segments somebody is in and since when, by name."""
        with self._database.read() as connection:
            held = members.of_person(connection, profile_id)
            every = definitions.read_all(connection)
        return [(one, held[one.segment_id]) for one in every if one.segment_id in held]

    def sizes(self, segment_id: str, first_day: int, last_day: int) -> list[SizeDay]:
        """Return the size on each day of a span (days since 1970 UTC), from the first known on."""
        with self._database.read() as connection:
            known = movements.sizes(connection, segment_id, first_day, last_day)
            before = movements.last_before(connection, segment_id, first_day)
        return listing.every_day(before, known, first_day, last_day)

    def overlap(self, first: str, second: str) -> Overlap:
        """Return how many people two segments share, and how many each has alone."""
        with self._database.read() as connection:
            one, other = existing(connection, first), existing(connection, second)
            both = members.shared(connection, one.segment_id, other.segment_id)
            sizes = [members.count(connection, each) for each in (first, second)]
        return Overlap(only_first=sizes[0] - both, both=both, only_second=sizes[1] - both)

    def why(self, segment_id: str, profile_id: str) -> Answer:
        """Return whether and why somebody is in a segment by everything processed until now.

        Raises:
            NotFound: there is no such segment or person.
        """
        with self._database.read() as connection:
            tree = self._resolved(connection, existing(connection, segment_id).tree)
            who = words.present_profile(connection, profile_id)
            if who is None:
                raise NotFound("There is no person with this id.")
            history = read_histories(connection, [who], _with_orders_events(reads(tree)))[who]
        return explain(tree, history, self._clock.now(), self._setting)

    def estimate(self, tree: Condition) -> Estimate:
        """Return about how many people a tree holds now, from a stable sample.

        Raises:
            BadInput: the tree cannot be; ``field`` is the bad node.
        """
        return self._audience.estimate(self.resolved(tree), self._clock.now())

    def count(self, tree: Condition) -> int:
        """Return how many people a tree holds now.

        Raises:
            BadInput: the tree cannot be; ``field`` is the bad node.
        """
        return self._audience.count(self.resolved(tree), self._clock.now())

    def resolved(self, tree: Condition) -> Condition:
        """Return a tree with other segments and learned numbers put in.

        Raises:
            BadInput: the tree cannot be; ``field`` is the bad node.
        """
        parsing.check(tree)
        with self._database.read() as connection:
            return self._resolved(connection, tree)

    def export(self, segment_id: str, asked_by: str) -> Iterator[dict[str, str]]:
        """Yield the people of a segment for a list, and write down that it was given out.

        Left out is who said no to being written to, or to being chosen for, and who is only known
        by a browser's claim.

        Raises:
            NotFound: there is no such segment.
        """
        segment = self.get(segment_id)
        return listing.exported(self._database, self._clock, segment, asked_by)

    def speaking(self) -> Callable[[Condition], str]:
        """Return what says a tree as a merchant would, by today's names and learned numbers."""
        with self._database.read() as connection:
            names = {one.segment_id: one.name for one in definitions.read_all(connection)}
            learned = {one.name: one.value for one in numbers.learned(connection)}
        return lambda tree: people_who(with_numbers(tree, learned), names)

    def presets(self) -> list[Preset]:
        """Return the segments ready to use."""
        return list(presets.PRESETS)

    def last_check(self) -> SelfCheck | None:
        """Return how the last comparison of both interpreters went, None before the first."""
        return read_check(self._database)

    def suggestions(self) -> Suggestions:
        """Return the words this shop knows, for whoever writes conditions."""
        with self._database.read() as connection:
            return words.suggestions(connection)


def _with_orders_events(read: Reads) -> Reads:
    """Read the events that told of orders too: they are what a merchant is shown behind them."""
    return replace(read, events=read.events | {ORDERED}) if read.orders else read
