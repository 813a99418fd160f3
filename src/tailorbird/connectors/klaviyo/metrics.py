"""Klaviyo's metrics in this shop's words. Pure.

A metric that is not known, or that lacks what its meaning needs (a view without a product), is
kept under its own name with its properties as they came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from tailorbird.connectors.klaviyo.spelling import (
    Properties,
    amount,
    first_text,
    objects,
    pieces,
    text,
)
from tailorbird.connectors.klaviyo.types import Happening
from tailorbird.events.types import Kind
from tailorbird.events.vocabulary import OrderRefunded, ProductEvent

_PRODUCT: dict[str, tuple[Callable[[Any], Any], tuple[str, ...]]] = {
    "product_id": (text, ("ProductID",)),
    "sku": (text, ("SKU",)),
    "name": (text, ("ProductName", "Name", "Title")),
    "brand": (text, ("Brand", "ProductBrand")),
    "category": (first_text, ("ProductCategories", "Categories", "Category")),
    "variant": (text, ("VariantName", "Variant")),
    "price": (amount, ("ItemPrice", "Price")),
    "quantity": (pieces, ("Quantity",)),
    "url": (text, ("ProductURL", "URL")),
    "image_url": (text, ("ImageURL",)),
}
_OF_PRODUCTS = ProductEvent.__struct_fields__
_OF_ORDERS = (*OrderRefunded.__struct_fields__, "reason", "status")


class Meaning(Struct, frozen=True):
    """What an event is called here, and what it carries."""

    name: str
    properties: dict[str, Any]
    kind: Kind = Kind.TRACK


def meaning_of(happening: Happening, own_key: str) -> Meaning:
    """Return what an event means; ``own_key`` names an order that has no id of its own."""
    name = happening.metric.data.attributes.name.strip()
    known = _METRICS.get(name.casefold())
    found = known(happening, own_key) if known else None
    return found or Meaning(name, {**_worth(happening), **happening.properties})


def _worth(happening: Happening) -> dict[str, Any]:
    worth = {"value": amount(happening.value), "currency": happening.value_currency}
    return {name: value for name, value in worth.items() if value is not None}


def _viewed(happening: Happening, _own_key: str) -> Meaning | None:
    given = Properties(happening.properties)
    product = _product(given, "")
    if not _is_named(product):
        return None
    return Meaning("Product Viewed", {**given.rest(_OF_PRODUCTS), **_worth(happening), **product})


def _added(happening: Happening, _own_key: str) -> Meaning | None:
    """What was added stands beside the whole cart, or is the one thing in it."""
    given = Properties(happening.properties)
    product = _product(given, "AddedItem") or {}
    items = given.take(objects, "Items") or []
    lines = [_line(item) for item in items]
    if not _is_named(product) and len(lines) == 1:
        product = lines[0]
    if _is_named(product):
        more = {"items": lines} if len(lines) > 1 else {}
        said = {**given.rest(_OF_PRODUCTS), **more, **_worth(happening), **product}
        return Meaning("Product Added", said)
    if lines and all(_is_named(line) for line in lines):
        return Meaning("Cart Viewed", {**given.rest(("products", "cart_id")), "products": lines})
    return None


def _checkout(happening: Happening, _own_key: str) -> Meaning:
    given = Properties(happening.properties)
    checkout = given.take(text, "CheckoutID", "$event_id") or happening.unique_id
    said = {"checkout_id": checkout, **_order(happening, given)}
    return Meaning("Checkout Started", _without_none(said))


def _placed(happening: Happening, own_key: str) -> Meaning:
    given = Properties(happening.properties)
    order = {"order_id": _order_id(happening, given) or own_key}
    discount = given.take(amount, "DiscountValue", "TotalDiscounts", "Discount")
    coupon = given.take(first_text, "DiscountCode", "DiscountCodes", "Coupon")
    order |= {"discount": discount, "coupon": coupon}
    more = _order(happening, given, total="total")
    return Meaning("Order Completed", _without_none({**order, **more}))


def _changed(name: str, **more: str) -> Callable[[Happening, str], Meaning | None]:
    def change(happening: Happening, _own_key: str) -> Meaning | None:
        given = Properties(happening.properties)
        order_id = _order_id(happening, given)
        if order_id is None:
            return None
        reason = given.take(text, "Reason", "CancelReason")
        said = {"order_id": order_id, "reason": reason, **_order(happening, given), **more}
        return Meaning(name, _without_none(said))

    return change


def _refunded(happening: Happening, _own_key: str) -> Meaning:
    given = Properties(happening.properties)
    said = {
        "refund_id": given.take(text, "RefundID"),
        "order_id": _order_id(happening, given),
        "reason": given.take(text, "Reason"),
        **_order(happening, given),
    }
    return Meaning("Order Refunded", _without_none(said))


def _active(happening: Happening, _own_key: str) -> Meaning:
    given = Properties(happening.properties)
    page = {"url": given.take(text, "page", "URL"), "title": given.take(text, "PageTitle", "title")}
    return Meaning("", _without_none({**given.rest(tuple(page)), **page}), Kind.PAGE)


_METRICS: dict[str, Callable[[Happening, str], Meaning | None]] = {
    "viewed product": _viewed,
    "added to cart": _added,
    "started checkout": _checkout,
    "placed order": _placed,
    "fulfilled order": _changed("Order Updated", status="fulfilled"),
    "cancelled order": _changed("Order Cancelled"),
    "canceled order": _changed("Order Cancelled"),
    "refunded order": _refunded,
    "active on site": _active,
}


def _order_id(happening: Happening, given: Properties) -> str | None:
    found: str | None = given.take(text, "OrderID", "OrderNumber", "$event_id")
    return found or happening.unique_id


def _order(happening: Happening, given: Properties, total: str = "value") -> dict[str, Any]:
    """The figures of an order, its products, and whatever else came with it."""
    said = given.take(amount, "$value", "Value")
    worth = amount(happening.value) or said
    currency = happening.value_currency or given.take(text, "$currency_code", "Currency")
    items = given.take(objects, "Items", "Products")
    figures = {total: worth, "currency": currency}
    if items:
        figures["products"] = [_line(item) for item in items]
    return {**given.rest(_OF_ORDERS), **figures}


def _line(item: dict[str, Any]) -> dict[str, Any]:
    given = Properties(item)
    product = _product(given, "")
    return {**given.rest(_OF_PRODUCTS), **product}


def _product(given: Properties, before: str) -> dict[str, Any]:
    """A product's fields; those that begin with ``before`` win over those that do not."""
    found = {}
    for field, (read, names) in _PRODUCT.items():
        spelled = [f"{before}{name}" for name in names if before]
        found[field] = given.take(read, *spelled, *names)
    return _without_none(found)


def _is_named(product: dict[str, Any]) -> bool:
    return bool(product.get("product_id") or product.get("sku"))


def _without_none(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}
