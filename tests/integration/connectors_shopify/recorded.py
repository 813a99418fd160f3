"""Recorded webhooks, signed with the tests' own secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tailorbird.connectors.shopify import signature

FOLDER = Path(__file__).resolve().parents[2] / "data" / "webhooks"
SHOP = "hookdeck-demo.myshopify.com"
SECRET = "shpss_of_the_tests"
PATH = "/v1/webhooks/shopify"


def recorded(folder: str = "shopify_2023-01") -> list[dict[str, Any]]:
    """Return every recorded webhook of a folder, in the order of their topics."""
    return [json.loads(file.read_text()) for file in sorted((FOLDER / folder).glob("*.json"))]


def topic(name: str) -> dict[str, Any]:
    """Return the body of one topic."""
    for folder in ("shopify_2023-01", "shopify_privacy"):
        found = [one["body"] for one in recorded(folder) if one["topic"] == name]
        if found:
            body: dict[str, Any] = json.loads(
                json.dumps(found[0]).replace("{shop}", "hookdeck-demo")
            )
            return body
    raise LookupError(name)


def headers(of_topic: str, body: bytes, secret: str = SECRET, shop: str = SHOP) -> dict[str, str]:
    """Return the headers Shopify sends with a body."""
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": of_topic,
        "X-Shopify-Shop-Domain": shop,
        "X-Shopify-Hmac-Sha256": signature(secret, body),
        "X-Shopify-Webhook-Id": "64f9a71e-c088-4152-aa47-88251b634a99",
    }
