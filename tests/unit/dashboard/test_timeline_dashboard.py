from __future__ import annotations

from typing import Any

import pytest

from tailorbird.core.clock import DAY, HOUR, MINUTE
from tailorbird.dashboard.timeline import sentence, sort_of, story
from tailorbird.events.vocabulary import (
    BACK_IN_STOCK,
    CONSENT_NAMES,
    CONSENT_UPDATED,
    LOW_STOCK,
    PRICE_DROPPED,
    VOCABULARY,
)
from tailorbird.profiles.types import Moment

TITLES = {"B1": "JUMBO BAG RED"}


def moment(name: str, *, at: int = 0, position: int = 0, **rest: Any) -> Moment:
    return Moment(at=at, position=position, name=name, **rest)


def said(name: str, **rest: Any) -> str:
    return sentence(moment(name, **rest), TITLES).striptags()


ORDER = {"total_minor": 13912, "currency": "GBP", "products": 7}


@pytest.mark.parametrize(
    ("name", "rest", "expected"),
    [
        ("Product Viewed", {"product_id": "B1"}, "Viewed JUMBO BAG RED"),
        ("Product Viewed", {"product_id": "gone"}, "Viewed gone"),
        ("Product Added", {"product_id": "B1"}, "Added JUMBO BAG RED to the cart"),
        (
            "Product Added",
            {"product_id": "B1", "detail": {"quantity": 2}},
            "Added 2 × JUMBO BAG RED to the cart",  # noqa: RUF001
        ),
        (
            "Order Completed",
            {"order_id": "536365", "detail": ORDER},
            "Placed order 536365 · £139.12 · 7 products",
        ),
        (
            "Order Refunded",
            {"order_id": "536365", "detail": ORDER},
            "Refund on order 536365 · £139.12",
        ),
        ("Order Refunded", {"detail": ORDER}, "Refund without an order · £139.12"),
        (
            "Order Refunded",
            {"detail": {"hearsay": True}},
            "Their browser said “Order Refunded”; only your shop's own word on that counts",
        ),
        ("Products Searched", {"detail": {"query": "red"}}, "Searched for “red”"),
        ("Page Viewed", {"detail": {"path": "/cart"}}, "Opened /cart"),
        ("Page Viewed", {"detail": {"path": "/cart", "title": "Cart"}}, "Opened Cart"),
        (CONSENT_UPDATED, {"detail": {"consent": {"marketing": True}}}, "Said yes to marketing"),
        (CONSENT_UPDATED, {"detail": {"consent": {"marketing": False}}}, "Said no to marketing"),
        ("Spun The Wheel", {}, "Spun The Wheel"),
    ],
)
def test_a_moment_reads_as_a_sentence(name: str, rest: dict[str, Any], expected: str) -> None:
    assert said(name, **rest) == expected


def test_every_event_of_the_vocabulary_has_a_sentence_of_its_own() -> None:
    about_nobody = {"Stock Adjusted", PRICE_DROPPED, BACK_IN_STOCK, LOW_STOCK}
    for name in set(VOCABULARY) - about_nobody:
        detail = {"consent": {"a": True}} if name in CONSENT_NAMES else {}
        assert said(name, detail=detail) != name


def test_a_moment_without_any_detail_still_has_a_sentence() -> None:
    assert "None" not in " ".join(said(name) for name in VOCABULARY)


def test_what_customers_send_is_escaped() -> None:
    evil = "<img src=x onerror=alert(1)>"
    for text in (
        sentence(moment("Product Viewed", product_id="E"), {"E": evil}),
        sentence(moment("Products Searched", detail={"query": evil}), {}),
        sentence(moment("Order Cancelled", order_id=evil), {}),
        sentence(moment(evil), {}),
    ):
        assert "<img" not in text
        assert "&lt;img" in text


def test_braces_in_names_are_only_letters() -> None:
    assert said("Product Viewed", product_id="{n} {0}") == "Viewed {n} {0}"
    assert said("{product}") == "{product}"


def test_days_and_moments_are_newest_first_and_equal_times_follow_the_log() -> None:
    today = 20_000
    days = story(
        [
            moment("Cart Viewed", at=today * DAY + HOUR, position=1),
            moment("Checkout Started", at=today * DAY + HOUR, position=2),
            moment("Product Viewed", at=(today - 1) * DAY, position=3, product_id="B1"),
        ],
        TITLES,
        today=today,
    )
    assert [day.heading for day in days] == ["Today", "Yesterday"]
    assert [entry.sort for entry in days[0].entries] == ["cart", "cart"]
    assert days[0].entries[0].sentence.startswith("Went to the checkout")


def test_the_same_again_at_once_is_told_once() -> None:
    views = [moment("Product Viewed", at=n * MINUTE, position=n, product_id="B1") for n in range(3)]
    later = moment("Cart Viewed", at=10 * MINUTE, position=9)
    [day] = story([*views, later], TITLES, today=0)
    assert [entry.times for entry in day.entries] == [1, 3]
    assert day.entries[1].at == 2 * MINUTE


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("Order Completed", "order"),
        ("Order Refunded", "back"),
        ("Product Added", "cart"),
        ("Identified", "who"),
        ("Product Viewed", "look"),
        ("anything", "look"),
    ],
)
def test_moments_are_marked_by_sort(name: str, sort: str) -> None:
    assert sort_of(moment(name)) == sort
