"""How well data comes in, over a real shop: what is noticed, and a test that counts nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tailorbird.app import Tailorbird
from tailorbird.core.clock import DAY, HOUR, MINUTE, day_number
from tailorbird.core.config import load
from tailorbird.events.health import KEPT_DAYS
from tailorbird.events.types import Lane
from tailorbird.events.validation import parse


class Turned:
    at = 20_500 * DAY + 15 * HOUR

    def now(self) -> int:
        return self.at


@pytest.fixture
def turned() -> Turned:
    return Turned()


@pytest.fixture
def shop(tmp_path: Path, turned: Turned) -> Iterator[Tailorbird]:
    with Tailorbird(load({"data": tmp_path, "currency": "GBP"}), turned) as opened:
        yield opened


def send(shop: Tailorbird, name: str, source: str = "http", who: str = "b1", **said: Any) -> None:
    item = {"event": name, "anonymousId": who, "properties": said}
    event = parse(item, now=shop.now(), source=source, kind="track")
    shop.accept([event], Lane.LIVE).result()
    shop.wait_until_processed()


def test_hours_of_two_days_are_shown_and_those_of_weeks_ago_forgotten(
    shop: Tailorbird, turned: Turned
) -> None:
    send(shop, "Seen")
    first = turned.at // HOUR
    turned.at += HOUR
    send(shop, "Seen")
    send(shop, "Seen", "server")
    shown = [(one.hour - first, one.source, one.events) for one in shop.health.read().hours]
    assert shown == [(0, "http", 1), (1, "http", 1), (1, "server", 1)]
    turned.at += (KEPT_DAYS + 1) * DAY
    send(shop, "Seen")
    with shop.stations.database.read() as connection:
        from tailorbird.events import store  # noqa: PLC0415 - to see that they are gone

        assert len(store.read_hours(connection, 0)) == 1


def test_a_checkout_is_missed_until_the_same_person_has_ordered(
    shop: Tailorbird, turned: Turned
) -> None:
    send(shop, "Checkout Started", who="b1")
    send(shop, "Checkout Started", who="b2")
    turned.at += 5 * MINUTE
    send(shop, "Order Completed", who="b1", order_id="1", total=1)
    assert shop.health.read().checkouts.begun == 0  # it is too early to miss anything
    turned.at += 2 * HOUR
    checkouts = shop.health.read().checkouts
    assert (checkouts.begun, checkouts.left) == (2, 1)


def test_who_told_of_orders_is_compared_order_by_order(shop: Tailorbird, turned: Turned) -> None:
    for order, sources in {"1": "http server", "2": "http", "3": "server", "4": "server"}.items():
        for source in sources.split():
            send(shop, "Order Completed", source, order_id=order, total=1)
    turned.at += HOUR
    told = shop.health.read().orders
    assert (told.both, told.browser_only, told.server_only) == (1, 1, 2)


def test_a_field_that_changed_its_form_is_noticed_and_one_that_did_not_is_not(
    shop: Tailorbird, turned: Turned
) -> None:
    send(shop, "Seen", size=3, colour="red")
    turned.at += 2 * HOUR
    send(shop, "Seen", size="3", colour="blue")
    found = [(one.field, one.form, one.first_at) for one in shop.health.read().fields]
    assert found == [("size", "number", turned.at - 2 * HOUR), ("size", "text", turned.at)]


def test_known_visitors_and_carts(shop: Tailorbird) -> None:
    send(shop, "Product Added", who="b1", product_id="M1")
    send(shop, "Product Added", "server", who="b2", product_id="M1")
    shop.identify(user_id="7", anonymous_id="b2")
    shop.wait_until_processed()
    health = shop.health.read()
    assert (health.visitors.number, health.visitors.known) == (2, 1)
    assert (health.carts.number, health.carts.known) == (2, 1)


def test_a_test_event_is_seen_to_arrive_and_counts_nowhere(shop: Tailorbird) -> None:
    assert shop.health.test_arrived() == 0
    shop.health.send_test()
    shop.wait_until_processed()
    assert shop.health.test_arrived() == shop.now()
    today = day_number(shop.now())
    assert shop.visitors_by_day(today, today) == []
    assert shop.people() == []
    assert shop.arrivals() == []
    [logged] = shop.health.newest()
    assert shop.health.event(logged.position) == logged


def test_the_tail_is_masked(shop: Tailorbird) -> None:
    send(shop, "Seen", product_id="M1", email="ann@example.com")
    [logged] = shop.health.newest()
    assert shop.health.masked(logged) == '{"product_id":"M1","email":"•••"}'
    assert shop.health.newest(after=logged.position) == []
