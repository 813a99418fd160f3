"""WooCommerce's products. Pure."""

from __future__ import annotations

from html import unescape

from tailorbird.catalog.types import Product
from tailorbird.connectors.shops.reading import (
    Body,
    amount,
    identifier,
    moment,
    needed,
    rows,
    text,
    whole,
)

_UNSORTED = "uncategorized"
_SOLD_WITHOUT_STOCK = "onbackorder"


def product_of(body: Body, currency: str, now: int) -> Product:
    """Return a product as the shop sells it; the price of one with variants is the lowest."""
    product_id = needed(body, "id")
    at = moment(body.get("date_modified_gmt")) or now
    return Product(
        product_id=product_id,
        title=unescape(text(body.get("name"))) or product_id,
        category=_category(body),
        price=amount(body.get("price")),
        currency=currency,
        url=text(body.get("permalink")),
        image_url=next((text(one.get("src")) for one in rows(body.get("images"))), ""),
        sellable=_sellable(body),
        in_stock=_in_stock(body),
        first_seen=moment(body.get("date_created_gmt")) or at,
        updated_at=at,
    )


def is_variant(body: Body) -> bool:
    """Whether this is a variant: its product tells of it, too."""
    return identifier(body.get("parent_id")) not in {"", "0"} and body.get("type") == "variation"


def _category(body: Body) -> str:
    found = [one for one in rows(body.get("categories")) if text(one.get("slug")) != _UNSORTED]
    return unescape(text(found[0].get("name"))) if found else ""


def _sellable(body: Body) -> bool:
    shown = text(body.get("catalog_visibility") or "visible") != "hidden"
    open_to_all = text(body.get("status") or "publish") == "publish"
    return shown and open_to_all and body.get("purchasable") is not False


def _in_stock(body: Body) -> bool:
    """By the shop's own word; where it gives none, by what is counted."""
    said = text(body.get("stock_status"))
    if said:
        return said in {"instock", _SOLD_WITHOUT_STOCK}
    if body.get("manage_stock") is not True or body.get("backorders_allowed") is True:
        return True
    return (whole(body.get("stock_quantity")) or 0) > 0
