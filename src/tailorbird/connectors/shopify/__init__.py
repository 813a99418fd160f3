"""Shopify: its webhooks and its Admin API, translated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tailorbird.connectors.shopify.admin import Admin
from tailorbird.connectors.shopify.backfill import Past
from tailorbird.connectors.shopify.naming import SOURCE
from tailorbird.connectors.shopify.records import translated
from tailorbird.connectors.shopify.set_up import PROTECTED, SCOPES, app_file
from tailorbird.connectors.shopify.topics import USED, translate
from tailorbird.connectors.shops.connecting import ShopConnection
from tailorbird.connectors.shops.platform import Platform, Renewed, Wait
from tailorbird.connectors.shops.signatures import is_signed, signature
from tailorbird.connectors.shops.types import Delivery
from tailorbird.core.clock import Clock

_ITS_SERVER, _ITS_KEY = "https://tailorbird.example.com", "wk_..."


def pixel(address: str, key: str) -> str:
    """Return the custom pixel for a shop, with where it sends to and the public key filled in."""
    text = (Path(__file__).parent / "client" / "pixel.js").read_text(encoding="utf-8")
    return text.replace(_ITS_SERVER, address).replace(_ITS_KEY, key)


def shop_name(said: str) -> str:
    """Return a shop's name at Shopify from what a merchant may type or paste for it."""
    host = said.strip().lower().split("://", 1)[-1].split("/", 1)[0]
    return host if "." in host or not host else f"{host}.myshopify.com"


def _delivery(headers: Mapping[str, str], body: bytes, now: int) -> Delivery:
    return Delivery(
        topic=headers.get("x-shopify-topic", "").strip().lower(),
        shop=headers.get("x-shopify-shop-domain", "").strip().lower(),
        signature=headers.get("x-shopify-hmac-sha256", "").strip(),
        body=body,
        received_at=now,
    )


def _past(shop: ShopConnection, clock: Clock, wait: Wait, renewed: Renewed) -> Past:
    return Past(Admin(shop, clock=clock, wait=wait, renewed=renewed))


PLATFORM = Platform(
    kind=SOURCE,
    delivery=_delivery,
    signed=is_signed,
    translate=translate,
    past=_past,
    translated=translated,
)

__all__ = [
    "PLATFORM",
    "PROTECTED",
    "SCOPES",
    "USED",
    "app_file",
    "is_signed",
    "pixel",
    "shop_name",
    "signature",
    "translate",
]
