"""What an event tells that a segment may ask about: its own plain properties, and its products.

One function says it for the database of people; the archive's data sets say the same of an event in
their columns, and a property test holds the two together. Pure.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from tailorbird.events.data_sets import products_of
from tailorbird.events.types import Event, Kind
from tailorbird.events.vocabulary import is_hearsay
from tailorbird.privacy.uses import Use
from tailorbird.profiles.answering import may_be_used

NAMES = {
    Kind.PAGE: "Page Viewed",
    Kind.SCREEN: "Screen Viewed",
    Kind.IDENTIFY: "Identified",
    Kind.GROUP: "Group",
    Kind.ALIAS: "Alias",
}
OWN_EVENTS = frozenset({"Segment Entered", "Segment Exited", "Identities Joined"})
Plain = str | int | float | bool
_PLAIN = (str, int, float)


class Item(Struct, frozen=True, omit_defaults=True, array_like=True):
    """One product an event names, as it was then."""

    product_id: str
    title: str | None = None
    category: str | None = None
    brand: str | None = None
    price: Decimal | None = None
    quantity: int | None = None


class EventFacts(Struct, frozen=True, omit_defaults=True):
    """What is kept of one event: plain properties by name, products, device and place."""

    properties: dict[str, Plain] = {}
    items: tuple[Item, ...] = ()
    device: str | None = None
    country: str | None = None
    region: str | None = None
    city: str | None = None


_NOTHING = EventFacts()
encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(EventFacts).decode


def name_of(event: Event) -> str:
    """Return what an event is called: a track event's own name, or what its kind is called."""
    return event.name if event.kind is Kind.TRACK else NAMES[event.kind]


def counts(event: Event) -> bool:
    """Whether segments may read an event at all.

    Not what a page only claims, not what its own consent keeps from choosing for this person, and
    not what segments themselves cause.
    """
    if is_hearsay(event) or event.name in OWN_EVENTS:
        return False
    return may_be_used(event, Use.PERSONALIZE)


def facts_of(event: Event, typed: Struct | None) -> str | None:
    """Return an event's facts as JSON, None where there are none."""
    found = EventFacts(
        properties={
            name: value for name, value in event.properties.items() if isinstance(value, _PLAIN)
        },
        items=tuple(_item(one) for _, one in products_of(typed) if not one.is_service),
        device=_text(event.context.get("device"), "type"),
        country=_text(event.context.get("location"), "country"),
        region=_text(event.context.get("location"), "region"),
        city=_text(event.context.get("location"), "city"),
    )
    return None if found == _NOTHING else encode(found).decode()


def _item(product: Any) -> Item:
    return Item(
        product.key,
        product.name,
        product.category,
        product.brand,
        product.price,
        product.quantity,
    )


def _text(holder: Any, name: str) -> str | None:
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else None
