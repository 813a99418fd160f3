"""What stays of an event once its person is erased: the shop's facts, nothing of the person. Pure.

What stays is named; anything else goes, so that a field nobody thought of goes too. Orders keep
their number, money and products, because they are the shop's books; the other events of the
vocabulary keep which product they were about. The event keeps its place in the log.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec.structs import replace

from tailorbird.core.hashing import digest16
from tailorbird.events.proof import is_public
from tailorbird.events.types import Event, Kind
from tailorbird.events.vocabulary import VOCABULARY, email_of

_ERASED = "erased:"
_PRODUCT = frozenset(
    {
        "product_id",
        "sku",
        "name",
        "brand",
        "category",
        "price",
        "quantity",
        "ordinal",
        "is_service",
        "order_id",
    }
)
_ORDER = frozenset(
    {
        "order_id",
        "refund_id",
        "value",
        "subtotal",
        "total",
        "revenue",
        "shipping",
        "tax",
        "discount",
        "currency",
    }
)
_FACTS = _PRODUCT | _ORDER | {"adjustment_id", "list_id", "promotion_id", "step", "rating"}
_PICTURES = frozenset({"url", "image_url"})
_NEEDED = {"Products Searched": {"query": ""}}  # what the vocabulary does not do without


def anonymised(event: Event, order_of_line: Mapping[int, str] | None = None) -> Event:
    """Return the event without its person; doing it again changes nothing.

    ``order_of_line`` names the order that each line of a refund belongs to, where the refund
    itself did not: without a person it could not be found again.
    """
    return Event(
        message_id=_without_meaning(event.message_id),
        kind=event.kind,
        name=event.name if event.kind is Kind.TRACK else "",
        occurred_at=event.occurred_at,
        received_at=event.received_at,
        source=event.source,
        properties=_facts(event, order_of_line or {}),
    )


def without(
    event: Event,
    emails: Collection[str],
    anonymous_ids: Collection[str],
    user_ids: Collection[str] = (),
    traits: Collection[str] = (),
) -> Event:
    """Return somebody's event without the identifiers of another who is erased.

    ``traits`` are further values that are said of somebody there and name the other.
    """
    found = replace(
        event,
        user_id=None if event.user_id in user_ids else event.user_id,
        anonymous_id=None if event.anonymous_id in anonymous_ids else event.anonymous_id,
    )
    gone = {one.lower() for one in (*emails, *anonymous_ids, *user_ids, *traits)}
    away = {"email"} if email_of(event) in emails else set()
    context = found.context
    if "traits" in context:
        context = {**context, "traits": _less(context["traits"], gone, away)}
    found = replace(found, traits=_less(found.traits, gone, away), context=context)
    if found.anonymous_id is None and found.user_id is None and email_of(found) is None:
        return anonymised(event)
    return (
        event if found == event else replace(found, message_id=_without_meaning(found.message_id))
    )


def message_digest(message_id: str) -> bytes:
    """Return the 16 bytes a message id is remembered by; an anonymised event keeps them."""
    rest = message_id.removeprefix(_ERASED)
    if rest != message_id and len(rest) == 32:  # noqa: PLR2004 - 16 bytes in hexadecimal
        try:
            return bytes.fromhex(rest)
        except ValueError:
            pass
    return digest16(message_id)


def _without_meaning(message_id: str) -> str:
    """A client may put anything into a message id: what stays is what recognises a repetition."""
    return f"{_ERASED}{message_digest(message_id).hex()}"


def named_in(traits: Any) -> set[str]:
    """Return the values among traits that could name somebody, spelled as they may be known."""
    held = traits.values() if isinstance(traits, dict) else ()
    texts = {str(value).strip() for value in held if isinstance(value, str | int)}
    return texts | {one.lower() for one in texts}


def _less(traits: Any, gone: set[str], away: set[str]) -> Any:
    """Return traits without those named ``away`` and those that say a value in ``gone``."""
    if not isinstance(traits, dict) or not (named_in(traits) & gone or away & traits.keys()):
        return traits
    return {
        name: held
        for name, held in traits.items()
        if name not in away and str(held).strip().lower() not in gone
    }


def _facts(event: Event, order_of_line: Mapping[int, str]) -> dict[str, Any]:
    if event.kind is not Kind.TRACK or event.name not in VOCABULARY:
        return {}
    kept = {**_NEEDED.get(event.name, {}), **_plain(event.properties, _kept_of(event))}
    products = event.properties.get("products")
    if isinstance(products, list):
        kept["products"] = [
            _line(event, number, product, order_of_line) for number, product in enumerate(products)
        ]
    elif order_of_line:  # one sum, without products
        kept["order_id"] = min(order_of_line.values())
    return kept


def _kept_of(event: Event) -> frozenset[str]:
    """Names of things with a price; a promotion's or a coupon's name may be made for one person."""
    if "product_id" in event.properties or "sku" in event.properties:
        return _FACTS
    return _FACTS - {"name"}


def _line(
    event: Event, number: int, product: Any, order_of_line: Mapping[int, str]
) -> dict[str, Any]:
    if not isinstance(product, dict):
        return {}
    names = _PRODUCT
    if event.name == "Order Completed" and not is_public(event):
        names = names | _PICTURES  # the catalogue learned from these
    if event.name == "Order Refunded" or product.get("is_service"):
        names = names - {"name"}  # a service may be worded by the shopper
    kept = _plain(product, names)
    ordinal = kept.get("ordinal", number)
    if ordinal in order_of_line and not event.properties.get("order_id"):
        kept["order_id"] = order_of_line[ordinal]
    return kept


def _plain(held: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {
        name: value
        for name, value in held.items()
        if name in names and (value is None or isinstance(value, str | int | float))
    }
