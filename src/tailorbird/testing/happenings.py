"""Short ways to write down what somebody did, as the events that tell of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tailorbird.events.proof import PROVEN
from tailorbird.events.types import Event, Kind


def event(
    name: str,
    at: int,
    *,
    user: str | None = None,
    email: str | None = None,
    browser: str | None = None,
    source: str = "library",
    message_id: str | None = None,
    consent: dict[str, bool] | None = None,
    gpc: bool = False,
    proven: bool = False,
    **properties: Any,
) -> Event:
    """Return a track event at an instant (microseconds UTC).

    ``proven``: the door found the shop's signature right; else what comes with the public key
    (source "http") only claims whose it is. ``gpc``: the browser objects to being followed. Its
    message id follows from what it says, unless one is given: the same event twice is one.
    """
    context: dict[str, Any] = {"traits": {"email": email}} if email else {}
    if consent is not None:
        context["consent"] = {"categoryPreferences": consent}
    if gpc:
        context["consent"] = {**context.get("consent", {}), "gpc": True}
    if proven:
        context[PROVEN] = True
    said = f"{name}|{at}|{user}|{email}|{browser}|{source}|{properties}|{consent}|{gpc}|{proven}"
    return Event(
        message_id=message_id or said,
        kind=Kind.TRACK,
        name=name,
        anonymous_id=browser,
        user_id=user,
        occurred_at=at,
        received_at=at,
        source=source,
        properties=properties,
        context=context,
    )


def line(product: str, quantity: int = 1, price: str = "1.00", **more: Any) -> dict[str, Any]:
    """Return one product of an order, a refund or a cart."""
    return {"product_id": product, "quantity": quantity, "price": price, "name": product, **more}


def order(order_id: str, at: int, products: Iterable[dict[str, Any]], **rest: Any) -> Event:
    """Return the event of a placed order; ``rest`` as for ``event``."""
    return event("Order Completed", at, order_id=order_id, products=list(products), **rest)


def refund(refund_id: str, at: int, products: Iterable[dict[str, Any]], **rest: Any) -> Event:
    """Return the event of a refund; with ``order_id`` it names its order, else it stands alone."""
    return event("Order Refunded", at, refund_id=refund_id, products=list(products), **rest)
