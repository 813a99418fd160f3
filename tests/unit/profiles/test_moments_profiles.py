"""What an event looks like on a timeline: small, readable, and never more than was said."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tailorbird.events.types import Event, Kind
from tailorbird.events.vocabulary import interpret
from tailorbird.profiles.moments import moment_of
from tailorbird.profiles.types import Moment
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line


def told(given: Event, currency: str = "GBP") -> Moment:
    return moment_of(given, interpret(given), 7, currency)


@pytest.mark.parametrize(
    ("name", "properties", "product", "order", "detail"),
    [
        ("Product Viewed", {"product_id": 42}, "42", None, {}),
        ("Product Added", {"sku": "a", "quantity": 3}, "a", None, {"quantity": 3}),
        ("Products Searched", {"query": "q" * 300}, None, None, {"query": "q" * 200}),
        ("Product List Viewed", {"category": "cups"}, None, None, {"category": "cups"}),
        ("Cart Viewed", {"products": [{"product_id": "a"}]}, None, None, {"products": 1}),
        ("Order Cancelled", {"order_id": 9, "total": 0}, None, "9", {"total_minor": 0}),
        ("Something Of Its Own", {"product_id": "a", "card": "4111"}, None, None, {}),
    ],
)
def test_each_kind_of_event_keeps_what_a_reader_needs(
    name: str, properties: dict[str, Any], product: str | None, order: str | None, detail: Any
) -> None:
    moment = told(event(name, SOME_DAY, user="ann", **properties))
    assert (moment.at, moment.position, moment.name) == (SOME_DAY, 7, name)
    assert (moment.product_id, moment.order_id) == (product, order)
    assert detail.items() <= moment.detail.items()
    assert "4111" not in str(moment.detail)


def test_an_order_shows_its_stated_total_else_the_sum_of_its_lines() -> None:
    lines = [line("a", 3, "0.125"), line("b", 1, "1.00"), line("post", 1, "2", is_service=True)]
    stated = event("Order Completed", SOME_DAY, order_id="o", products=lines, total="9.5")
    summed = event("Order Completed", SOME_DAY, order_id="o", products=lines)
    in_yen = event("Order Completed", SOME_DAY, order_id="o", products=lines, currency="JPY")
    assert told(stated).detail == {"total_minor": 950, "currency": "GBP", "products": 2}
    assert told(summed).detail["total_minor"] == 338
    assert told(in_yen).detail["total_minor"] == 3


def test_a_page_keeps_its_path_and_title_only() -> None:
    page = replace(
        event("Home", SOME_DAY, browser="b", title="T" * 500),
        kind=Kind.PAGE,
        context={"page": {"path": "/cups", "search": "?token=secret"}},
    )
    assert told(page).name == "Page Viewed"
    assert told(page).detail == {"path": "/cups", "title": "T" * 200}


def test_an_answer_on_consent_says_what_was_answered() -> None:
    name = "Segment Consent Preference Updated"
    answer = event(name, SOME_DAY, browser="b", consent={"email": True, "ads": False})
    assert told(answer).detail == {"consent": {"email": True, "ads": False}}
