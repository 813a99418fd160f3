"""How a shop writes its customers' events down."""

from __future__ import annotations

from msgspec import Struct


class EventRules(Struct, frozen=True, kw_only=True):
    """How to read a file of events.

    ``currency`` is used where the file names none, ``timezone`` for times that carry none.
    ``names`` puts the shop's own words for events over what is known: word -> event name, with an
    empty name for rows to leave out. ``shift`` is added to every time, in microseconds.
    ``source`` names the space of the natural keys. ``basis`` says how people agreed to what the
    file calls consent; without one, nothing in the file counts as agreed.
    """

    currency: str
    timezone: str = "UTC"
    names: dict[str, str] = {}
    day_first: bool | None = None
    decimal_comma: bool = False
    shift: int = 0
    source: str = "events"
    basis: str = ""
