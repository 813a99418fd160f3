"""What follows from somebody's events, reckoned anew from all of them: orders, traits, answers.

Part of the oracle. Carts are not among it: the shop's own cart is a fact that it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tailorbird.events.types import LoggedEvent
from tailorbird.testing.segments.told import Kept, Person, Sent


def sent_of(logged: LoggedEvent) -> Sent:
    """Return an event of the log as the oracle reads it."""
    event = logged.event
    return Sent(
        position=logged.position,
        at=event.occurred_at,
        kind=event.kind.value,
        name=event.name,
        properties=event.properties,
        context=event.context,
        traits=event.traits,
        source=event.source,
    )


def person_of(
    profile_id: str,
    sent: Iterable[Sent],
    cart: Iterable[tuple[str, int, int]] = (),
    predicted: Mapping[str, float] | None = None,
) -> Person:
    """Return all that one person's events tell, in the order of the log."""
    told = sorted(sent, key=lambda one: one.position)
    traits: dict[str, Any] = {}
    for one in told:
        traits |= one.traits
    return Person(
        profile_id=profile_id,
        sent=tuple(sorted((one for one in told if one.may_be_read), key=lambda one: one.at)),
        orders=tuple(_orders(told)),
        cart=tuple(cart),
        traits=traits,
        consents=_answers(told),
        predicted=predicted or {},
    )


def _orders(told: list[Sent]) -> Iterable[Kept]:
    believed = [one for one in told if one.source != "http"]
    cancelled = {one.properties["order_id"] for one in believed if one.name == "Order Cancelled"}
    back: dict[str, int] = {}
    for one in believed:
        if one.name == "Order Refunded":
            order_id = one.properties["order_id"]
            back[order_id] = back.get(order_id, 0) + _pence(one)
    for one in told:
        order_id = str(one.properties.get("order_id"))
        if one.name == "Order Completed" and order_id not in cancelled:
            currency = one.properties.get("currency", "GBP")
            net = _pence(one) - back.get(order_id, 0)
            yield Kept(order_id=order_id, at=one.at, net=net, currency=currency)


def _pence(one: Sent) -> int:
    worth = (Decimal(str(p["price"])) * p["quantity"] * 100 for p in one.properties["products"])
    return int(sum(worth, Decimal(0)))


def _answers(told: list[Sent]) -> dict[tuple[str, str], bool]:
    found: dict[tuple[str, str], bool] = {}
    for one in sorted(told, key=lambda sent: sent.at):
        if one.name == "Consent Updated":
            for word, said in one.context["consent"]["categoryPreferences"].items():
                channel, _, purpose = word.partition("_")
                found[(channel, purpose) if purpose else ("onsite", word)] = said
    return found
