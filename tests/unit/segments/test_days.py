"""When a date that is told of somebody turns, beside whether it lies in the span."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.segments import days
from tailorbird.segments.types import DateTrait
from tailorbird.segments.windows import day_start, next_day

LONDON = ZoneInfo("Europe/London")
DATES = st.dates(date(2019, 1, 1), date(2030, 12, 31))


@given(
    told=st.one_of(
        DATES, st.sampled_from([date(2024, 2, 29), date(2024, 2, 28), date(2024, 3, 1)])
    ),
    today=DATES,
    first=st.integers(-400, 400),
    length=st.integers(0, 400),
    yearly=st.booleans(),
)
def test_nothing_turns_before_it_is_said_to(
    told: date, today: date, first: int, length: int, *, yearly: bool
) -> None:
    asked = DateTrait("born", first, first + length, yearly=yearly)
    at = day_start(today, LONDON)
    now = days.lies_in(told.isoformat(), asked, at, LONDON)
    turn = days.next_turn(told.isoformat(), asked, at, LONDON)
    looked, day = at, today
    for _ in range(500):
        looked, day = next_day(looked, LONDON), day + timedelta(days=1)
        if turn is not None and looked >= turn:
            return
        assert days.lies_in(told.isoformat(), asked, looked, LONDON) is now, day


def test_a_birthday_on_a_leap_day_is_the_day_before_in_other_years() -> None:
    today = DateTrait("born", 0, 0, yearly=True)
    assert days.lies_in("2000-02-29", today, day_start(date(2026, 2, 28), LONDON), LONDON)
    assert not days.lies_in("2000-02-29", today, day_start(date(2028, 2, 28), LONDON), LONDON)
    assert days.lies_in("2000-02-29", today, day_start(date(2028, 2, 29), LONDON), LONDON)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01"])
def test_what_only_looks_like_a_date_is_looked_at_again_tomorrow(text: str) -> None:
    at = day_start(date(2026, 2, 1), LONDON)
    asked = DateTrait("born", 0, 7)
    assert days.next_turn(text, asked, at, LONDON) == next_day(at, LONDON)
