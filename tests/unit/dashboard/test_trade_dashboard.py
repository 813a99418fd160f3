from __future__ import annotations

import pytest

from tailorbird.dashboard.figures import count, money_for_reading, money_in_short
from tailorbird.dashboard.trade import Span, compare, recorded, span_ending, spread, weekly

SPAN = Span(100, 129)


def test_the_span_before_is_as_long_and_touches() -> None:
    assert SPAN.days == 30
    assert SPAN.before == Span(70, 99)
    assert span_ending(129, 30) == SPAN


def test_days_without_trade_count_as_none() -> None:
    assert spread({101: 4, 500: 9}, Span(100, 102)) == [0, 4, 0]


def test_weeks_add_up_to_their_days() -> None:
    days = list(range(28))
    assert weekly(days, sum) == [21, 70, 119, 168]


def test_days_before_anything_was_recorded_are_unknown_not_empty() -> None:
    assert recorded([0, 0, 4, 6], Span(1, 4), begins=3) == [4, 6]
    assert recorded([1, 2], Span(1, 2), begins=None) == [1, 2]
    assert recorded([1, 2], Span(10, 11), begins=3) == [1, 2]


@pytest.mark.parametrize(
    ("now", "before", "basis", "expected"),
    [
        (120, 100, 100, ("up", "up")),
        (80, 100, 100, ("down", "down")),
        (101, 100, 100, ("same", "level")),
        (300, 100, 100, ("times", "up")),
        (12, 10, 10, ("few", "level")),
        (12, 0, 0, ("nothing_before", "level")),
        (12, -5, 30, ("nothing_before", "level")),
    ],
)
def test_a_comparison_says_no_more_than_the_data(
    now: int, before: int, basis: int, expected: tuple[str, str]
) -> None:
    result = compare(now, before, basis=basis, span=SPAN, begins=1)
    assert (result.key, result.direction) == expected


@pytest.mark.parametrize(("begins", "key"), [(None, "no_history"), (71, "no_history"), (70, "up")])
def test_a_span_that_was_not_fully_recorded_is_not_compared(begins: int | None, key: str) -> None:
    assert compare(120, 100, basis=100, span=SPAN, begins=begins).key == key


def test_a_percentage_is_whole_and_without_sign() -> None:
    assert compare(66.6, 100, basis=90, span=SPAN, begins=1).percent == 33
    assert compare(512, 100, basis=90, span=SPAN, begins=1).times == 5


@pytest.mark.parametrize(
    ("minor", "currency", "long", "short"),
    [
        (123_456, "GBP", "£1,235", "£1.2k"),
        (-123_456, "GBP", "-£1,235", "-£1.2k"),
        (3_456, "GBP", "£34.56", "£34.56"),
        (3_400, "GBP", "£34", "£34"),
        (0, "GBP", "£0", "£0"),
        (10_000, "GBP", "£100", "£100"),
        (250_000_000, "GBP", "£2,500,000", "£2.5m"),
        (15_000, "JPY", "¥15,000", "¥15k"),
        (500, "JPY", "¥500", "¥500"),
    ],
)
def test_amounts_are_written_for_the_room_there_is(
    minor: int, currency: str, long: str, short: str
) -> None:
    assert money_for_reading(minor, currency) == long
    assert money_in_short(minor, currency) == short


def test_small_counts_keep_a_tenth() -> None:
    assert [count(v) for v in (0.0, 2.34, 9.0, 12.6, 12_345.0)] == [
        "0",
        "2.3",
        "9",
        "13",
        "12,345",
    ]
