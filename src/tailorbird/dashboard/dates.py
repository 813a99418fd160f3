"""Instants and days as a reader says them. All in UTC; the words stand in `texts.dates`."""

from __future__ import annotations

from datetime import UTC, datetime

from tailorbird.core.clock import DAY, HOUR, MINUTE, to_datetime
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.texts.dates import DATES, MONTHS, SHORT_MONTHS, WEEKDAYS

_say = Phrases(DATES)
_FORGETS_HOURS = 7  # days after which "9 days ago" says less than the date


def date(day: int) -> str:
    """Write a day number in full.

    >>> date(20000)
    '4 October 2024'
    """
    moment = _date(day)
    return _say("date", day=moment.day, month=MONTHS[moment.month - 1], year=moment.year)


def short_date(day: int) -> str:
    """Write a day number where there is little room.

    >>> short_date(20000)
    '4 Oct 2024'
    """
    moment = _date(day)
    return _say("date", day=moment.day, month=SHORT_MONTHS[moment.month - 1], year=moment.year)


def day_and_month(day: int) -> str:
    """Write a day number where the year goes without saying.

    >>> day_and_month(20000)
    '4 Oct'
    """
    moment = _date(day)
    return _say("day_and_month", day=moment.day, month=SHORT_MONTHS[moment.month - 1])


def heading(day: int, today: int) -> str:
    """Write a day as the heading of what happened on it: today, yesterday, or its date."""
    if day == today:
        return _say("today")
    if day == today - 1:
        return _say("yesterday")
    return _say("weekday_date", weekday=WEEKDAYS[_date(day).weekday()], date=date(day))


def time_of_day(at: int) -> str:
    """Write the hour and minute of an instant (UTC).

    >>> time_of_day(0)
    '00:00'
    """
    return f"{to_datetime(at):%H:%M}"


def instant(at: int) -> str:
    """Write an instant exactly, for those who want to know."""
    return _say("instant", date=short_date(at // DAY), time=time_of_day(at))


def iso(at: int) -> str:
    """Write an instant for machines (the `datetime` attribute)."""
    return to_datetime(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def ago(at: int, now: int) -> str:
    """Write how long ago something was, only as precisely as anybody cares."""
    passed = now - at
    if passed < MINUTE:
        return _say("just_now") if passed > -MINUTE else short_date(at // DAY)
    if passed < HOUR:
        return _say("minutes_ago", n=passed // MINUTE)
    if passed < DAY:
        return _say("hours_ago", n=passed // HOUR)
    days = now // DAY - at // DAY
    return _say("days_ago", n=days) if days < _FORGETS_HOURS else short_date(at // DAY)


def _date(day: int) -> datetime:
    return to_datetime(day * DAY).astimezone(UTC)
