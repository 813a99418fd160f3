"""The oracle's own calendar: days, weeks, months and years of a zone, found by looking. Pure.

It shares nothing with ``segments.windows``. A day begins at the first quarter of an hour in which
the zone's clocks show it, or a later day; so one that begins twice begins the first time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
ONE_DAY = timedelta(days=1)
_QUARTER = timedelta(minutes=15)  # zones change at whole quarters of an hour
_EARLY = timedelta(hours=15)  # no zone is further ahead


@lru_cache(maxsize=100_000)
def begins(day: date, zone: ZoneInfo) -> int:
    """Return the first instant of a day."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - _EARLY
    while moment.astimezone(zone).date() < day:
        moment += _QUARTER
    return (moment - EPOCH) // MICRO


def day_of(at: int, zone: ZoneInfo) -> date:
    """Return the day of an instant: the last that has begun."""
    day = (EPOCH + at * MICRO).astimezone(zone).date()
    while begins(day + ONE_DAY, zone) <= at:
        day += ONE_DAY
    return day


def moment_of(text: str, zone: ZoneInfo) -> int:
    """Return the instant a date or an instant with a zone names."""
    if "T" in text:
        return (datetime.fromisoformat(text) - EPOCH) // MICRO
    return begins(date.fromisoformat(text), zone)


def starts_unit(day: date, unit: str) -> bool:
    """Whether a week (on Mondays), month or year begins with a day; a day always does."""
    if unit == "weeks":
        return day.isoweekday() == 1
    if unit == "months":
        return day.day == 1
    if unit == "years":
        return (day.month, day.day) == (1, 1)
    return True


@lru_cache(maxsize=100_000)
def first_of(day: date, unit: str, count: int) -> date:
    """Return the first day of the unit a day is in and the ``count - 1`` before it."""
    while True:
        if starts_unit(day, unit):
            count -= 1
            if count == 0:
                return day
        day -= ONE_DAY


def units_between(first: int, last: int, unit: str, zone: ZoneInfo) -> list[int]:
    """Return the instants at which a unit begins, of the days between two instants."""
    day, found = day_of(first, zone), []
    while begins(day, zone) <= last:
        if starts_unit(day, unit):
            found.append(begins(day, zone))
        day += ONE_DAY
    return found
