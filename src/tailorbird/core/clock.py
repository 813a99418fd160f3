"""Time, passed in. Integer microseconds since 1970-01-01 UTC everywhere inside Tailorbird."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Anything that tells the time in microseconds UTC."""

    def now(self) -> int:
        """Return the current time in microseconds since 1970 UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """Return the machine's time in microseconds since 1970 UTC."""
        return time.time_ns() // 1_000


def from_datetime(moment: datetime) -> int:
    """Turn an aware datetime into microseconds since 1970 UTC, exactly.

    Raises:
        ValueError: the datetime has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a datetime without a zone has no instant")
    return (moment - _EPOCH) // timedelta(microseconds=1)


def to_datetime(micros: int) -> datetime:
    """Turn microseconds since 1970 UTC into an aware UTC datetime, exactly."""
    return _EPOCH + timedelta(microseconds=micros)


def day_number(micros: int) -> int:
    """Days since 1970-01-01 UTC; the unit of daily counters."""
    return micros // DAY
