"""Time as integer microseconds UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.core.clock import DAY, SystemClock, day_number, from_datetime, to_datetime


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_datetime_survives_to_the_microsecond(moment: datetime) -> None:
    assert to_datetime(from_datetime(moment)) == moment


def test_a_zone_is_an_offset_not_another_instant() -> None:
    here = timezone(timedelta(hours=2))
    assert from_datetime(datetime(2026, 1, 1, 2, tzinfo=here)) == from_datetime(
        datetime(2026, 1, 1, tzinfo=UTC)
    )


def test_a_datetime_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no instant"):
        from_datetime(datetime(2026, 1, 1))  # noqa: DTZ001 - this is the point


def test_a_day_ends_at_midnight_utc_also_before_1970() -> None:
    assert [day_number(at) for at in (0, DAY - 1, DAY, -1, -DAY)] == [0, 0, 1, -1, -1]


def test_the_machines_clock_tells_microseconds() -> None:
    before = from_datetime(datetime.now(UTC))
    now = SystemClock().now()
    assert before <= now <= from_datetime(datetime.now(UTC))
