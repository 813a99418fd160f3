"""The demo shop's own products: titles in reading case, addresses of their pages and pictures."""

from __future__ import annotations

from msgspec.structs import replace

from tailorbird.catalog.types import Product
from tailorbird.demo.titles import pretty_title

HOME = "/shop"


def product_url(product_id: str) -> str:
    """Return the path of a product's page."""
    return f"{HOME}/p/{product_id}"


def picture_url(product_id: str) -> str:
    """Return the path of a product's drawing."""
    return f"{HOME}/art/{product_id}.svg"


def as_sold_here(product: Product, now: int) -> Product:
    """Return a product as this shop declares it."""
    return replace(
        product,
        title=pretty_title(product.title),
        url=product_url(product.product_id),
        image_url=picture_url(product.product_id),
        updated_at=max(now, product.updated_at),
    )
