"""When an answer changes, as the oracle finds it: by trying every instant at which it could.

Part of the oracle. What is known grows as events arrive; between two arrivals only time passes, and
an answer can change only where something that happened enters or leaves a window, where a whole
number of days has passed since it, or where a day begins.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from msgspec import Struct

from tailorbird.segments import types as t
from tailorbird.testing.segments.oracle import DAY, LENGTHS, is_member
from tailorbird.testing.segments.own_days import moment_of, units_between
from tailorbird.testing.segments.told import Person, Shop

_DAYS = {"days_since_first", "days_since_last"}


class Edges(Struct, frozen=True, kw_only=True):
    """When a tree can change: so long after anything happened, and at these instants."""

    after: frozenset[int]
    fixed: tuple[int, ...]


class Era(Struct, frozen=True, kw_only=True):
    """A stretch of time in which nothing new arrives: what is known, and from when until when."""

    known: Person
    begins: int
    ends: int


def edges(tree: t.Condition, first: int, last: int, zone: ZoneInfo) -> Edges:
    """Return when a tree can change between two instants."""
    after: set[int] = {0}
    fixed: set[int] = set()
    for leaf in _leaves(tree):
        if isinstance(leaf, t.DateTrait):
            fixed.update(_units(first, last, "days", zone))
        window = getattr(leaf, "window", None)
        if isinstance(window, t.Rolling):
            unit = LENGTHS[window.unit]
            after |= {window.gap * unit, window.length * unit}
        elif isinstance(window, t.Calendar):
            fixed.update(_units(first, last, str(window.unit), zone))
        elif isinstance(window, t.Since):
            fixed.add(moment_of(window.at, zone))
        elif isinstance(window, t.Between):
            fixed |= {moment_of(window.start, zone), moment_of(window.end, zone)}
        if isinstance(leaf, t.OfEvents | t.OfOrders) and leaf.measure in _DAYS:
            limit = math.floor(float(str(leaf.compare.value)))
            after |= {(limit + days) * DAY for days in (-1, 0, 1, 2)}
    return Edges(after=frozenset(after), fixed=tuple(sorted(fixed)))


def _units(first: int, last: int, unit: str, zone: ZoneInfo) -> tuple[int, ...]:
    return tuple(units_between(first, last, unit, zone))


def _leaves(tree: t.Condition) -> Iterator[t.Condition]:
    match tree:
        case t.All() | t.AnyOf():
            for one in tree.of:
                yield from _leaves(one)
        case t.Not():
            yield from _leaves(tree.of)
        case _:
            yield tree


def could_change(tree_edges: Edges, era: Era) -> list[int]:
    """Return the instants of an era at which an answer could change by time alone."""
    happened: set[int] = {one.at for one in era.known.sent}
    happened |= {one.at for one in era.known.orders} | {put for _, _, put in era.known.cart}
    found = {
        at + step
        for at in happened
        for step in tree_edges.after
        if era.begins < at + step < era.ends
    }
    begin = bisect_left(tree_edges.fixed, era.begins + 1)
    end = bisect_left(tree_edges.fixed, era.ends)
    return sorted(found.union(tree_edges.fixed[begin:end]))


def changes(
    tree: t.Condition, tree_edges: Edges, eras: Iterable[Era], shop: Shop
) -> Iterator[tuple[Era, int, bool]]:
    """Yield the era, instant and new answer of every change; the first is the answer at first."""
    before: bool | None = None
    for era in eras:
        for at in (era.begins, *could_change(tree_edges, era)):
            now = is_member(tree, era.known, at, shop)
            if now is not before:
                yield era, at, now
            before = now
