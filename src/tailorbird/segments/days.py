"""Dates that are told of people, beside the shop's own today. Pure."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tailorbird.segments.types import DateTrait
from tailorbird.segments.windows import day_start, local_day, next_day

_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LENGTH = len("2026-01-31")
YEAR = 366  # days: every day and month is among them
_LAST, _LEAP = "02-28", "02-29"


def day_in(value: object) -> str | None:
    """Return the date that a text begins with, None if it begins with none."""
    if isinstance(value, str) and _DATE.match(value):
        return value[:_LENGTH]
    return None


def lies_in(day: str, condition: DateTrait, at: int, zone: ZoneInfo) -> bool:
    """Whether a date lies in the span of days, counted from the shop's today."""
    today = local_day(at, zone)
    first, last = _moved(today, condition.first), _moved(today, condition.last)
    if condition.yearly:
        return day[5:] in _days_of(first, last)
    return first.isoformat() <= day <= last.isoformat()


def next_turn(day: str, condition: DateTrait, at: int, zone: ZoneInfo) -> int | None:
    """Return when a date enters the span or leaves it next; None for never.

    A text that looks like a date and is none is looked at again tomorrow.
    """
    if condition.yearly and condition.last - condition.first + 1 >= YEAR:
        return None
    today = local_day(at, zone)
    try:
        days = list(_occurrences(day, condition, today.year))
    except ValueError:
        return next_day(at, zone)
    turns = [
        turn
        for one in days
        for turn in (_moved(one, -condition.last), _moved(one, 1 - condition.first))
        if turn > today
    ]
    return day_start(min(turns), zone) if turns else None


def _occurrences(day: str, condition: DateTrait, year: int) -> Iterator[date]:
    """Yield the days a date stands for: itself, or the same day of all years that can matter."""
    if not condition.yearly:
        yield date.fromisoformat(day)
        return
    reach = max(abs(condition.first), abs(condition.last)) // 365 + 2
    for near in range(max(1, year - reach), min(date.max.year, year + reach) + 1):
        told = _LAST if day[5:] == _LEAP and not isleap(near) else day[5:]
        yield date.fromisoformat(f"{near:04d}-{told}")


@lru_cache(maxsize=64)
def _days_of(first: date, last: date) -> frozenset[str]:
    span = [first + timedelta(days=n) for n in range(min((last - first).days + 1, 2 * YEAR))]
    found = {f"{day:%m-%d}" for day in span}
    if any(f"{day:%m-%d}" == _LAST and not isleap(day.year) for day in span):
        found.add(_LEAP)
    if len(span) >= YEAR:
        found |= {f"{date(2024, 1, 1) + timedelta(days=n):%m-%d}" for n in range(YEAR)}
    return frozenset(found)


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max
