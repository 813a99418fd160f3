"""One person, judged: to the microsecond, until when, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tailorbird.core.clock import DAY, HOUR
from tailorbird.profiles.facts_of_events import Item
from tailorbird.segments.explaining import explain
from tailorbird.segments.facts import Happening, History, Label, PlacedOrder, Setting, Waiting
from tailorbird.segments.judging import judge
from tailorbird.segments.types import (
    All,
    Calendar,
    CalendarUnit,
    Comparator,
    Compare,
    Condition,
    Consented,
    DateTrait,
    Did,
    Ever,
    Filter,
    InCart,
    Measure,
    Not,
    OfEvents,
    OfOrders,
    Op,
    Predicted,
    Rolling,
    RollingUnit,
    Sequence,
    Step,
    Trait,
    Window,
)
from tailorbird.segments.verdicts import Verdict
from tailorbird.testing.clock import SOME_DAY as NOW

SETTING = Setting(zone=ZoneInfo("Europe/London"), currency="GBP")
VIEWED = "Product Viewed"
WEEK = Rolling(7)
TWICE = Compare(Comparator.AT_LEAST, 2)


def viewed(at: int, position: int = 1, **more: Any) -> Happening:
    return Happening(position=position, at=at, name=more.pop("name", VIEWED), **more)


def somebody(*happenings: Happening, **more: Any) -> History:
    return History(profile_id="p", happenings=happenings, **more)


def judged(tree: Condition, history: History, at: int = NOW) -> Verdict:
    return judge(tree, history, at, SETTING)


def test_what_leaves_a_window_counts_until_the_last_microsecond() -> None:
    history = somebody(viewed(NOW))
    end = NOW + 7 * DAY
    assert judged(Did(VIEWED, window=WEEK), history, end - 1) == Verdict(True, end)
    assert judged(Did(VIEWED, window=WEEK), history, end) == Verdict(False, None)


def test_what_happens_later_counts_from_its_microsecond_on() -> None:
    history = somebody(viewed(NOW))
    assert judged(Did(VIEWED), history, NOW - 1) == Verdict(False, NOW)
    assert judged(Did(VIEWED), history, NOW) == Verdict(True, None)


def test_a_gap_lets_in_late() -> None:
    history = somebody(viewed(NOW))
    quiet = Did(VIEWED, window=Rolling(7, gap=2))
    assert judged(quiet, history, NOW) == Verdict(False, NOW + 2 * DAY)
    assert judged(quiet, history, NOW + 2 * DAY) == Verdict(True, NOW + 7 * DAY)


def test_a_day_of_twenty_three_hours_ends_when_the_shops_does() -> None:
    spring = 1_711_843_200_000_000  # 2024-03-31 00:00 in London, where 01:00 is left out
    history = somebody(viewed(spring))
    today = Did(VIEWED, window=Calendar(1, CalendarUnit.DAYS))
    assert judged(today, history, spring) == Verdict(True, spring + 23 * HOUR)
    assert judged(today, history, spring + 23 * HOUR) == Verdict(False, None)


def test_days_since_turn_after_whole_days() -> None:
    lapsed = OfEvents(Measure.DAYS_SINCE_LAST, VIEWED, Compare(Comparator.MORE_THAN, 30))
    history = somebody(viewed(NOW))
    turns = NOW + 31 * DAY
    assert judged(lapsed, history, turns - 1) == Verdict(False, turns)
    assert judged(lapsed, history, turns) == Verdict(True, None)


@pytest.mark.parametrize("measure", [Measure.AVERAGE, Measure.MIN, Measure.DAYS_SINCE_LAST])
def test_of_nothing_a_measure_is_missing_whatever_it_is_compared_with(measure: Measure) -> None:
    none = OfOrders(measure, Compare(Comparator.AT_MOST, 10))
    assert not judged(none, somebody()).held
    assert judged(Not(none), somebody()).held
    assert judged(OfOrders(Measure.SUM, Compare(Comparator.AT_MOST, 0)), somebody()).held


def test_money_is_exact_and_of_one_currency() -> None:
    orders = tuple(
        PlacedOrder(order_id=f"O{number}", placed_at=NOW, net_minor=10, currency=currency)
        for number, currency in enumerate(("GBP", "GBP", "GBP", "EUR"))
    )
    history = somebody(orders=orders)
    assert judged(OfOrders(Measure.SUM, Compare(Comparator.EXACTLY, 0.3)), history).held
    assert judged(OfOrders(Measure.COUNT, Compare(Comparator.EXACTLY, 4)), history).held


def test_all_filters_on_the_product_are_met_by_one_product() -> None:
    items = (
        Item("P1", category="Shoes", price=Decimal(5)),
        Item("P2", category="Hats", price=Decimal(50)),
    )
    history = somebody(viewed(NOW, items=items))
    shoes = Filter("product.category", Op.IS, "Shoes")
    dear = Filter("product.price", Op.MORE_THAN, 20)
    assert not judged(Did(VIEWED, [shoes, dear]), history).held
    cheap = Filter("product.price", Op.MORE_THAN, 20, negate=True)
    assert judged(Did(VIEWED, [shoes, cheap]), history).held


def test_the_catalogue_says_what_an_event_did_not() -> None:
    labels = {"P1": Label(category="Shoes")}
    history = somebody(viewed(NOW, items=(Item("P1"), Item("P2", category=""))), labels=labels)
    assert judged(Did(VIEWED, [Filter("product.category", Op.IS, "Shoes")]), history).held
    assert not judged(Did(VIEWED, [Filter("product.brand", Op.EXISTS)]), history).held


@pytest.mark.parametrize(
    ("value", "op", "wanted", "held"),
    [
        ("5", Op.IS, 5, True),
        ("5.0", Op.IS, 5, False),
        (5.0, Op.IS, "5", True),
        (True, Op.IS, "true", True),
        (True, Op.AT_LEAST, 0, False),
        ("12.5", Op.MORE_THAN, 12, True),
        ("1e3", Op.MORE_THAN, 12, False),
        (5, Op.CONTAINS, "5", False),
        ("Red", Op.MATCHES, "^r", False),
        ("Red", Op.MATCHES, "(?i)^r", True),
    ],
)
def test_values_compare_as_stated(value: Any, op: Op, wanted: Any, *, held: bool) -> None:
    history = somebody(viewed(NOW, properties={"x": value}), traits={"x": value})
    assert judged(Did(VIEWED, [Filter("property.x", op, wanted)]), history).held is held
    assert judged(Did(VIEWED, [Filter("property.x", op, wanted, negate=True)]), history).held is (
        not held
    )
    assert judged(Trait("x", op, wanted), history).held is held


@pytest.mark.parametrize(
    ("window", "held"), [(Ever(), True), (Rolling(25, RollingUnit.HOURS), False)]
)
def test_a_sequence_lies_in_order_in_its_window(window: Window, *, held: bool) -> None:
    steps = [Step(VIEWED), Step("Bought")]
    history = somebody(viewed(NOW - 2 * DAY), viewed(NOW - DAY, 2, name="Bought"))
    assert judged(Sequence(steps, 1, window=window), history).held is held
    assert not judged(Sequence(steps, 23, RollingUnit.HOURS, window), history).held
    assert not judged(Sequence(steps[::-1], 10, window=window), history).held


def test_a_birthday_on_a_leap_day_is_the_day_before_in_other_years() -> None:
    history = somebody(traits={"born": "1992-02-29"})
    today = DateTrait("born", 0, 0, yearly=True)
    day = 1_740_700_800_000_000  # 2025-02-28
    assert judged(today, history, day) == Verdict(True, day + DAY)
    assert not judged(today, history, day + DAY).held
    assert not judged(today, history, day - 1).held


def test_cart_consent_and_predictions() -> None:
    history = somebody(
        cart=(Waiting(product_id="P1", quantity=2, at=NOW),),
        consents={("email", "marketing"): False},
        predicted={"churn": 0.1},
    )
    assert judged(InCart(window=WEEK), history) == Verdict(True, NOW + 7 * DAY)
    assert judged(InCart([Filter("product.quantity", Op.AT_LEAST, 2)]), history).held
    assert judged(Consented("email", "marketing", granted=False), history).held
    assert not judged(Consented("sms", "marketing", granted=False), history).held
    assert judged(Predicted("churn", Compare(Comparator.AT_MOST, 0.1)), history).held
    assert not judged(Predicted("other", Compare(Comparator.AT_MOST, 1)), history).held


def test_why_tells_what_was_found_at_every_place_and_by_which_events() -> None:
    history = somebody(*(viewed(NOW - 10 + number, number) for number in range(8)))
    often = Did(VIEWED, window=WEEK, count=TWICE)
    tree = All([often, Not(OfOrders(Measure.COUNT, TWICE))])
    answer = explain(tree, history, NOW, SETTING)
    assert answer.member
    assert answer.valid_until == NOW - 10 + 7 * DAY == judged(tree, history).until
    did, unless = answer.why.parts
    assert (did.path, did.found, did.events) == ("$.of[0]", 8, (7, 6, 5, 4, 3))
    assert (unless.path, unless.held) == ("$.of[1]", True)
    assert (unless.parts[0].path, unless.parts[0].found) == ("$.of[1].of", 0)
