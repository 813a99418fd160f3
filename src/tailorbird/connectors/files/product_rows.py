"""The rows that describe one product, put together. Pure rules, no file in sight.

A file may give a product several rows: one for each variant, one for each picture, or rows that
contradict each other. The rule is plain: for every field the first row that says something decides.
Two fields look at all rows: the price is the lowest above 0 (what a shop shows as "from"), and the
product is in stock if any row is.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

TEXTS = ("title", "category", "brand", "url", "image_url", "currency")


class Described(Struct, kw_only=True):
    """A product as a file describes it so far. None: no row has said it.

    ``price`` is an exact unit price. ``pieces`` adds up what rows count, None where any row's stock
    is not counted. ``conflicts`` are the fields on which rows disagree.
    """

    product_id: str
    texts: dict[str, str] = {}
    price: Decimal | None = None
    in_stock: bool | None = None
    pieces: int | None = None
    uncounted: bool = False
    sellable: bool | None = None
    rows: int = 0
    conflicts: frozenset[str] = frozenset()


def take_row(product: Described, cells: Mapping[str, Any]) -> None:
    """Add what one more row says."""
    product.rows += 1
    for field in TEXTS:
        _take_text(product, field, cells.get(field))
    price = cells.get("unit_price")
    if price is not None:
        _take_price(product, price.amount)
    _take_stock(product, cells)
    if cells.get("published") is not None:
        product.sellable = cells["published"] or bool(product.sellable)


def _take_text(product: Described, field: str, value: str | None) -> None:
    if not value:
        return
    held = product.texts.setdefault(field, value)
    if held != value:
        product.conflicts |= {field}


def _take_price(product: Described, price: Decimal) -> None:
    if price < 0:
        return
    if product.price is not None and product.price != price:
        product.conflicts |= {"unit_price"}
    if not product.price or 0 < price < product.price:
        product.price = price


def _take_stock(product: Described, cells: Mapping[str, Any]) -> None:
    stocked = cells.get("stock")
    if stocked is None:
        return
    kept = "stock_kept" not in cells or bool(cells["stock_kept"])
    if kept:  # else the shop sells it without counting
        product.in_stock = stocked.left or bool(product.in_stock)
    product.uncounted |= not kept or stocked.pieces is None
    pieces = (product.pieces or 0) + (stocked.pieces or 0)
    product.pieces = None if product.uncounted else pieces
