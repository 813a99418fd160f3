"""When a job is due next. Zones are dealt with here; everything else sees instants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tailorbird.core.clock import from_datetime, to_datetime
from tailorbird.jobs.types import Daily, Every, Schedule


def next_due(schedule: Schedule, due: int, now: int) -> int:
    """Return the first instant after ``now`` at which the schedule is due.

    ``due`` is when it was due before; a new schedule counts from ``now``.
    """
    match schedule:
        case Every(span):
            # beats keep their step: a late run does not push all later ones
            behind = max(now - due, 0)
            return min(due, now) + (behind // span + 1) * span
        case Daily():
            return next(instant for instant in _instants(schedule, now) if instant > now)


def _instants(schedule: Daily, now: int) -> Iterator[int]:
    """Yield when the schedule is due on the days around an instant, in order.

    A time that the clocks skip is taken with the offset before the change, so it comes right after
    the gap; of one that comes twice the first is taken.
    """
    zone = ZoneInfo(schedule.zone)
    today = to_datetime(now).astimezone(zone).date()
    wall = time(schedule.hour, schedule.minute)
    for ahead in range(-1, 3):
        yield from_datetime(datetime.combine(today + timedelta(days=ahead), wall, zone))
