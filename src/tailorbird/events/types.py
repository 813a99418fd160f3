"""Customer events as they travel from a door to the log and from the log to everything else."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class Lane(StrEnum):
    """Which queue an event waits in: a visitor's click never waits behind an import."""

    LIVE = "live"
    BACKFILL = "backfill"


class Kind(StrEnum):
    """The calls of the Segment specification."""

    TRACK = "track"
    IDENTIFY = "identify"
    PAGE = "page"
    SCREEN = "screen"
    GROUP = "group"
    ALIAS = "alias"


class Event(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One validated event. Times are microseconds UTC.

    ``occurred_at`` is when it happened (the sender's clock corrected by ours), ``received_at``
    when it reached us. ``source`` names where it came from ("http", "library", "import:orders").
    ``clock_off`` is how far the sender's clock was from ours, in seconds, positive where it was
    behind; 0 within a minute, or where the sender did not say when it sent.
    """

    message_id: str
    kind: Kind
    name: str = ""
    anonymous_id: str | None = None
    user_id: str | None = None
    occurred_at: int
    received_at: int
    source: str = "http"
    properties: dict[str, Any] = field(default_factory=dict)
    traits: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    clock_off: int = 0


class LoggedEvent(Struct, frozen=True):
    """An event with its place in the log."""

    position: int
    event: Event


class Turn(Struct, frozen=True, kw_only=True):
    """One lane's turn at being processed, and up to which position it went."""

    lane: Lane
    upto: int


class Problem(Struct, frozen=True, kw_only=True):
    """Why one item was not taken: which item, which field, what to do."""

    code: str
    message: str
    field: str = ""
    index: int | None = None


class Refusal(Struct, frozen=True, kw_only=True):
    """A remembered problem, for the merchant: kinds of refusals with a masked sample."""

    source: str
    code: str
    field: str
    message: str
    received_at: int
    sample: str = ""


class Appended(Struct, frozen=True, kw_only=True):
    """What became of some events, once durable: positions in their order (0 = known already)."""

    positions: list[int]

    @property
    def taken(self) -> int:
        """How many events were new."""
        return sum(1 for position in self.positions if position)

    @property
    def duplicates(self) -> int:
        """How many were known by their message id already."""
        return len(self.positions) - self.taken


class Accepted(Struct, frozen=True, kw_only=True):
    """The answer of ``pipeline.accept``: what was taken, and every problem by item."""

    taken: int
    duplicates: int
    problems: list[Problem]
    positions: list[int]


class Arrivals(Struct, frozen=True, kw_only=True):
    """How many events of one source arrived, and when the last one did (microseconds UTC)."""

    source: str
    events: int
    last_at: int
    names: list[tuple[str, int]]


class ImportRun(Struct, frozen=True, kw_only=True):
    """One import of a file: what it was, and what became of its rows.

    ``file`` is the file's name without its folder. ``ended_at`` is None while it runs, and for good
    where it was cut off; starting it again adds what is missing. ``outcomes`` counts rows, each
    once; ``rows_known`` had come before. ``trouble`` says why it failed, empty if it did
    not. Times are microseconds UTC.
    """

    import_id: str
    kind: str
    file: str
    source: str
    started_at: int
    ended_at: int | None = None
    rows_new: int = 0
    rows_known: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    trouble: str = ""


class ArrivalHour(Struct, frozen=True, kw_only=True):
    """What one source sent within one hour (hours since 1970-01-01 UTC).

    ``clocks_off`` of its events came from a clock more than a minute wrong; ``clock_most`` is the
    worst of them in seconds, positive where that clock was behind ours.
    """

    hour: int
    source: str
    events: int = 0
    last_at: int = 0
    clocks_off: int = 0
    clock_most: int = 0


class FieldType(Struct, frozen=True, kw_only=True):
    """One form in which a field of an event came: text, number, yes_no, list or object.

    ``first_at`` is exact, ``last_at`` the beginning of an hour (microseconds UTC).
    """

    event: str
    field: str
    form: str
    first_at: int
    last_at: int


class OrderSightings(Struct, frozen=True, kw_only=True):
    """How many orders of a span pages and servers told of: by both, or by one of them alone."""

    both: int
    browser_only: int
    server_only: int
