"""Look at one person for one condition: does it hold, until when, what was found. Pure.

``Seen.until`` is the first instant at which time alone could turn the answer; it may come too
early, never too late.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, cast

from msgspec import Struct

from tailorbird.core.clock import DAY
from tailorbird.core.money import minor_digits
from tailorbird.segments import days
from tailorbird.segments.facts import Happening, PlacedOrder, Setting
from tailorbird.segments.matching import event_meets, items_meeting, line_meets, plain_holds
from tailorbird.segments.reader import Reader
from tailorbird.segments.types import (
    Compare,
    Condition,
    Consented,
    DateTrait,
    Did,
    InCart,
    Measure,
    OfEvents,
    OfOrders,
    Predicted,
    Sampled,
    Trait,
    Window,
)
from tailorbird.segments.types import (
    Sequence as Ordered,
)
from tailorbird.segments.values import (
    MILLION,
    meets,
    meets_nearly,
    millionths,
    turning_days,
)
from tailorbird.segments.windows import MICROS, bounds, next_change

_DAYS = frozenset({Measure.DAYS_SINCE_FIRST, Measure.DAYS_SINCE_LAST})
_MONEY = frozenset({Measure.SUM, Measure.AVERAGE, Measure.MIN, Measure.MAX})
BUCKETS = 2**32


class Seen(Struct, frozen=True):
    """What was seen: the verdict, the number or text behind it, and the events."""

    held: bool
    until: int | None = None
    found: int | float | str | None = None
    rows: Sequence[Happening] = ()


class Place(Struct, frozen=True):
    """Who is looked at, when, and in which shop."""

    reader: Reader
    at: int
    setting: Setting


def look(condition: Condition, place: Place) -> Seen:
    """Look at one condition that is no group of others; the very same one only once."""
    key = (id(condition), place.at)
    known = place.reader.known.get(key)
    if known is not None:
        return cast("Seen", known[1])
    seen = _LOOKS[type(condition)](condition, place)
    place.reader.known[key] = (condition, seen)
    return seen


# -- events


def _did(condition: Did, place: Place) -> Seen:
    rows, until = _matching(condition, condition.window, place)
    held = meets(condition.count, len(rows))
    return Seen(held, until, len(rows), rows)


def _matching(
    condition: Did | OfEvents, window: Window, place: Place
) -> tuple[list[Happening], int | None]:
    """Return the events inside the window that meet the filters, and when these change."""
    first, last = bounds(window, place.at, place.setting.zone)
    inside, beyond = place.reader.within(condition.name, first, last)
    labels = place.reader.history.labels
    rows = [one for one in inside if event_meets(one, condition.where, labels)]
    waiting = (one.at for one in beyond if event_meets(one, condition.where, labels))
    oldest = rows[0].at if rows else None
    return rows, next_change(window, oldest, next(waiting, None), place.setting.zone)


def _of_events(condition: OfEvents, place: Place) -> Seen:
    rows, until = _matching(condition, condition.window, place)
    measure, compare = condition.measure, condition.compare
    if measure in _DAYS:
        return _days(
            measure, compare, [one.at for one in rows], place.at, Seen(False, until, None, rows)
        )
    if measure in _MONEY:
        told = (millionths(one.properties.get(condition.of)) for one in rows)
        values = [one for one in told if one is not None]
        return _reckoned(measure, compare, values, MILLION, Seen(False, until, None, rows))
    if measure is Measure.DISTINCT_PRODUCTS:
        labels = place.reader.history.labels
        products = {
            item.product_id
            for one in rows
            for item in items_meeting(one.items, condition.where, labels)
        }
        return Seen(meets(compare, len(products)), until, len(products), rows)
    return Seen(meets(compare, len(rows)), until, len(rows), rows)


def _days(measure: Measure, compare: Compare, ats: Sequence[int], now: int, seen: Seen) -> Seen:
    """Compare the whole days that passed; they turn the answer by themselves."""
    if not ats:
        return seen
    since = min(ats) if measure is Measure.DAYS_SINCE_FIRST else max(ats)
    passed = (now - since) // DAY
    turning = [since + days * DAY for days in turning_days(compare)]
    until = min((one for one in (*turning, seen.until) if one and one > now), default=None)
    return Seen(meets(compare, passed), until, passed, seen.rows)


def _reckoned(
    measure: Measure, compare: Compare, values: Sequence[int], scale: int, seen: Seen
) -> Seen:
    """Compare a sum, average, smallest or largest of whole numbers that count in ``scale``-ths."""
    if measure is Measure.SUM:
        number = Fraction(sum(values))
    elif not values:
        return seen
    elif measure is Measure.AVERAGE:
        number = Fraction(sum(values), len(values))
    else:
        number = Fraction(min(values) if measure is Measure.MIN else max(values))
    return Seen(meets(compare, number, scale), seen.until, float(number / scale), seen.rows)


def _sequence(condition: Ordered, place: Place) -> Seen:
    first, last = bounds(condition.window, place.at, place.setting.zone)
    steps = condition.steps
    labels = place.reader.history.labels
    names = {step.name for step in steps}
    name = next(iter(names)) if len(names) == 1 else "*"
    inside, beyond = place.reader.within(name, first, last)

    def steps_met(one: Happening) -> list[int]:
        return [
            number
            for number, step in enumerate(steps)
            if step.name in {"*", one.name} and event_meets(one, step.where, labels)
        ]

    within = condition.within * MICROS[condition.unit]
    held, rows = _in_order([(one, steps_met(one)) for one in inside], len(steps), within)
    oldest = next((one.at for one in inside if steps_met(one)), None)
    waiting = next((one.at for one in beyond if steps_met(one)), None)
    until = next_change(condition.window, oldest, waiting, place.setting.zone)
    return Seen(held, until, None, rows)


def _in_order(
    told: Sequence[tuple[Happening, list[int]]], steps: int, within: int
) -> tuple[bool, list[Happening]]:
    """Whether events follow each other through all steps; with the latest such events.

    Of each number of steps the chain that began last is kept: no other can do better.
    """
    chains: list[list[Happening]] = [[] for _ in range(steps)]
    for one, met in told:
        for number in reversed(met):
            before = [one] if number == 0 else [*chains[number - 1], one]
            whole = number == 0 or chains[number - 1]
            if not whole or one.at - before[0].at > within:
                continue
            if not chains[number] or before[0].at >= chains[number][0].at:
                chains[number] = before
        if chains[-1]:
            return True, chains[-1]
    return False, []


# -- orders


def _of_orders(condition: OfOrders, place: Place) -> Seen:
    window, measure, compare = condition.window, condition.measure, condition.compare
    reader, setting = place.reader, place.setting
    orders: Sequence[PlacedOrder] = reader.orders
    named: dict[str, set[str]] = {}
    if condition.where or measure is Measure.DISTINCT_PRODUCTS:
        named = reader.products_ordered(condition.where)
    if condition.where:
        orders = [one for one in orders if one.order_id in named]
    first, last = bounds(window, place.at, setting.zone)
    inside = [one for one in orders if first <= one.placed_at <= last]
    beyond = [one.placed_at for one in orders if one.placed_at >= max(first, last + 1)]
    oldest = inside[0].placed_at if inside else None
    until = next_change(window, oldest, min(beyond, default=None), setting.zone)
    seen = Seen(False, until, None, _told(reader, inside))
    if measure in _DAYS:
        return _days(measure, compare, [one.placed_at for one in inside], place.at, seen)
    if measure in _MONEY:
        kept = [one.net_minor for one in inside if one.currency == setting.currency]
        return _reckoned(measure, compare, kept, 10 ** minor_digits(setting.currency), seen)
    if measure is Measure.DISTINCT_PRODUCTS:
        products = {key for one in inside for key in named.get(one.order_id, ())}
        return Seen(meets(compare, len(products)), until, len(products), seen.rows)
    return Seen(meets(compare, len(inside)), until, len(inside), seen.rows)


def _told(reader: Reader, orders: Sequence[PlacedOrder]) -> Sequence[Happening]:
    wanted = {one.order_id for one in orders}
    return [one for one in reader.named("Order Completed") if one.order_id in wanted]


# -- what somebody is and has


def _trait(condition: Trait, place: Place) -> Seen:
    value = trait_of(place.reader.history.traits, condition.name)
    found = value if isinstance(value, str | int | float) else None
    return Seen(plain_holds(condition.op, condition.value, value), None, found)


def trait_of(traits: Any, name: str) -> object:
    """Return a trait, or with a dot what lies inside one; None for a missing one."""
    outer, dot, inner = name.partition(".")
    value = traits.get(outer)
    if not dot:
        return value
    return value.get(inner) if isinstance(value, dict) else None


def _date(condition: DateTrait, place: Place) -> Seen:
    value = trait_of(place.reader.history.traits, condition.name)
    told = days.day_in(value)
    if told is None:
        return Seen(False)
    held = days.lies_in(told, condition, place.at, place.setting.zone)
    until = days.next_turn(told, condition, place.at, place.setting.zone)
    return Seen(held, until, told)


def _predicted(condition: Predicted, place: Place) -> Seen:
    value = place.reader.history.predicted.get(condition.name)
    return Seen(value is not None and meets_nearly(condition.compare, value), None, value)


def _consented(condition: Consented, place: Place) -> Seen:
    answer = place.reader.history.consents.get((condition.channel, condition.purpose))
    found = None if answer is None else ("yes" if answer else "no")
    return Seen(answer is condition.granted, None, found)


def _in_cart(condition: InCart, place: Place) -> Seen:
    history, zone = place.reader.history, place.setting.zone
    lines = [one for one in history.cart if line_meets(one, condition.where, history.labels)]
    first, last = bounds(condition.window, place.at, zone)
    inside = [one.at for one in lines if first <= one.at <= last]
    beyond = [one.at for one in lines if one.at >= max(first, last + 1)]
    oldest, waiting = min(inside, default=None), min(beyond, default=None)
    until = next_change(condition.window, oldest, waiting, zone)
    return Seen(meets(condition.count, len(inside)), until, len(inside))


def _sampled(condition: Sampled, place: Place) -> Seen:
    text = f"{condition.salt}:{place.reader.history.profile_id}"
    bucket = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)
    return Seen(bucket < int(condition.percent / 100 * BUCKETS))


_LOOKS: dict[type, Callable[[Any, Place], Seen]] = {
    Did: _did,
    Ordered: _sequence,
    OfEvents: _of_events,
    OfOrders: _of_orders,
    Trait: _trait,
    DateTrait: _date,
    Predicted: _predicted,
    Consented: _consented,
    InCart: _in_cart,
    Sampled: _sampled,
}
