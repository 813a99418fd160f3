"""What the interpreter for one person reads: that person's past and present, as plain values.

Both interpreters read the same facts: this form is loaded from the operational database, the other
reads the archive. ``happening_of`` is the one place that says what an event is to a segment.
"""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from tailorbird.profiles.facts_of_events import Item
from tailorbird.segments.types import Value


class Happening(Struct, frozen=True, kw_only=True):
    """One event of a person. ``name`` is a track event's own, or ``Page Viewed`` and the like."""

    position: int
    at: int
    name: str
    order_id: str | None = None
    properties: Mapping[str, Value] = {}
    items: tuple[Item, ...] = ()
    device: str | None = None
    country: str | None = None
    region: str | None = None
    city: str | None = None


class PlacedOrder(Struct, frozen=True, kw_only=True):
    """An order that was not cancelled. ``net_minor`` is what the shop kept of it."""

    order_id: str
    placed_at: int
    net_minor: int
    currency: str


class Waiting(Struct, frozen=True, kw_only=True):
    """A product in the cart, and when it was put there last."""

    product_id: str
    quantity: int
    at: int


class Label(Struct, frozen=True, kw_only=True):
    """What the catalogue says of a product now: used where an event did not say it itself."""

    title: str = ""
    category: str = ""
    brand: str = ""


class History(Struct, frozen=True, kw_only=True):
    """Everything a tree may ask of one person. ``happenings`` are in order of (at, position).

    ``consents`` are the answers in force by (channel, purpose).
    """

    profile_id: str
    happenings: tuple[Happening, ...] = ()
    orders: tuple[PlacedOrder, ...] = ()
    cart: tuple[Waiting, ...] = ()
    traits: Mapping[str, object] = {}
    consents: Mapping[tuple[str, str], bool] = {}
    predicted: Mapping[str, float] = {}
    labels: Mapping[str, Label] = {}


class Setting(Struct, frozen=True, kw_only=True):
    """What is the same for everybody: the shop's zone and currency."""

    zone: ZoneInfo
    currency: str
