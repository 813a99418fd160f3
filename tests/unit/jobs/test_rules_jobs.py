"""When a job is due, and how long it waits after a failure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.core import chance
from tailorbird.core.clock import DAY, HOUR, MINUTE, SECOND, from_datetime, to_datetime
from tailorbird.jobs.retrying import delay
from tailorbird.jobs.schedule import next_due
from tailorbird.jobs.types import Backoff, Daily, Every
from tailorbird.testing.clock import SOME_DAY

LONDON = "Europe/London"
instants = st.integers(0, 60_000 * DAY)
zones = st.sampled_from([LONDON, "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "UTC"])


def at(text: str, zone: str = LONDON) -> int:
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def test_beats_keep_their_step_and_what_was_missed_is_not_made_up() -> None:
    every = Every(15 * MINUTE)
    assert next_due(every, SOME_DAY, SOME_DAY) == SOME_DAY + 15 * MINUTE
    assert next_due(every, SOME_DAY, SOME_DAY + MINUTE) == SOME_DAY + 15 * MINUTE
    assert next_due(every, SOME_DAY, SOME_DAY + 15 * MINUTE) == SOME_DAY + 30 * MINUTE
    assert next_due(every, SOME_DAY, SOME_DAY + DAY + MINUTE) == SOME_DAY + DAY + 15 * MINUTE


@given(instants, instants, st.integers(1, 2 * DAY))
def test_the_next_beat_is_at_most_one_span_ahead(due: int, now: int, span: int) -> None:
    assert now < next_due(Every(span), due, now) <= now + span


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2025-01-10T02:59", "2025-01-10T03:30"),
        ("2025-01-10T03:30", "2025-01-11T03:30"),
        ("2025-07-10T23:00", "2025-07-11T03:30"),
    ],
)
def test_a_daily_job_is_due_at_its_wall_clock_time(now: str, due: str) -> None:
    assert next_due(Daily(3, 30, LONDON), 0, at(now)) == at(due)


def test_a_time_that_the_clocks_skip_comes_right_after_the_gap() -> None:
    # 2025-03-30 in London: 01:00 becomes 02:00
    due = next_due(Daily(1, 30, LONDON), 0, at("2025-03-29T12:00"))
    assert to_datetime(due).astimezone(ZoneInfo(LONDON)).isoformat() == "2025-03-30T02:30:00+01:00"


def test_a_time_that_comes_twice_is_taken_once() -> None:
    # 2025-10-26 in London: 02:00 becomes 01:00
    first = next_due(Daily(1, 30, LONDON), 0, at("2025-10-25T12:00"))
    assert to_datetime(first).isoformat() == "2025-10-26T00:30:00+00:00"
    assert next_due(Daily(1, 30, LONDON), first, first) == at("2025-10-27T01:30")


@given(instants, st.integers(0, 23), st.integers(0, 59), zones)
def test_a_daily_job_is_due_within_two_days(now: int, hour: int, minute: int, zone: str) -> None:
    # two, because Samoa left a whole day out at the end of 2011
    assert now < next_due(Daily(hour, minute, zone), 0, now) <= now + 2 * DAY + HOUR


def test_waits_double_up_to_a_limit() -> None:
    backoff = Backoff(first=30 * SECOND, most=HOUR)
    longest = [delay(backoff, failures, 1.0) for failures in range(1, 10)]
    assert [wait // SECOND for wait in longest] == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert delay(backoff, 10_000, 1.0) == HOUR


@given(st.integers(1, 200), st.floats(0, 1))
def test_chance_spreads_a_wait_over_its_upper_half(failures: int, fraction: float) -> None:
    backoff = Backoff(first=SECOND, most=HOUR)
    longest = delay(backoff, failures, 1.0)
    assert longest // 2 <= delay(backoff, failures, fraction) <= longest


def test_chance_is_drawn_from_nought_to_one() -> None:
    drawn = [chance.fraction() for _ in range(2_000)]
    assert all(0 <= one < 1 for one in drawn)
    assert 0.4 < sum(drawn) / len(drawn) < 0.6
    assert len(set(drawn)) == len(drawn)
