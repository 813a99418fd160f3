"""WooCommerce: its webhooks and its REST API, translated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tailorbird.connectors.shops.connecting import ShopConnection
from tailorbird.connectors.shops.platform import Platform, Renewed, Wait
from tailorbird.connectors.shops.signatures import is_signed, signature
from tailorbird.connectors.shops.types import Delivery
from tailorbird.connectors.woocommerce.backfill import Past
from tailorbird.connectors.woocommerce.naming import SOURCE
from tailorbird.connectors.woocommerce.topics import USED, translate, translated
from tailorbird.core.clock import Clock

PLUGIN = "tailorbird"
_CLIENT = Path(__file__).parent / "client" / PLUGIN
_GREETING = b"webhook_id="


def shop_name(address: str) -> str:
    """Return what a shop is called: its address without scheme and last slash."""
    return address.strip().lower().split("://", 1)[-1].rstrip("/")


def plugin() -> dict[str, bytes]:
    """Return the files of the plugin that a shop installs, by their path in its zip file."""
    return {f"{PLUGIN}/{one.name}": one.read_bytes() for one in sorted(_CLIENT.iterdir())}


def _delivery(headers: Mapping[str, str], body: bytes, now: int) -> Delivery:
    return Delivery(
        topic=headers.get("x-wc-webhook-topic", "").strip().lower(),
        shop=shop_name(headers.get("x-wc-webhook-source", "")),
        signature=headers.get("x-wc-webhook-signature", "").strip(),
        body=body,
        received_at=now,
    )


def _greets(body: bytes) -> bool:
    """A new webhook first sends its number, unsigned, and wants to hear 200."""
    return body.startswith(_GREETING) and body.removeprefix(_GREETING).isdigit()


def _past(shop: ShopConnection, _clock: Clock, wait: Wait, _renewed: Renewed) -> Past:
    return Past(shop, wait)


PLATFORM = Platform(
    kind=SOURCE,
    delivery=_delivery,
    signed=is_signed,
    translate=translate,
    past=_past,
    translated=translated,
    greets=_greets,
)

__all__ = ["PLATFORM", "USED", "is_signed", "plugin", "shop_name", "signature", "translate"]
