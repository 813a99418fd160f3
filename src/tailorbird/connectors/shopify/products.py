"""Shopify's products and what is counted of them. Pure."""

from __future__ import annotations

from tailorbird.catalog.types import Product
from tailorbird.connectors.shops.reading import (
    Body,
    amount,
    identifier,
    mapping,
    moment,
    needed,
    rows,
    text,
    whole,
)
from tailorbird.connectors.shops.types import StockItem, StockLevel


def product_of(body: Body, shop: str, currency: str, now: int) -> Product:
    """Return a product as the shop sells it; its price is that of its cheapest variant."""
    product_id, variants = needed(body, "id"), rows(body.get("variants"))
    prices = [price for one in variants if (price := amount(one.get("price"))) is not None]
    at = moment(body.get("updated_at")) or now
    items = items_of(body)
    handle = text(body.get("handle"))
    return Product(
        product_id=product_id,
        title=text(body.get("title")) or product_id,
        category=text(body.get("product_type")),
        brand=text(body.get("vendor")),
        price=min(prices) if prices else None,
        currency=currency,
        url=f"https://{shop}/products/{handle}" if shop and handle else "",
        image_url=_image(body),
        sellable=_sellable(body),
        in_stock=in_stock(items) if items else None,
        first_seen=moment(body.get("created_at")) or at,
        updated_at=at,
    )


def items_of(body: Body) -> tuple[StockItem, ...]:
    """Return what is counted of a product: its variants."""
    product_id = needed(body, "id")
    return tuple(
        StockItem(item_id=item, product_id=product_id, quantity=_quantity(variant))
        for variant in rows(body.get("variants"))
        if (item := identifier(variant.get("inventory_item_id") or variant.get("id")))
    )


def in_stock(items: tuple[StockItem, ...]) -> bool:
    """Whether any variant can be bought."""
    return any(item.quantity is None or item.quantity > 0 for item in items)


def level_of(body: Body, now: int, *, gone: bool = False) -> StockLevel:
    """Return how many of an item one place has."""
    return StockLevel(
        item_id=needed(body, "inventory_item_id"),
        place_id=needed(body, "location_id"),
        available=None if gone else whole(body.get("available")),
        at=moment(body.get("updated_at")) or now,
    )


def _quantity(variant: Body) -> int | None:
    """None where nobody counts, or the shop sells on when the count is nought."""
    if not text(variant.get("inventory_management")):
        return None
    if text(variant.get("inventory_policy")).lower() == "continue":
        return None
    return whole(variant.get("inventory_quantity")) or 0


def _sellable(body: Body) -> bool:
    published = "published_at" not in body or body["published_at"] is not None
    return published and text(body.get("status") or "active").lower() == "active"


def _image(body: Body) -> str:
    first = mapping(body.get("image")) or next(iter(rows(body.get("images"))), {})
    found = text(first.get("src"))
    return f"https:{found}" if found.startswith("//") else found
