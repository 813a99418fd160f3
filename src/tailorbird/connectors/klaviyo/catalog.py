"""Klaviyo's catalog items as products. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from tailorbird.catalog.types import Product
from tailorbird.connectors.klaviyo.spelling import Properties, amount, first_text, text
from tailorbird.connectors.klaviyo.types import ItemAttributes, ItemResource
from tailorbird.core.clock import to_datetime
from tailorbird.core.errors import BadInput
from tailorbird.events.validation import identifier

TYPE = "catalog-item"
PREFIX = "$custom:::$default:::"


def product_id_of(item: ItemResource) -> str:
    """Return the shop's own id of a product.

    Raises:
        BadInput: there is none.
    """
    named = item.attributes.external_id or (item.id or "").removeprefix(PREFIX)
    found = identifier(named, "external_id")
    if found is None:
        raise BadInput("external_id: a product needs the shop's own id.", field="external_id")
    return found


def declared(item: ItemResource, known: Product | None, currency: str, now: int) -> Product:
    """Return a product as the shop describes it now; what it leaves out stays as it was.

    Raises:
        BadInput: the price is no amount, or there is no id.
    """
    product_id = product_id_of(item)
    given = item.attributes
    before = known or Product(product_id=product_id, title=product_id, first_seen=now)
    image = given.image_full_url or given.image_thumbnail_url
    said: dict[str, Any] = {"title": given.title, "url": given.url, "image_url": image}
    said |= {"sellable": given.published, **_own(given), **_price(given, currency)}
    after = replace(before, **{name: value for name, value in said.items() if value is not None})
    return after if after == known else replace(after, updated_at=now)


def _own(given: ItemAttributes) -> dict[str, Any]:
    own = Properties(given.custom_metadata or {})
    return {
        "category": own.take(first_text, "category", "categories", "product_type"),
        "brand": own.take(text, "brand", "vendor"),
    }


def _price(given: ItemAttributes, currency: str) -> dict[str, Any]:
    if given.price is None:
        return {}
    price = amount(given.price)
    if price is None or Decimal(price) < 0:
        raise BadInput("price: expected an amount such as 9.95.", field="price")
    return {"price": Decimal(price), "currency": currency}


def resource_of(product: Product, url: str) -> dict[str, Any]:
    """Return a product as Klaviyo's catalog item; ``url`` is where the server is."""
    named = f"{PREFIX}{product.product_id}"
    attributes = {
        "external_id": product.product_id,
        "title": product.title,
        "price": None if product.price is None else float(product.price),
        "url": product.url,
        "image_full_url": product.image_url,
        "published": product.sellable,
        "created": to_datetime(product.first_seen).isoformat(),
        "updated": to_datetime(product.updated_at or product.first_seen).isoformat(),
    }
    links = {"self": f"{url}/api/catalog-items/{named}"}
    return {"type": TYPE, "id": named, "attributes": attributes, "links": links}
