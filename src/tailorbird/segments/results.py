"""What is told about segments: who is in, how many there are and were, who came and went."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.segments.types import Condition


class Member(Struct, frozen=True, kw_only=True):
    """One person of a segment: since when (microseconds UTC), and what a merchant calls them."""

    profile_id: str
    since: int
    label: str = ""


class Movement(Struct, frozen=True, kw_only=True):
    """One person entered or left: when (microseconds UTC), and by what.

    ``cause`` is the name of the event behind it, or ``time``, ``fill``, ``facts`` or ``joined``.
    """

    profile_id: str
    label: str
    entered: bool
    at: int
    cause: str


class SizeDay(Struct, frozen=True, kw_only=True):
    """A day (days since 1970 UTC): how many entered and left, and the size at its end."""

    day: int
    size: int
    entered: int
    left: int


class Estimate(Struct, frozen=True, kw_only=True):
    """How many people a tree holds, from a stable sample; ``low`` to ``high`` is the 95 % range.

    ``sampled`` of ``people`` profiles were looked at. Where all were, the three agree. ``some``
    are members to look at: profile ids.
    """

    count: int
    low: int
    high: int
    sampled: int
    people: int
    some: tuple[str, ...] = ()


class Overlap(Struct, frozen=True, kw_only=True):
    """How many people are in one segment only, in both, in the other only."""

    only_first: int
    both: int
    only_second: int


class Preset(Struct, frozen=True, kw_only=True):
    """A segment ready to use. ``needs`` says what a shop must have for it to mean anything."""

    key: str
    name: str
    meaning: str
    tree: Condition
    needs: str = ""


class LearnedNumber(Struct, frozen=True, kw_only=True):
    """A number learned from the shop's past. ``basis`` is how many observations it rests on.

    ``fallback`` tells that there was too little to learn from and a stated default is used.
    """

    name: str
    value: float
    basis: int
    fallback: bool
    version: int
    learned_at: int


class SelfCheck(Struct, frozen=True, kw_only=True):
    """The latest comparison of both interpreters: people looked at, and where they differed.

    ``examples`` are names of segments.
    """

    at: int
    segments: int
    people: int
    differences: int
    examples: tuple[str, ...] = ()


class Exported(Struct, frozen=True, kw_only=True):
    """A list of people that was given out: of which segment, to whom, when, how many.

    ``left_out`` counts members who were not on it, because they may not be written to.
    """

    segment_id: str
    asked_by: str
    at: int
    people: int
    left_out: int


class Suggestions(Struct, frozen=True, kw_only=True):
    """Words this shop knows, for whoever writes conditions; the most frequent first.

    ``properties`` are the names of properties by event.
    """

    events: tuple[str, ...] = ()
    properties: dict[str, tuple[str, ...]] = {}
    traits: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
