"""The way of an event for any history: each once and in order, however it is cut into batches.

Also read-your-writes: whatever somebody did and got an answer for, the next question knows it,
with the worker behind or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tailorbird import pipeline
from tailorbird.core.clock import MINUTE
from tailorbird.events.types import Event, Lane
from tailorbird.events.vocabulary import CONSENT_UPDATED
from tailorbird.pipeline import process
from tailorbird.storage.database import Connection
from tailorbird.storage.schema import OPERATIONAL
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order, refund
from tailorbird.testing.shop import StillShop

PRODUCTS = st.sampled_from(["P1", "P2", "P3"])
BROWSERS = ("phone", "laptop")
ALL = 10_000


@st.composite
def happening(draw: st.DrawFn) -> Event:
    """One thing somebody does, at any time, perhaps saying who they are."""
    at = SOME_DAY + draw(st.integers(0, 30)) * MINUTE
    who: dict[str, Any] = {
        "browser": draw(st.sampled_from([*BROWSERS, None])),
        "user": draw(st.sampled_from(["ann", "ben", None, None])),
        "email": draw(st.sampled_from(["a@example.com", None, None])),
    }
    if not any(who.values()):
        who["browser"] = "phone"
    product, quantity = draw(PRODUCTS), draw(st.integers(1, 3))
    order_id = f"O{draw(st.integers(0, 3))}"
    named: dict[str, Any] = {"order_id": order_id} if draw(st.booleans()) else {}
    answer = {"email_marketing": draw(st.booleans())}
    lines = [line(product, quantity)]
    one: dict[str, Any] = {"product_id": product, "quantity": quantity}
    possible: list[Callable[[], Event]] = [
        lambda: event("Product Viewed", at, **who, product_id=product),
        lambda: event("Product Viewed", at, **who, product_id=product, gpc=True),
        lambda: event("Product Added", at, **who, **one, consent={"personalization": False}),
        lambda: event("Product Added", at, **who, **one),
        lambda: event("Product Removed", at, **who, **one),
        lambda: event("Cart Viewed", at, **who, products=lines),
        lambda: order(order_id, at, lines, **who),
        lambda: refund(f"R{at}{product}", at, lines, **who, **named),
        lambda: event("Order Cancelled", at, **who, order_id=order_id),
        lambda: event(CONSENT_UPDATED, at, **who, consent=answer),
    ]
    return draw(st.sampled_from(possible))()


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    told = draw(st.lists(happening(), min_size=1, max_size=14))
    return [replace(one, message_id=f"m{number}") for number, one in enumerate(told)]


def tables(shop: StillShop) -> dict[str, list[str]]:
    """Every row of the operational file."""

    def rows(connection: Connection) -> dict[str, list[str]]:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(table.select()))
            for table in OPERATIONAL.sorted_tables
        }

    with shop.database.read() as connection:
        return rows(connection)


def process_in_steps(shop: StillShop, sizes: Sequence[int], lane: Lane) -> None:
    """Process everything, so many events at a time."""
    with pytest.MonkeyPatch.context() as patched:
        for size in [*sizes, *[sizes[-1]] * ALL]:
            patched.setattr(pipeline, "BATCH", size)
            if not process(shop.stations, lane):
                return


@given(histories(), st.lists(st.integers(1, 6), min_size=1, max_size=6), st.sampled_from(Lane))
@settings(max_examples=60)
def test_batches_of_any_size_leave_the_same_rows_as_one_by_one(
    shop: StillShop, history: list[Event], sizes: list[int], lane: Lane
) -> None:
    shop.empty()
    shop.append(history, lane)
    process_in_steps(shop, [1], lane)
    one_by_one = tables(shop)
    assert one_by_one.pop("refusals") == []
    shop.empty()
    shop.append(history, lane)
    process_in_steps(shop, sizes, lane)
    in_batches = tables(shop)
    assert in_batches.pop("refusals") == []
    assert in_batches == one_by_one


@given(st.lists(st.lists(st.integers(0, 12), max_size=8), max_size=8), st.data())
@settings(max_examples=60)
def test_the_log_is_the_set_of_ids_in_the_order_of_their_first_arrival(
    shop: StillShop, calls: list[list[int]], data: st.DataObject
) -> None:
    shop.empty()
    first: dict[str, Lane] = {}
    for call in calls:
        lane = data.draw(st.sampled_from(Lane))
        appended = shop.log.append([view(number) for number in call], lane)
        fresh = [f"v{number}" for number in dict.fromkeys(call) if f"v{number}" not in first]
        first.update(dict.fromkeys(fresh, lane))
        assert (appended.taken, appended.duplicates) == (len(fresh), len(call) - len(fresh))
    logged = sorted(one for lane in Lane for one in read(shop, lane))
    assert [position for position, _ in logged] == list(range(1, len(first) + 1))
    assert [name for _, name in logged] == list(first)
    assert {name: lane for lane in Lane for _, name in read(shop, lane)} == first


def read(shop: StillShop, lane: Lane) -> list[tuple[int, str]]:
    return [(one.position, one.event.message_id) for one in shop.log.read(lane, 0, ALL)]


def view(number: int) -> Event:
    at = SOME_DAY + number
    return event("Product Viewed", at, browser="phone", product_id="P", message_id=f"v{number}")


@given(
    st.lists(
        st.tuples(st.sampled_from(BROWSERS), PRODUCTS, st.integers(1, 3), st.integers(0, 3)),
        min_size=1,
        max_size=25,
    )
)
@settings(max_examples=60)
def test_what_was_answered_for_is_known_at_once_worker_or_not(
    shop: StillShop, steps: list[tuple[str, str, int, int]]
) -> None:
    """``behind`` events are processed between a step and the question: none, one, two, all."""
    shop.empty()
    carts: dict[str, Counter[str]] = {browser: Counter() for browser in BROWSERS}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tailorbird.profiles.service.WAIT_FOR_OWN_EVENTS", 0.0)
        for number, (browser, product, quantity, worked) in enumerate(steps):
            at = SOME_DAY + number
            adding: dict[str, Any] = {
                "browser": browser,
                "product_id": product,
                "quantity": quantity,
            }
            shop.append([event("Product Added", at, **adding)])
            carts[browser][product] += quantity
            patched.setattr(pipeline, "BATCH", max(worked, 1))
            if worked:
                process(shop.stations, Lane.LIVE)
            for who, wanted in carts.items():
                facts = shop.profiles.facts(anonymous_id=who, user_id=None, bought_since=0)
                assert {held.product_id: held.quantity for held in facts.cart} == dict(wanted)
