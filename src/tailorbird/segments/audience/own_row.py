"""Conditions on a person's own row: what is told of them, and the stable sample. Pure."""

from __future__ import annotations

import math
from calendar import isleap
from datetime import date, timedelta
from typing import Any

from tailorbird.core.clock import DAY, HOUR
from tailorbird.segments.audience import filters
from tailorbird.segments.audience.spans import Asked, Held
from tailorbird.segments.days import next_turn
from tailorbird.segments.types import DateTrait, Sampled, Trait
from tailorbird.segments.windows import local_day, next_day
from tailorbird.storage import terms

Term = Any
_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
_YEAR = 366  # days: every day and month is among them
_LAST, _LEAP = "02-28", "02-29"
_BUCKETS = 1 << 32
_AHEAD = 14 * HOUR  # of UTC: nowhere does a day begin earlier
_LONGEST = 31  # days of a month


def trait_held(person: Term, condition: Trait) -> Held:
    """Compare what is told of somebody."""
    return Held(terms.held(filters.written_meets(person.traits, _place(condition.name), condition)))


def date_held(person: Term, condition: DateTrait, asked: Asked) -> Held:
    """Compare a date that is told of somebody."""
    place = _place(condition.name)
    quoted = terms.written(person.traits, *place).startswith('"')
    text = quoted.ifelse(terms.told(person.traits, *place), terms.nothing("string"))
    is_date = terms.matches(text, _DATE)
    today = local_day(asked.at, asked.zone)
    first, last = _moved(today, condition.first), _moved(today, condition.last)
    if condition.yearly:
        near = text.substr(5, 5).isin(_days_of(first, last))
    else:
        near = text.substr(0, 10).between(first.isoformat(), last.isoformat())
    member = terms.held(is_date & near)
    if not asked.timed:
        return Held(member)
    turn = (
        _yearly_turn(text, condition, asked) if condition.yearly else _turn(text, condition, asked)
    )
    return Held(member, (is_date.ifelse(turn, terms.nothing()),))


def _turn(text: Term, condition: DateTrait, asked: Asked) -> Term:
    """Return when a date enters the span or leaves it next, by less than a day too early.

    Where a day begins is known of tomorrow only; of a later one it is not before it does anywhere.
    """
    tomorrow = terms.whole(next_day(asked.at, asked.zone))
    today = local_day(asked.at, asked.zone).toordinal() - date(1970, 1, 1).toordinal()
    day = terms.day_of(text.substr(0, 10))
    turns = [day - condition.last, day + (1 - condition.first)]
    later = [(one > today).ifelse(one, terms.nothing()) for one in turns]
    begins = terms.earliest(later) * terms.whole(DAY) - terms.whole(_AHEAD)
    return day.isnull().ifelse(tomorrow, terms.latest([begins, tomorrow]))


def _yearly_turn(text: Term, condition: DateTrait, asked: Asked) -> Term:
    """Return when a day of the year enters the span or leaves it next, from a table of them."""
    turns = [
        next_turn(f"2000-{month:02}-{day:02}", condition, asked.at, asked.zone) or 0
        for month in range(1, 13)
        for day in range(1, _LONGEST + 1)
    ]
    month, day = (text.substr(start, 2).try_cast("int64") - 1 for start in (5, 8))
    return terms.picked(turns, month * _LONGEST + day).nullif(0)


def sample_held(person: Term, condition: Sampled) -> Held:
    """Whether somebody's number, which never changes, is among the first of all numbers."""
    limit = math.floor(condition.percent / 100 * _BUCKETS)
    if limit >= _BUCKETS:
        return Held(terms.constant(value=True))
    digest = terms.sha256(terms.constant(f"{condition.salt}:").concat(person.profile_id))
    return Held(digest.substr(0, 8) < f"{limit:08x}")


def _place(name: str) -> tuple[str, ...]:
    outer, dot, inner = name.partition(".")
    return (outer, inner) if dot else (name,)


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


def _days_of(first: date, last: date) -> list[str]:
    """Return the days and months of a span; 29 February is 28 February in years without it."""
    span_days = [first + timedelta(days=n) for n in range(min((last - first).days + 1, 2 * _YEAR))]
    found = {f"{day:%m-%d}" for day in span_days}
    if any(f"{day:%m-%d}" == _LAST and not isleap(day.year) for day in span_days):
        found.add(_LEAP)
    return sorted(found | _every_day() if len(span_days) >= _YEAR else found)


def _every_day() -> set[str]:
    return {f"{date(2024, 1, 1) + timedelta(days=n):%m-%d}" for n in range(_YEAR)}
