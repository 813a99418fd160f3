"""When an event is inside a window: absolute bounds for an instant, and when that changes. Pure.

Every window gives an event one span of time in which it counts, from when it enters until it
leaves, and both move forward with the event's own time. So the events inside a window at an instant
are those between two bounds, the first of them leaves first, and nothing flickers: not on a leap
day, and not where clocks are put back.

Zones are reckoned here only; engines get the bounds as absolute instants.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tailorbird.core.clock import DAY, HOUR, MINUTE, from_datetime, to_datetime
from tailorbird.segments.types import (
    Between,
    Calendar,
    CalendarUnit,
    Ever,
    Rolling,
    RollingUnit,
    Since,
    Window,
)

MICROS = {
    RollingUnit.MINUTES: MINUTE,
    RollingUnit.HOURS: HOUR,
    RollingUnit.DAYS: DAY,
    RollingUnit.WEEKS: 7 * DAY,
}
EARLIEST = from_datetime(datetime(1, 1, 2, tzinfo=UTC))


def bounds(window: Window, at: int, zone: ZoneInfo) -> tuple[int, int]:
    """Return the first and the last instant whose events count at ``at``, both included.

    Where the first is later than the last, none count.
    """
    match window:
        case Rolling():
            unit = MICROS[window.unit]
            return max(at - window.length * unit + 1, EARLIEST), at - window.gap * unit
        case Calendar():
            return calendar_start(window, at, zone), at
        case Since():
            return instant_of(window.at, zone), at
        case Between():
            end = instant_of(window.end, zone) - 1
            return instant_of(window.start, zone), min(at, end)
        case Ever():
            return EARLIEST, at


def leaves(window: Window, happened: int, zone: ZoneInfo) -> int | None:
    """Return the instant from which something inside the window does not count; None for never."""
    match window:
        case Rolling():
            return happened + window.length * MICROS[window.unit]
        case Calendar():
            first = _first_day(window.unit, local_day(happened, zone))
            return day_start(_moved(first, window.unit, window.count), zone)
        case _:
            return None


def enters(window: Window, happened: int, zone: ZoneInfo) -> int | None:
    """Return the instant from which something counts, if it ever does; None where it never does."""
    match window:
        case Rolling():
            return happened + window.gap * MICROS[window.unit]
        case Since():
            return happened if happened >= instant_of(window.at, zone) else None
        case Between():
            first, end = instant_of(window.start, zone), instant_of(window.end, zone)
            return happened if first <= happened < end else None
        case _:
            return happened


def next_change(
    window: Window, oldest_inside: int | None, next_outside: int | None, zone: ZoneInfo
) -> int | None:
    """Return when the contents of a window change by time alone, None for never.

    ``oldest_inside`` is when the first event inside happened, ``next_outside`` the first one beyond
    the window's last bound: it has still to enter.
    """
    leaving = None if oldest_inside is None else leaves(window, oldest_inside, zone)
    entering = None if next_outside is None else enters(window, next_outside, zone)
    return min((one for one in (leaving, entering) if one is not None), default=None)


def calendar_start(window: Calendar, at: int, zone: ZoneInfo) -> int:
    """Return the first instant of the window's first day, week, month or year."""
    first = _first_day(window.unit, local_day(at, zone))
    return day_start(_moved(first, window.unit, 1 - window.count), zone)


def local_day(at: int, zone: ZoneInfo) -> date:
    """Return the shop's day at an instant; where a clock is put back over midnight, the later."""
    day = to_datetime(at).astimezone(zone).date()
    following = _shifted(day, 1)
    return following if day != following and day_start(following, zone) <= at else day


def next_day(at: int, zone: ZoneInfo) -> int:
    """Return the first instant of the shop's next day."""
    return day_start(_shifted(local_day(at, zone), 1), zone)


@lru_cache(maxsize=1024)
def instant_of(text: str, zone: ZoneInfo) -> int:
    """Return the instant (microseconds UTC) that a date or an instant names.

    Raises:
        ValueError: it is neither, or an instant without a zone.
    """
    if len(text) == len("2026-01-31"):
        return day_start(date.fromisoformat(text), zone)
    return from_datetime(datetime.fromisoformat(text))


@lru_cache(maxsize=4096)
def day_start(day: date, zone: ZoneInfo) -> int:
    """Return the first instant of one of the shop's days."""
    # of a midnight that is there twice the first; one that is left out names the moment of the leap
    if day <= date(1, 1, 2):
        return EARLIEST
    return from_datetime(datetime(day.year, day.month, day.day, tzinfo=zone))


def _first_day(unit: CalendarUnit, day: date) -> date:
    match unit:
        case CalendarUnit.DAYS:
            return day
        case CalendarUnit.WEEKS:
            return _shifted(day, -day.weekday())
        case CalendarUnit.MONTHS:
            return day.replace(day=1)
        case CalendarUnit.YEARS:
            return day.replace(month=1, day=1)


def _moved(first: date, unit: CalendarUnit, count: int) -> date:
    match unit:
        case CalendarUnit.DAYS:
            return _shifted(first, count)
        case CalendarUnit.WEEKS:
            return _shifted(first, 7 * count)
        case CalendarUnit.MONTHS:
            months = first.year * 12 + first.month - 1 + count
        case CalendarUnit.YEARS:
            months = (first.year + count) * 12
    year, month = divmod(months, 12)
    if year < 1:
        return date.min
    return date.max if year > date.max.year else date(year, month + 1, 1)


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max
