"""Shopify's carts and checkouts. A cart says nobody's name; a checkout may. Pure."""

from __future__ import annotations

from typing import Any

from tailorbird.connectors.shopify.naming import SOURCE
from tailorbird.connectors.shopify.orders import who
from tailorbird.connectors.shops.events import NOBODY, natural, tracked
from tailorbird.connectors.shops.reading import (
    Body,
    amount,
    given,
    identifier,
    moment,
    plain,
    rows,
    text,
    whole,
)
from tailorbird.core.errors import BadInput
from tailorbird.events.types import Event


def cart(body: Body, key: str, now: int) -> Event:
    """Return the whole cart. It carries no person, so it changes nobody's cart here."""
    properties = {"cart_id": _token(body), "products": _products(body)}
    at = moment(body.get("updated_at")) or now
    return tracked(SOURCE, "Cart Viewed", key, NOBODY, at=at, now=now, properties=properties)


def checkout(body: Body, now: int) -> Event:
    """Return that a checkout was begun, and once more when it is known by whom."""
    token, whose = _token(body), who(body)
    total = amount(body.get("total_price"))
    properties = given(
        checkout_id=token,
        cart_id=text(body.get("cart_token")),
        currency=text(body.get("currency")),
        total=None if total is None else plain(total),
        products=_products(body),
    )
    known = "known" if whose.customer_id or whose.email else "unknown"
    key = natural(SOURCE, "checkout", token, known)
    at = moment(body.get("created_at")) or now
    if known == "known":
        at = moment(body.get("updated_at")) or at
    return tracked(SOURCE, "Checkout Started", key, whose, at=at, now=now, properties=properties)


def _token(body: Body) -> str:
    found = text(body.get("token")) or identifier(body.get("id"))
    if not found:
        raise BadInput("token: the cart's or checkout's id is needed here.", field="token")
    return found


def _products(body: Body) -> list[dict[str, Any]]:
    return [
        given(
            product_id=identifier(line.get("product_id")),
            sku=text(line.get("sku")),
            name=text(line.get("title")),
            variant_id=identifier(line.get("variant_id")),
            price=text(line.get("price")),
            quantity=whole(line.get("quantity")),
        )
        for line in rows(body.get("line_items"))
        if identifier(line.get("product_id"))
    ]
