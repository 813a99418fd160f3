"""What the oracle knows of people: events as they were sent, and facts beside them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

CALLED = {
    "page": "Page Viewed",
    "screen": "Screen Viewed",
    "identify": "Identified",
    "group": "Group",
    "alias": "Alias",
}
ONE_PRODUCT = {"Product Viewed", "Product Added", "Product Removed", "Product Reviewed"}
ORDERS = {"Order Completed", "Order Refunded", "Order Cancelled"}
MANY_PRODUCTS = {"Product List Viewed", "Cart Viewed", *ORDERS}


class Sent(Struct, frozen=True, kw_only=True):
    """One event as it was sent, and its place in the log."""

    position: int
    at: int
    kind: str
    name: str
    properties: Mapping[str, Any] = {}
    context: Mapping[str, Any] = {}
    traits: Mapping[str, Any] = {}
    source: str = "library"

    @property
    def called(self) -> str:
        """What conditions call it."""
        return CALLED.get(self.kind, self.name)

    @property
    def products(self) -> list[Mapping[str, Any]]:
        """The products it names, without services."""
        if self.kind != "track":
            return []
        if self.name in ONE_PRODUCT:
            return [self.properties] if self.properties.get("product_id") else []
        listed = self.properties.get("products", []) if self.name in MANY_PRODUCTS else []
        return [one for one in listed if one.get("product_id") and not one.get("is_service")]

    @property
    def may_be_read(self) -> bool:
        """Whether it is no hearsay, and the consent it carries lets it choose for this person."""
        if self.source == "http" and self.name in ("Order Cancelled", "Order Refunded"):
            return False
        said = self.context.get("consent", {}).get("categoryPreferences", {})
        needed = ("personalization", "profiling", "analytics")
        return all(said.get(one) is not False for one in needed)


class Kept(Struct, frozen=True, kw_only=True):
    """An order that was not cancelled, with what the shop kept of it in minor units."""

    order_id: str
    at: int
    net: int
    currency: str


class Person(Struct, frozen=True, kw_only=True):
    """All that is known of one person. ``sent`` are the events that may be read.

    ``cart`` holds product, quantity and when it was put in.
    """

    profile_id: str
    sent: tuple[Sent, ...] = ()
    orders: tuple[Kept, ...] = ()
    cart: tuple[tuple[str, int, int], ...] = ()
    traits: Mapping[str, Any] = {}
    consents: Mapping[tuple[str, str], bool] = {}
    predicted: Mapping[str, float] = {}


class Shop(Struct, frozen=True, kw_only=True):
    """What is the same for everybody. ``labels`` are title, category and brand by product."""

    zone: ZoneInfo
    currency: str
    labels: Mapping[str, tuple[str, str, str]] = {}
