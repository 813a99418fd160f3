"""Measures over a person's events or orders: what is reckoned of the rows, and how it compares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from tailorbird.segments.audience.numbers import average_meets, span
from tailorbird.segments.audience.spans import Asked, Held, days_held
from tailorbird.segments.types import Compare, Measure
from tailorbird.storage import terms

Term = Any
SUMMED = frozenset({Measure.SUM, Measure.AVERAGE, Measure.MIN, Measure.MAX})
DAYS = frozenset({Measure.DAYS_SINCE_FIRST, Measure.DAYS_SINCE_LAST})


class Material(Struct, frozen=True):
    """What a measure is reckoned of: the rows that count, and of which the value counts."""

    rows: Term
    inside: Term
    valued: Term
    value: Term = None
    products: Term = None


_RECKONED: dict[Measure, Callable[[Material], Term]] = {
    Measure.COUNT: lambda of: of.rows.count(where=of.inside),
    Measure.SUM: lambda of: of.value.sum(where=of.valued),
    Measure.AVERAGE: lambda of: of.value.sum(where=of.valued),
    Measure.MIN: lambda of: of.value.min(where=of.valued),
    Measure.MAX: lambda of: of.value.max(where=of.valued),
    Measure.DAYS_SINCE_FIRST: lambda of: of.rows.at.min(where=of.inside),
    Measure.DAYS_SINCE_LAST: lambda of: of.rows.at.max(where=of.inside),
    Measure.DISTINCT_PRODUCTS: lambda of: terms.distinct(of.products.collect(where=of.inside)),
}


def reckoned(measure: Measure, key: str, of: Material) -> dict[str, Term]:
    """Return what is reckoned of a person's rows, by column."""
    found = {f"{key}_n": _RECKONED[measure](of)}
    if measure is Measure.AVERAGE:
        found[f"{key}_of"] = of.value.count(where=of.valued)
    return found


def meets(
    measure: Measure, compare: Compare, *, unit: int, key: str, person: Term, asked: Asked
) -> Held:
    """Compare what was reckoned; ``unit`` is how many of what was summed are one."""
    number = person[f"{key}_n"]
    if measure in DAYS:
        return days_held(compare, number, asked)
    if measure is Measure.AVERAGE:
        return Held(average_meets(compare, unit, number, person[f"{key}_of"].fill_null(0)))
    if measure in {Measure.MIN, Measure.MAX}:
        return Held(span(compare, unit).holds(number))
    return Held(span(compare, unit if measure is Measure.SUM else 1).holds(number.fill_null(0)))
