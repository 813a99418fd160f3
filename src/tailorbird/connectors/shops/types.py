"""What a shop's platform delivers, and what a connector makes of it. Times are microseconds UTC."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from tailorbird.catalog.types import Product
from tailorbird.events.types import Event, Problem


class Delivery(Struct, frozen=True, kw_only=True):
    """One webhook as it came: its topic, its raw body, and the shop it says it is of.

    ``signature`` is base64. ``currency`` is the shop's, for bodies that name none.
    """

    topic: str
    shop: str
    signature: str
    body: bytes
    received_at: int
    currency: str = ""


class Wish(StrEnum):
    """What a platform asks on behalf of a person, or of the whole shop."""

    EXPORT = "export"
    ERASE = "erase"
    ERASE_SHOP = "erase_shop"


class PersonRequest(Struct, frozen=True, kw_only=True):
    """A request that the law gives a time for; ``reference`` makes a repeated one the same."""

    wish: Wish
    reference: str
    customer_id: str = ""
    email: str = ""
    order_ids: tuple[str, ...] = ()


class StockItem(Struct, frozen=True, kw_only=True):
    """What is counted in a store room and which product it is a variant of.

    ``quantity`` is the count over all places; None means that it is sold whatever the count is.
    """

    item_id: str
    product_id: str
    quantity: int | None


class StockLevel(Struct, frozen=True, kw_only=True):
    """How many of an item one place has; None once the place has it no more."""

    item_id: str
    place_id: str
    available: int | None
    at: int


class Translated(Struct, frozen=True, kw_only=True):
    """What follows from one delivery, or from one record of a back-fill.

    ``withdrawn`` are products that are sold no more. ``used`` is False for a topic that nothing
    here follows from.
    """

    events: tuple[Event, ...] = ()
    products: tuple[Product, ...] = ()
    withdrawn: tuple[str, ...] = ()
    items: tuple[StockItem, ...] = ()
    levels: tuple[StockLevel, ...] = ()
    requests: tuple[PersonRequest, ...] = ()
    problems: tuple[Problem, ...] = ()
    used: bool = True


Translate = Callable[[Delivery], Translated]
"""From a delivery whose signature was checked; raises ``BadInput`` for a body of no use."""

Signed = Callable[[str, bytes, str], bool]
"""From a secret, a raw body and the signature that came with it: whether they fit."""
