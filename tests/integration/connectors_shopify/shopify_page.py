"""A page as Shopify serves it to a custom pixel, in real Chromium.

The pixel's code runs in an iframe with the lax sandbox that Shopify gives to custom pixels (scripts
and forms, no origin of its own), with the globals Shopify documents: ``analytics``, ``browser`` and
``init``. What the shopper does is published as the documented events.
"""

from __future__ import annotations

import html
import json
from typing import Any

from playwright.sync_api import Frame, Page

SANDBOX = "allow-scripts allow-forms"
CLIENT = "6f2d1f3e-shopify-client"
_STANDARD_API = """
const subscribers = {};
const init = %s;
const analytics = {
  subscribe: async (name, callback) => { (subscribers[name] ??= []).push(callback); },
  publish: async () => true,
};
const asked = { get: async () => "", set: async () => "" };
const sendBeacon = async () => true;
const browser = { cookie: asked, localStorage: asked, sessionStorage: asked, sendBeacon };
const publish = (event) => (subscribers[event.name] ?? []).forEach((one) => one(event));
"""


def open_shop(page: Page, pixel: str, customer: dict[str, Any] | None) -> Frame:
    """Open a shop's page with the pixel in its sandbox; return the pixel's frame."""
    init = {
        "context": {"document": {"location": {"href": "https://shop.example/"}}},
        "data": {"customer": customer, "cart": None, "shop": {"name": "Shop"}},
        "customerPrivacy": {"analyticsProcessingAllowed": True},
    }
    api = _STANDARD_API % json.dumps(init)
    inside = f"<!doctype html><script>{api}{pixel};window.publish = publish;</script>"
    whole = (
        f'<!doctype html><h1>Shop</h1><iframe sandbox="{SANDBOX}" srcdoc="{html.escape(inside)}">'
    )
    page.route("https://shop.example/**", lambda r: r.fulfill(body=whole, content_type="text/html"))
    page.goto("https://shop.example/products/mug")
    frame = page.frames[1]
    frame.wait_for_function("typeof window.publish === 'function'")
    return frame


def publish(frame: Frame, name: str, number: int, data: dict[str, Any]) -> None:
    """Let the shop tell its pixels of something, in the form that is documented."""
    event = {
        "id": f"sh-event-{number}",
        "name": name,
        "type": "standard",
        "clientId": CLIENT,
        "timestamp": "2026-11-20T10:00:00.000Z",
        "context": {"document": {"location": {"href": "https://shop.example/products/mug"}}},
        "data": data,
    }
    frame.evaluate("event => window.publish(event)", event)


def variant(product: str = "gid://shopify/Product/900", number: str = "41") -> dict[str, Any]:
    """Return a product variant as events carry it."""
    return {
        "id": f"gid://shopify/ProductVariant/{number}",
        "sku": "MUG-1",
        "title": "Blue",
        "price": {"amount": 12.5, "currencyCode": "GBP"},
        "product": {"id": product, "title": "Mug", "vendor": "Pots", "type": "Mugs"},
    }


def checkout(order: str | None = None) -> dict[str, Any]:
    """Return a checkout as events carry it; with its order once that was placed."""
    return {
        "token": "c0ffee",
        "currencyCode": "GBP",
        "email": "ann@example.com",
        "phone": "+441234",
        "totalPrice": {"amount": 28.95, "currencyCode": "GBP"},
        "lineItems": [{"id": "1", "title": "Mug", "quantity": 2, "variant": variant()}],
        "order": {"id": order} if order else None,
    }
