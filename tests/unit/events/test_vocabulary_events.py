"""The names shops send: every event of the specification is understood as it stands there."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tailorbird.core.clock import DAY
from tailorbird.events.types import Event, Kind
from tailorbird.events.validation import parse
from tailorbird.events.vocabulary import (
    VOCABULARY,
    Cart,
    Coupon,
    OrderCompleted,
    OrderFields,
    ProductEvent,
    ProductList,
    ProductReviewed,
    ProductsSearched,
    Promotion,
    consent_preferences,
    email_of,
    interpret,
)

PUBLISHED = Path(__file__).parents[2] / "data/segment/ecommerce_v2_events.jsonl"
EVENTS: list[dict[str, Any]] = [json.loads(one) for one in PUBLISHED.read_text().splitlines()]


def read(item: dict[str, Any]) -> Event:
    return parse({"anonymousId": "a1", **item}, now=20_000 * DAY, source="http")


def test_the_published_events_are_all_there() -> None:
    assert len(EVENTS) == 25
    assert {item["event"] for item in EVENTS} <= set(VOCABULARY)


@pytest.mark.parametrize("item", EVENTS, ids=lambda item: item["event"])
def test_each_published_event_is_understood_and_kept_whole(item: dict[str, Any]) -> None:
    event = read(item)
    typed = interpret(event)
    assert type(typed) is VOCABULARY[item["event"]]
    assert event.properties == item["properties"]


def published(name: str) -> Any:
    return interpret(read(next(item for item in EVENTS if item["event"] == name)))


UNDERSTOOD: list[tuple[str, type, Callable[[Any], object], object]] = [
    ("Products Searched", ProductsSearched, lambda t: t.query, "blue roses"),
    ("Product List Viewed", ProductList, lambda t: len(t.products), 2),
    ("Product Viewed", ProductEvent, lambda t: t.key, "507f1f77bcf86cd799439011"),
    ("Product Added", ProductEvent, lambda t: (t.price, t.quantity), (Decimal("18.99"), 1)),
    ("Cart Viewed", Cart, lambda t: len(t.products), 2),
    ("Promotion Viewed", Promotion, lambda t: t.promotion_id, "promo_1"),
    ("Order Completed", OrderCompleted, lambda t: t.key, "50314b8e9bcf000000000000"),
    ("Order Cancelled", OrderFields, lambda t: bool(t.key), True),
    ("Coupon Entered", Coupon, lambda t: t.coupon_id, "may_deals_2016"),
    ("Product Reviewed", ProductReviewed, lambda t: t.rating, Decimal(5)),
]


@pytest.mark.parametrize(("name", "kind", "look", "wanted"), UNDERSTOOD, ids=lambda v: str(v)[:20])
def test_what_the_published_event_says_is_what_is_read(
    name: str, kind: type, look: Callable[[Any], object], wanted: object
) -> None:
    typed = published(name)
    assert isinstance(typed, kind)
    assert look(typed) == wanted


def test_an_order_of_the_specification_carries_its_figures_and_lines() -> None:
    order = published("Order Completed")
    assert (order.total, order.currency, len(order.products)) == (Decimal("27.5"), "USD", 2)
    assert order.products[0].key
    assert all(product.price is not None for product in order.products)


def test_only_a_track_call_means_something_in_the_shop() -> None:
    page = parse(
        {"type": "page", "name": "Product Viewed", "userId": "u"}, now=20_000 * DAY, source="http"
    )
    assert page.kind is Kind.PAGE
    assert interpret(page) is None


@pytest.mark.parametrize(
    ("context", "wanted"),
    [
        ({}, {}),
        ({"consent": None}, {}),
        ({"consent": {"categoryPreferences": None}}, {}),
        ({"consent": {"categoryPreferences": ["Advertising"]}}, {}),
        ({"consent": {"categoryPreferences": {"email": True, "ads": False}}}, None),
        # anything that is not plainly a yes is a no
        ({"consent": {"categoryPreferences": {"email": True, "ads": "yes"}}}, None),
        ({"consent": {"categoryPreferences": {"email": True, "ads": 1}}}, None),
        ({"consent": {"categoryPreferences": {"email": True, "ads": None}}}, None),
    ],
)
def test_consent_is_only_what_was_plainly_granted(
    context: dict[str, Any], wanted: dict[str, bool] | None
) -> None:
    event = read({"type": "track", "event": "E", "context": context})
    assert consent_preferences(event) == ({"email": True, "ads": False} if wanted is None else {})


@pytest.mark.parametrize(
    ("traits", "context", "wanted"),
    [
        ({"email": " Ann@Example.COM "}, {}, "ann@example.com"),
        ({}, {"traits": {"email": "ann@example.com"}}, "ann@example.com"),
        ({"email": "a@b"}, {"traits": {"email": "other@example.com"}}, "a@b"),
        ({"email": "not a mailbox"}, {}, None),
        ({"email": "a@b@c"}, {}, None),
        ({"email": 5}, {"traits": "none"}, None),
        ({"email": "x" * 250 + "@b.de"}, {}, None),
        ({}, {}, None),
    ],
)
def test_a_mailbox_is_found_where_shops_write_it(
    traits: dict[str, Any], context: dict[str, Any], wanted: str | None
) -> None:
    assert email_of(read({"type": "identify", "traits": traits, "context": context})) == wanted
