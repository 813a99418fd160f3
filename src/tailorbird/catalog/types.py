"""Products as the shop sells them."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class Product(Struct, frozen=True, kw_only=True):
    """One product. Unit prices are exact decimals; times microseconds UTC.

    ``in_stock`` is None when the shop has not said; ``sellable`` is False for what is known but
    not shown (unpublished, or a service code such as postage).
    """

    product_id: str
    title: str
    category: str = ""
    brand: str = ""
    price: Decimal | None = None
    currency: str = ""
    url: str = ""
    image_url: str = ""
    sellable: bool = True
    in_stock: bool | None = None
    first_seen: int = 0
    updated_at: int = 0

    @property
    def showable(self) -> bool:
        """Whether a shopper may be shown this product at all."""
        return self.sellable and self.in_stock is not False


class Declaration(Struct, frozen=True, kw_only=True):
    """A product as the shop declared it, and how far each lane had been processed by then."""

    number: int
    live: int
    backfill: int
    product: Product


class Listed(Struct, frozen=True):
    """A product as the merchant lists it, with how often it was ordered."""

    product: Product
    times_ordered: int


class CategoryCount(Struct, frozen=True):
    """A category and how many showable products it has."""

    category: str
    products: int
