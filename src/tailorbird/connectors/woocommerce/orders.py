"""Orders, cancellations and refunds of WooCommerce as customer events. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any

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
from tailorbird.connectors.woocommerce.naming import SOURCE
from tailorbird.events.types import Event

VISITOR = "tailorbird_id"  # the order's field in which the plugin keeps the browser's id
# "pending", "failed" and drafts are attempts to pay; an order of a plugin's own status was placed
# once it was paid.
_PLACED = frozenset({"processing", "on-hold", "completed", "refunded"})
_PENNY, _PENNY_PARTS = Decimal("0.01"), Decimal("0.0001")


def told(order: Body, now: int) -> Iterator[Event]:
    """Yield what an order says of itself; the same from webhook and back-fill."""
    if is_placed(order):
        yield completed(order, now)
    if text(order.get("status")) == "cancelled":
        yield cancelled(order, now)
    order_id, currency = needed(order, "id"), text(order.get("currency"))
    for refund in rows(order.get("refunds")):
        yield refunded(refund, order_id, currency, now)


def is_placed(order: Body) -> bool:
    """Whether the order was placed, not just attempted."""
    return text(order.get("status")) in _PLACED or _at(order, "date_paid") is not None


def completed(order: Body, now: int) -> Event:
    """Return the order as it was placed."""
    order_id = needed(order, "id")
    return tracked(
        SOURCE,
        "Order Completed",
        natural(SOURCE, "order", order_id),
        who(order),
        at=_at(order, "date_created") or now,
        now=now,
        properties=_figures(order) | {"products": [_line(one) for one in _lines(order)]},
    )


def updated(order: Body, key: str, now: int) -> Event:
    """Return that something changed about an order: its status, or a figure."""
    properties = _figures(order) | given(status=text(order.get("status")))
    at = _at(order, "date_modified") or now
    return tracked(SOURCE, "Order Updated", key, who(order), at=at, now=now, properties=properties)


def cancelled(order: Body, now: int) -> Event:
    """Return that an order counts no more: cancelled, or removed from the shop's books."""
    order_id = needed(order, "id")
    return tracked(
        SOURCE,
        "Order Cancelled",
        natural(SOURCE, "order", order_id, "cancelled"),
        who(order),
        at=_at(order, "date_modified") or now,
        now=now,
        properties={"order_id": order_id},
    )


def refunded(refund: Body, order_id: str, currency: str, now: int) -> Event:
    """Return a refund. An order tells its sum alone; the past tells which products came back."""
    refund_id = needed(refund, "id")
    paid = amount(refund.get("amount")) or amount(refund.get("total"))
    properties = {"order_id": order_id, "refund_id": refund_id} | given(
        currency=currency,
        total=None if paid is None else plain(abs(paid)),
        reason=text(refund.get("reason")),
        products=[_refunded_line(one) for one in _lines(refund) if whole(one.get("quantity"))],
    )
    at = _at(refund, "date_created") or now
    key = natural(SOURCE, "refund", refund_id)
    return tracked(SOURCE, "Order Refunded", key, NOBODY, at=at, now=now, properties=properties)


def who(order: Body) -> Who:
    """Return whose order it is; a guest has a mailbox only."""
    customer = identifier(order.get("customer_id"))
    return Who(
        customer_id="" if customer == "0" else customer,
        email=text(mapping(order.get("billing")).get("email")),
        visitor_id=next(_visitors(order), ""),
    )


def _visitors(order: Body) -> Iterator[str]:
    for note in rows(order.get("meta_data")):
        if text(note.get("key")).lstrip("_") == VISITOR:
            yield text(note.get("value"))[:255]


def _figures(order: Body) -> dict[str, Any]:
    codes = [text(one.get("code")) for one in rows(order.get("coupon_lines"))]
    return given(
        order_id=needed(order, "id"),
        number=text(order.get("number")),
        currency=text(order.get("currency")),
        total=written(order.get("total")),
        tax=written(order.get("total_tax")),
        discount=written(order.get("discount_total")),
        shipping=written(order.get("shipping_total")),
        coupon=", ".join(code for code in codes if code),
    )


def _lines(order: Body) -> list[Body]:
    return rows(order.get("line_items"))


def _line(line: Body) -> dict[str, Any]:
    """One line at its price before coupons: what they took off stands in the order's figures."""
    product_id, quantity = _known(line.get("product_id")), whole(line.get("quantity"))
    name = unescape(text(line.get("name")))
    return given(
        product_id=product_id or text(line.get("sku")) or f"custom:{name}",
        sku=text(line.get("sku")),
        name=name,
        variant_id=_known(line.get("variation_id")),
        price=_piece(line, "subtotal") or written(line.get("price")),
        is_service=None if product_id else True,
    ) | ({} if quantity is None else {"quantity": abs(quantity)})


def _refunded_line(line: Body) -> dict[str, Any]:
    """What came back, at what was paid for a piece; a refund counts downwards."""
    paid = _piece(line, "total")
    return _line(line) | given(price=paid)


def _piece(line: Body, field: str) -> str | None:
    quantity, total = whole(line.get("quantity")), amount(line.get(field))
    if not quantity or total is None:
        return None
    exact = abs(total / quantity).quantize(_PENNY_PARTS)
    pennies = exact.quantize(_PENNY)
    return plain(pennies if pennies == exact else exact)


def _known(value: object) -> str:
    found = identifier(value)
    return "" if found == "0" else found


def _at(body: Body, field: str) -> int | None:
    """The time in UTC; the field without ``_gmt`` is the shop's own clock, of an unknown zone."""
    return moment(body.get(f"{field}_gmt"))
