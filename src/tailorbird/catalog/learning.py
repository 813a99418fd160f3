"""What the catalogue learns from orders, where a shop has sent no product feed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.catalog.types import Product


class Mention(Struct, frozen=True, kw_only=True):
    """A product as one order line names it, at one time (microseconds UTC)."""

    product_id: str
    title: str
    category: str
    brand: str
    price: Decimal | None
    currency: str
    url: str
    image_url: str
    at: int


def learn(known: dict[str, Product], mentions: Iterable[Mention]) -> dict[str, Product]:
    """Return the products that change: the newest line that carries a price decides.

    A line without a title or with a price of zero (a gift, a correction) teaches only what was
    not known yet, so that "?" or "damaged" never becomes a product's name.
    """
    changed: dict[str, Product] = {}
    for mention in mentions:
        product = changed.get(mention.product_id) or known.get(mention.product_id)
        updated = _first(mention) if product is None else _later(product, mention)
        if updated is not product:
            changed[mention.product_id] = updated
    return changed


def _first(mention: Mention) -> Product:
    telling = _telling(mention)
    return Product(
        product_id=mention.product_id,
        title=mention.title or mention.product_id,
        category=mention.category,
        brand=mention.brand,
        price=mention.price if telling else None,
        currency=mention.currency,
        url=mention.url,
        image_url=mention.image_url,
        first_seen=mention.at,
        updated_at=mention.at if telling else 0,
    )


def _later(product: Product, mention: Mention) -> Product:
    if not _telling(mention) or _weight(mention) < _weight_of(product):
        first_seen = min(product.first_seen, mention.at)
        return (
            product if first_seen == product.first_seen else replace(product, first_seen=first_seen)
        )
    return replace(
        product,
        title=mention.title,
        category=mention.category or product.category,
        brand=mention.brand or product.brand,
        price=mention.price,
        currency=mention.currency or product.currency,
        url=mention.url or product.url,
        image_url=mention.image_url or product.image_url,
        first_seen=min(product.first_seen, mention.at),
        updated_at=mention.at,
    )


def _weight(mention: Mention) -> tuple[int, Decimal, str]:
    """The newest line decides, and of those at one instant the dearest.

    Files may know the minute only, and it must not matter which line is read first.
    """
    return mention.at, mention.price or Decimal(0), mention.title


def _weight_of(product: Product) -> tuple[int, Decimal, str]:
    return product.updated_at, product.price or Decimal(0), product.title if product.price else ""


def _telling(mention: Mention) -> bool:
    return bool(mention.title) and mention.price is not None and mention.price > 0
