"""Orders, cancellations, refunds and parcels of Shopify as customer events. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tailorbird.connectors.shopify.naming import SOURCE
from tailorbird.connectors.shops.events import NOBODY, Who, natural, tracked
from tailorbird.connectors.shops.reading import (
    Body,
    amount,
    given,
    identifier,
    mapping,
    moment,
    needed,
    plain,
    rows,
    text,
    whole,
    written,
)
from tailorbird.events.types import Event

VISITOR = "tailorbird_id"  # the cart attribute that carries the browser's id through the checkout
_PENNY_PARTS = Decimal("0.0001")
_GOES_THROUGH = frozenset({"success", "pending", ""})  # what the past adds up, too


def completed(order: Body, now: int) -> Event:
    """Return the order as it was placed; the same from webhook and back-fill."""
    order_id = needed(order, "id")
    at = moment(order.get("processed_at")) or moment(order.get("created_at")) or now
    return tracked(
        SOURCE,
        "Order Completed",
        natural(SOURCE, "order", order_id),
        who(order),
        at=at,
        now=now,
        properties={**_figures(order), "products": [_line(line) for line in _lines(order)]},
    )


def updated(name: str, order: Body, key: str, now: int) -> Event:
    """Return that something changed about an order: paid, sent, or a figure."""
    at = moment(order.get("updated_at")) or now
    properties = _figures(order) | given(
        financial_status=text(order.get("financial_status")),
        fulfillment_status=text(order.get("fulfillment_status")),
    )
    return tracked(SOURCE, name, key, who(order), at=at, now=now, properties=properties)


def cancelled(order: Body, now: int) -> Event:
    """Return that an order counts no more."""
    order_id = needed(order, "id")
    at = moment(order.get("cancelled_at")) or moment(order.get("updated_at")) or now
    return tracked(
        SOURCE,
        "Order Cancelled",
        natural(SOURCE, "order", order_id, "cancelled"),
        who(order),
        at=at,
        now=now,
        properties={"order_id": order_id, **given(reason=text(order.get("cancel_reason")))},
    )


def deleted(order: Body, now: int) -> Event:
    """Return that the shop removed an order from its books: it counts no more either."""
    return cancelled({"id": order.get("id"), "updated_at": order.get("updated_at")}, now)


def edited(body: Body, key: str, now: int) -> Event:
    """Return that lines of an order were added or removed later."""
    edit = mapping(body.get("order_edit"))
    lines = mapping(edit.get("line_items"))
    properties = {
        "order_id": needed(edit, "order_id"),
        "added": len(rows(lines.get("additions"))),
        "removed": len(rows(lines.get("removals"))),
    }
    at = moment(edit.get("created_at")) or now
    return tracked(SOURCE, "Order Updated", key, NOBODY, at=at, now=now, properties=properties)


def refunded(refund: Body, order_id: str, currency: str, now: int) -> Event:
    """Return a refund: the products that came back, or a sum of money alone."""
    refund_id = needed(refund, "id")
    products = [_refunded_line(line) for line in rows(refund.get("refund_line_items"))]
    properties: dict[str, Any] = {"order_id": order_id, "refund_id": refund_id}
    properties |= given(currency=currency, total=_paid_back(refund), products=products)
    at = moment(refund.get("processed_at")) or moment(refund.get("created_at")) or now
    key = natural(SOURCE, "refund", refund_id)
    return tracked(SOURCE, "Order Refunded", key, NOBODY, at=at, now=now, properties=properties)


def parcel(name: str, body: Body, key: str, now: int) -> Event:
    """Return that a parcel of an order was made ready, sent, or is on its way."""
    properties = given(
        order_id=needed(body, "order_id"),
        fulfillment_id=identifier(body.get("id")),
        status=text(body.get("status")),
        shipment_status=text(body.get("shipment_status")),
        products=[_line(line) for line in rows(body.get("line_items"))],
    )
    whose = Who(email=text(body.get("email")))
    at = moment(body.get("updated_at")) or moment(body.get("created_at")) or now
    return tracked(SOURCE, name, key, whose, at=at, now=now, properties=properties)


def who(order: Body) -> Who:
    """Return whose order it is.

    A customer's own address goes before what was typed at the checkout, which may be a friend's.
    """
    customer = mapping(order.get("customer"))
    typed = text(order.get("email")) or text(order.get("contact_email"))
    return Who(
        customer_id=identifier(customer.get("id")),
        email=text(customer.get("email")) or typed,
        visitor_id=next(_visitors(order), ""),
    )


def _visitors(order: Body) -> Any:
    for note in rows(order.get("note_attributes")):
        if text(note.get("name")).lstrip("_") == VISITOR:
            yield text(note.get("value"))[:255]


def _figures(order: Body) -> dict[str, Any]:
    codes = [text(code.get("code")) for code in rows(order.get("discount_codes"))]
    shipping = mapping(mapping(order.get("total_shipping_price_set")).get("shop_money"))
    return given(
        order_id=needed(order, "id"),
        number=text(order.get("name")),
        checkout_id=text(order.get("checkout_token")),
        cart_id=text(order.get("cart_token")),
        currency=text(order.get("currency")),
        total=written(order.get("total_price")),
        subtotal=written(order.get("subtotal_price")),
        tax=written(order.get("total_tax")),
        discount=written(order.get("total_discounts")),
        shipping=written(shipping.get("amount")),
        coupon=", ".join(code for code in codes if code),
        test=True if order.get("test") is True else None,
    )


def _lines(order: Body) -> list[Body]:
    return rows(order.get("line_items"))


def _line(line: Body) -> dict[str, Any]:
    """One line at its list price: what was taken off stands in the order's own figures."""
    product_id = identifier(line.get("product_id"))
    quantity = whole(line.get("quantity"))
    return given(
        product_id=product_id or text(line.get("sku")) or f"custom:{text(line.get('title'))}",
        sku=text(line.get("sku")),
        name=text(line.get("title")),
        variant=text(line.get("variant_title")),
        variant_id=identifier(line.get("variant_id")),
        brand=text(line.get("vendor")),
        price=written(line.get("price")),
        quantity=quantity,
        is_service=True if line.get("gift_card") is True or not product_id else None,
    ) | ({"quantity": 0} if quantity == 0 else {})


def _refunded_line(line: Body) -> dict[str, Any]:
    quantity = whole(line.get("quantity"))
    subtotal = amount(line.get("subtotal"))
    product = _line(mapping(line.get("line_item")))
    if quantity and subtotal is not None:  # what was paid for a piece, discounts taken off
        product["price"] = plain((subtotal / quantity).quantize(_PENNY_PARTS))
    return product | {"quantity": 1 if quantity is None else quantity}


def _paid_back(refund: Body) -> str | None:
    """What was paid back or will be; nothing where goods only went back onto the shelf."""
    if not isinstance(refund.get("transactions"), list):
        return None
    paid = [
        amount(one.get("amount")) or Decimal(0)
        for one in rows(refund["transactions"])
        if text(one.get("kind")) == "refund" and text(one.get("status")) in _GOES_THROUGH
    ]
    return plain(sum(paid, Decimal(0)))
