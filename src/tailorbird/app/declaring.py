"""What a file says of products, put over what the catalog knows. Pure."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tailorbird.catalog.types import Product
from tailorbird.connectors.files import Described


def declared(product: Described, known: Product | None, currency: str, now: int) -> Product:
    """Return a product as the catalog should have it: what the file leaves open stays as it was.

    The very product that is known comes back where the file says nothing new.
    """
    before = known or Product(product_id=product.product_id, title="", first_seen=now)
    texts = {name: value for name, value in product.texts.items() if name != "currency"}
    said: dict[str, Any] = dict(texts)
    if product.price is not None:
        said |= {"price": product.price, "currency": product.texts.get("currency", currency)}
    if product.in_stock is not None:
        said["in_stock"] = product.in_stock
    if product.sellable is not None:
        said["sellable"] = product.sellable
    if not said.get("title", before.title):
        said["title"] = product.product_id
    after = replace(before, **said)
    return after if after == known else replace(after, updated_at=now)
