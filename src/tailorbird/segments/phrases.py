"""The smaller pieces of a sentence: numbers, windows, filters. Pure; all words are in ``texts``."""

from __future__ import annotations

from tailorbird.segments import texts
from tailorbird.segments.types import (
    Between,
    Calendar,
    Comparator,
    Compare,
    DateTrait,
    Ever,
    Filter,
    Learned,
    Number,
    Op,
    Rolling,
    Since,
    Value,
    Window,
)

_PROPERTY = "property."
_BARE = ("product.category", "product.brand", "product.title", "country", "region", "city")
_OPPOSITE = {
    Comparator.AT_LEAST: Comparator.LESS_THAN,
    Comparator.LESS_THAN: Comparator.AT_LEAST,
    Comparator.AT_MOST: Comparator.MORE_THAN,
    Comparator.MORE_THAN: Comparator.AT_MOST,
}


def turned_round(compare: Compare) -> Compare | None:
    """Return the comparison that holds where this one does not, None if there is none."""
    if compare.op is Comparator.EXACTLY:
        return Compare(Comparator.AT_LEAST, 1) if compare.value == 0 else None
    return Compare(_OPPOSITE[compare.op], compare.value)


def is_any(count: Compare) -> bool:
    """Whether a comparison of a whole number asks for one at least."""
    value = count.value
    if isinstance(value, Learned):
        return False
    at_least_one = count.op is Comparator.AT_LEAST and 0 < value <= 1
    return at_least_one or (count.op is Comparator.MORE_THAN and 0 <= value < 1)


def is_none(count: Compare) -> bool:
    """Whether a comparison of a whole number asks for none at all."""
    value = count.value
    if isinstance(value, Learned):
        return False
    match count.op:
        case Comparator.EXACTLY:
            return value == 0
        case Comparator.AT_MOST:
            return 0 <= value < 1
        case Comparator.LESS_THAN:
            return 0 < value <= 1
        case _:
            return False


def compared(compare: Compare) -> str:
    """Return a comparison: ``at least 2``."""
    return texts.COMPARED[compare.op].format(number=_number(compare.value))


def counted(compare: Compare) -> str:
    """Return a comparison that a plural follows: ``at least 2``, ``at least the number of``."""
    told = compared(compare)
    return texts.LEARNED_OF.format(compared=told) if isinstance(compare.value, Learned) else told


def times(count: Compare) -> str:
    """Return how often: ``at least 2 times``."""
    told = counted(count)
    if count.op is Comparator.LESS_THAN and not isinstance(count.value, Learned):
        told = texts.FEWER.format(number=_number(count.value))
    return texts.TIMES[_many(count)].format(compared=told)


def ago(compare: Compare) -> str:
    """Return how many days ago: ``more than 60 days ago``."""
    return texts.DAYS_AGO[_many(compare)].format(compared=counted(compare))


def window_told(window: Window) -> list[str]:
    """Return when, as one phrase; none for ever."""
    match window:
        case Rolling():
            return [_rolling(window)]
        case Calendar():
            return [_calendar(window)]
        case Since():
            return [texts.SINCE.format(at=window.at)]
        case Between():
            return [texts.BETWEEN.format(start=window.start, end=window.end)]
        case Ever():
            return []


def _rolling(window: Rolling) -> str:
    one, many = texts.UNITS[window.unit]
    length = f"{window.length:,} {one if window.length == 1 else many}"
    if window.gap:
        return texts.BETWEEN_AGO.format(gap=f"{window.gap:,}", length=length)
    return texts.LAST.format(length=one if window.length == 1 else length)


def _calendar(window: Calendar) -> str:
    this, with_before, (one, many) = texts.CALENDAR[window.unit]
    before = window.count - 1
    if not before:
        return this
    return with_before.format(before=one if before == 1 else f"{before} {many}")


def span_told(condition: DateTrait) -> str:
    """Return a span of days around today: ``from 7 days ago to today``."""
    first, last = _day(condition.first), _day(condition.last)
    if first == last:
        return texts.ON_DAY.format(first=first)
    return texts.DAYS_SPAN.format(first=first, last=last)


def _day(days: int) -> str:
    if days in texts.TODAY:
        return texts.TODAY[days]
    return (texts.PAST_DAY if days < 0 else texts.COMING_DAY).format(days=abs(days))


def filters_told(where: list[Filter]) -> list[str]:
    """Return each filter as a phrase: ``of Shoes``."""
    told = [_filter(one) for one in where]
    return [f"{one} {texts.AND}" for one in told[:-1]] + told[-1:]


def _filter(one: Filter) -> str:
    told = _filter_told(one)
    return texts.NOT_FILTER.format(filter=told) if one.negate else told


def _filter_told(one: Filter) -> str:
    if one.op is Op.IS and one.field in texts.IS_FIELD:
        values = _values(one.value, bare=one.field in _BARE)
        return texts.IS_FIELD[one.field].format(value=values)
    test = test_told(one.op, one.value)
    if one.field in texts.FIELDS:
        return texts.WITH_A.format(field=texts.FIELDS[one.field], test=test)
    return texts.WITH.format(field=one.field.removeprefix(_PROPERTY), test=test)


def test_told(op: Op, value: Value | list[Value] | None) -> str:
    """Return what is demanded of a field: ``is at least 5``."""
    return texts.TESTS[op].format(value=_values(value, bare=False))


def _values(value: Value | list[Value] | None, *, bare: bool) -> str:
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return f" {texts.OR} ".join(_value(one, bare=bare) for one in listed)


def _value(value: Value, *, bare: bool) -> str:
    if isinstance(value, bool):
        return texts.YES if value else texts.NO
    if isinstance(value, str):
        return value if bare and value.strip() else texts.QUOTED.format(text=value)
    return _number(value)


def _number(value: Number | Learned) -> str:
    if isinstance(value, Learned):
        return texts.LEARNED_NUMBER
    return f"{value:,}".removesuffix(".0")


def _many(compare: Compare) -> int:
    return int(compare.value != 1)
