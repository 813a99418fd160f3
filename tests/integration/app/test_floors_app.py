"""What a real shop has, counted, beside SQL written by hand; and the owner's word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

import tailorbird
from tailorbird.app import Tailorbird
from tailorbird.core.clock import DAY
from tailorbird.core.config import load
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.events.types import Event, Kind, Lane
from tailorbird.guardrails.measures import Measure, Quality


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Tailorbird]:
    with closing(tailorbird.open(tmp_path / "shop")) as opened:
        yield opened


def event(number: int, name: str, who: str, at: int, **facts: object) -> Event:
    return Event(
        message_id=f"{name}-{number}",
        kind=Kind.TRACK,
        name=name,
        user_id=who,
        occurred_at=at,
        received_at=at,
        source="library",
        properties=facts,
    )


def some_past(chance: Random, now: int) -> list[Event]:
    """Return looks, clicks, adds and orders of 40 people over 500 days."""
    found = []
    for number in range(600):
        who, at = f"C-{chance.randrange(40)}", now - chance.randrange(500 * DAY) - 1
        name = chance.choice(("Product Viewed", "Product Clicked", "Product Added"))
        found.append(event(number, name, who, at, product_id=f"P{chance.randrange(9)}"))
    for number in range(80):
        who, at = f"C-{chance.randrange(40)}", now - chance.randrange(500 * DAY) - 1
        bought = [
            {"product_id": f"P{one}", "price": "5", "quantity": 1, "category": "Hats"}
            for one in range(chance.randrange(1, 4))
        ]
        found.append(
            event(number, "Order Completed", who, at, order_id=f"O-{number}", products=bought)
        )
    return found


BY_HAND = {
    (Measure.ORDERS, 30): "SELECT count(*) FROM orders WHERE placed_at >= :d30",
    (Measure.ORDER_LINES, 365): (
        "SELECT count(*) FROM orders o, order_lines l "
        "WHERE o.order_id = l.order_id AND placed_at >= :d365"
    ),
    (Measure.ORDERS_OF_SEVERAL, 365): (
        "SELECT count(*) FROM orders o WHERE placed_at >= :d365 AND 1 < "
        "(SELECT count(*) FROM order_lines l WHERE l.order_id = o.order_id)"
    ),
    (Measure.VIEWS, 90): (
        "SELECT count(*) FROM person_events WHERE name = 'Product Viewed' AND at >= :d90"
    ),
    (Measure.CLICKS_OR_ORDERS, 30): (
        "SELECT (SELECT count(*) FROM person_events WHERE name = 'Product Clicked' AND at >= :d30)"
        " + 10 * (SELECT count(*) FROM orders WHERE placed_at >= :d30)"
    ),
    (Measure.INTERACTIONS, 365): (
        "SELECT (SELECT count(*) FROM person_events WHERE at >= :d365 AND name IN "
        "('Product Viewed', 'Product Added')) + (SELECT count(*) FROM orders o, order_lines l "
        "WHERE o.order_id = l.order_id AND placed_at >= :d365)"
    ),
    (Measure.BUYERS, 0): "SELECT count(DISTINCT profile_id) FROM orders",
    (Measure.FREQUENT_BUYERS, 0): (
        "SELECT count(*) FROM profiles p WHERE 3 <= "
        "(SELECT count(*) FROM orders o WHERE o.profile_id = p.profile_id)"
    ),
    (Measure.PEOPLE_AGAIN, 365): (
        "SELECT count(*) FROM profiles p WHERE 2 <= (SELECT count(*) FROM person_events e WHERE "
        "e.profile_id = p.profile_id AND at >= :d365 AND name IN "
        "('Product Viewed', 'Product Added')) + (SELECT count(*) FROM orders o, order_lines l "
        "WHERE o.order_id = l.order_id AND o.profile_id = p.profile_id AND placed_at >= :d365)"
    ),
}


def test_counts_are_those_of_sql_by_hand(shop: Tailorbird) -> None:
    compare_counts(shop)


def test_counts_are_those_of_sql_by_hand_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    settings = {"data": str(tmp_path), "database": postgres_url}
    with closing(Tailorbird(load(settings))) as shop:
        compare_counts(shop)


def compare_counts(shop: Tailorbird) -> None:
    now = shop.now()
    shop.accept(some_past(Random(3), now), Lane.BACKFILL).result()
    shop.wait_until_processed()
    shop.floors.count()
    gates = {one.tactic: one for one in shop.floors.gates()}
    have = {
        (one.measure, one.days): one.have
        for gate in gates.values()
        for one in (*gate.needs, *gate.full)
    }
    spans = {f"d{days}": now - days * DAY for days in (30, 90, 365)}
    with shop.stations.database.read() as connection:
        for key, query in BY_HAND.items():
            expected = connection.execute(text(query), spans).scalar()
            assert expected, key
            assert have[key] == expected, key
        first = int(connection.execute(text("SELECT min(at) FROM person_events")).scalar() or 0)
    assert have[(Measure.HISTORY_DAYS, 0)] == (now - min(first, now)) // DAY
    assert have[(Measure.ATTRIBUTES, 0)] == 1  # what orders tell: the category


def test_a_cancelled_order_counts_for_nothing(shop: Tailorbird) -> None:
    now = shop.now()
    bought = [{"product_id": "P1", "price": "5", "quantity": 1}]
    done = event(1, "Order Completed", "C-1", now - 2, order_id="O-1", products=bought)
    shop.accept([done, event(2, "Order Cancelled", "C-1", now - 1, order_id="O-1")], Lane.LIVE)
    shop.wait_until_processed()
    shop.floors.count()
    [need] = shop.floors.gate("best_sellers").needs
    assert need.have == 0


def test_the_owner_opens_a_tactic_early_with_a_reason_and_takes_it_back(shop: Tailorbird) -> None:
    assert not shop.floors.gate("bought_together").open
    with pytest.raises(BadInput):
        shop.floors.override("bought_together", opened=True, reason=" ", done_by="Ana")
    with pytest.raises(NotFound):
        shop.floors.override("magic", opened=True, reason="please", done_by="Ana")
    gate = shop.floors.override("bought_together", opened=True, reason="a try", done_by="Ana")
    assert gate.open
    assert gate.quality is Quality.CLOSED
    assert gate.override is not None
    assert (gate.override.reason, gate.override.done_by) == ("a try", "Ana")
    assert "bought_together" in shop.recommendations.current.recommenders
    shop.floors.take_back("bought_together", reason="it showed nonsense", done_by="Bo")
    assert "bought_together" not in shop.recommendations.current.recommenders
    with pytest.raises(BadInput):
        shop.floors.take_back("bought_together", reason="again", done_by="Bo")
    told = shop.floors.history()
    assert [(one.opened, one.done_by) for one in told] == [(None, "Bo"), (True, "Ana")]
    assert json.loads(told[-1].counts) == {"orders_of_several/365": 0}


def test_a_shop_just_opened_is_at_the_beginning_and_is_told_what_is_next(shop: Tailorbird) -> None:
    outlook = shop.floors.outlook()
    assert outlook.stage.number == 0
    assert outlook.counted_at is not None
    closed = {one.gate.tactic for one in outlook.next}
    assert "best_sellers" in closed
    assert "recently_viewed" not in closed
    assert all(one.weeks is None for one in outlook.next if one.gate.tactic != "predictions")
