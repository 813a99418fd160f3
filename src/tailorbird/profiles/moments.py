"""What one event looks like on a person's timeline. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import Struct

from tailorbird.core.money import to_minor
from tailorbird.events.proof import is_public
from tailorbird.events.types import Event, Kind
from tailorbird.events.vocabulary import (
    CONSENT_NAMES,
    Cart,
    OrderCompleted,
    OrderFields,
    ProductFields,
    ProductList,
    ProductsSearched,
    consent_preferences,
    is_hearsay,
)
from tailorbird.privacy.uses import Use
from tailorbird.profiles.answering import OURS, may_be_used
from tailorbird.profiles.facts_of_events import counts, facts_of, name_of
from tailorbird.profiles.types import Moment

_MOST_TEXT = 200
_MOST_BOUGHT = 200


def moment_of(event: Event, typed: Struct | None, position: int, currency: str) -> Moment:
    """Return the timeline entry of an event: small, and readable without the log."""
    product = typed.key if isinstance(typed, ProductFields) else ""
    order = typed.key if isinstance(typed, OrderFields) else ""
    return Moment(
        at=event.occurred_at,
        position=position,
        name=name_of(event),
        product_id=product or None,
        order_id=order or None,
        detail=_detail(event, typed, currency),
        may_learn=may_be_used(event, Use.LEARN),
        facts=facts_of(event, typed),
        counts=counts(event),
    )


def _detail(event: Event, typed: Struct | None, currency: str) -> dict[str, Any]:
    match typed:
        case ProductsSearched():
            return {"query": typed.query[:_MOST_TEXT]}
        case OrderFields():
            return {**_order_detail(typed, currency), **_told_bought(event, typed)}
        case ProductList() if typed.category or typed.list_id:
            return {"category": str(typed.category or typed.list_id)[:_MOST_TEXT]}
        case ProductFields() if typed.quantity is not None:
            return {"quantity": typed.quantity}
        case Cart() if typed.products is not None:
            return {"products": len(typed.products)}
        case _:
            return _other_detail(event)


def _other_detail(event: Event) -> dict[str, Any]:
    if event.kind is Kind.PAGE:
        return _page_detail(event)
    if event.source == OURS and "segment" in event.properties:
        return {"segment": str(event.properties["segment"])[:_MOST_TEXT]}
    if is_hearsay(event):
        return {"hearsay": True}
    consent = consent_preferences(event) if event.name in CONSENT_NAMES else {}
    return {"consent": consent} if consent else {}


def _order_detail(order: OrderFields, currency: str) -> dict[str, Any]:
    total = next((t for t in (order.total, order.revenue, order.value) if t is not None), None)
    if total is None:
        prices = (
            p.price * (1 if p.quantity is None else p.quantity) for p in order.products if p.price
        )
        total = sum(prices, Decimal(0))
    used = order.currency or currency
    return {
        "total_minor": to_minor(total, used),
        "currency": used,
        "products": sum(1 for product in order.products if not product.is_service),
    }


def _told_bought(event: Event, order: OrderFields) -> dict[str, Any]:
    """Keep what a browser says it bought: the order itself may turn out to be somebody else's."""
    if not (is_public(event) and isinstance(order, OrderCompleted)):
        return {}
    keys = dict.fromkeys(one.key for one in order.products if one.key and not one.is_service)
    return {"bought": list(keys)[:_MOST_BOUGHT]}


def _page_detail(event: Event) -> dict[str, Any]:
    page: Any = event.context.get("page")
    page = {**(page if isinstance(page, dict) else {}), **event.properties}
    found = {key: page.get(key) for key in ("path", "title")}
    return {key: value[:_MOST_TEXT] for key, value in found.items() if isinstance(value, str)}
