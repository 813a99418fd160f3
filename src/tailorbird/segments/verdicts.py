"""What is said of one person by a condition tree: whether, until when, and why."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.segments.types import Condition


class Verdict(Struct, frozen=True):
    """Whether a condition holds, and until when nothing but an event can change that.

    ``until`` is the first instant (microseconds UTC) at which time alone could; None for never.
    """

    held: bool
    until: int | None = None


class Trace(Struct, frozen=True, kw_only=True):
    """Why a condition held or did not: a sentence's material for every node of the tree.

    ``path`` is the node's place (``$.of[1]``); ``found`` what was measured, as a number or text,
    None for missing; ``events`` the positions of the events behind it, the newest first, a few.
    """

    path: str
    condition: Condition
    held: bool
    until: int | None = None
    found: int | float | str | None = None
    events: tuple[int, ...] = ()
    parts: tuple[Trace, ...] = ()


class Answer(Struct, frozen=True, kw_only=True):
    """Whether one person is in a segment, until when time cannot change that, and why."""

    member: bool
    valid_until: int | None
    why: Trace
