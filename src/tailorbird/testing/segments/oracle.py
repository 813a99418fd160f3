"""Who is in a segment, found the slow way: an oracle that both interpreters have to agree with.

Written from what conditions mean, not from the interpreters, and shares no rule with them. It
reads events as they were sent, looks at every one for every condition, and tries every way in which
a sequence could have happened. It never says until when something holds: ``oracle_changes`` finds
that by trying every instant at which anything could.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from tailorbird.segments import types as t
from tailorbird.testing.segments.oracle_values import (
    compared,
    in_millionths,
    meeting,
    meets,
    number_of,
    passes,
    plain,
    product_meets,
)
from tailorbird.testing.segments.own_days import begins, day_of, first_of, moment_of
from tailorbird.testing.segments.told import Person, Sent, Shop

LENGTHS = {
    "minutes": 60 * 10**6,
    "hours": 3_600 * 10**6,
    "days": 86_400 * 10**6,
    "weeks": 7 * 86_400 * 10**6,
}
DAY = LENGTHS["days"]
DIGITS = {"GBP": 2, "EUR": 2, "JPY": 0, "KWD": 3}
_EVERY_DAY = {str(date(2024, 1, 1) + timedelta(days=n))[5:] for n in range(366)}
Truth = Callable[[Any, Person, int, Shop], bool]


def is_member(tree: t.Condition, who: Person, at: int, shop: Shop) -> bool:
    """Whether a resolved tree is true of somebody at an instant."""
    return _TRUTHS[type(tree)](tree, who, at, shop)


# -- windows


def counts_at(window: t.Window, happened: int, at: int, zone: ZoneInfo) -> bool:
    """Whether something that happened counts at an instant."""
    match window:
        case t.Rolling():
            unit = LENGTHS[window.unit]
            return happened + window.gap * unit <= at < happened + window.length * unit
        case t.Calendar():
            first = first_of(day_of(at, zone), str(window.unit), window.count)
            return begins(first, zone) <= happened <= at
        case t.Since():
            return moment_of(window.at, zone) <= happened <= at
        case t.Between():
            start, end = moment_of(window.start, zone), moment_of(window.end, zone)
            return start <= happened < end and happened <= at
        case t.Ever():
            return happened <= at


def matching(condition: Any, who: Person, at: int, shop: Shop) -> list[Sent]:
    """Return the events inside a condition's window that it means."""
    return [
        one
        for one in who.sent
        if condition.name in ("*", one.called)
        and counts_at(condition.window, one.at, at, shop.zone)
        and meets(one, condition.where, shop)
    ]


# -- conditions


def _did(tree: t.Did, who: Person, at: int, shop: Shop) -> bool:
    return passes(tree.count, len(matching(tree, who, at, shop)))


def _sequence(tree: t.Sequence, who: Person, at: int, shop: Shop) -> bool:
    steps = [
        [
            (one.at, one.position)
            for one in who.sent
            if step.name in ("*", one.called)
            and counts_at(tree.window, one.at, at, shop.zone)
            and meets(one, step.where, shop)
        ]
        for step in tree.steps
    ]
    longest = tree.within * LENGTHS[tree.unit]
    return any(_goes_on(steps[1:], start, start[0] + longest) for start in steps[0])


def _goes_on(steps: list[list[tuple[int, int]]], before: tuple[int, int], end: int) -> bool:
    if not steps:
        return True
    return any(one > before and one[0] <= end and _goes_on(steps[1:], one, end) for one in steps[0])


def _of_events(tree: t.OfEvents, who: Person, at: int, shop: Shop) -> bool:
    found = matching(tree, who, at, shop)
    products = {one for sent in found for one in meeting(sent, tree.where, shop)}
    told = [in_millionths(one.properties.get(tree.of)) for one in found]
    values = [Fraction(one, 10**6) for one in told if one is not None]
    return _measured(tree, [one.at for one in found], values, products, at)


def _of_orders(tree: t.OfOrders, who: Person, at: int, shop: Shop) -> bool:
    ordered: dict[str, set[str]] = {}
    for sent in who.sent:
        if sent.called == "Order Completed":
            products = ordered.setdefault(str(sent.properties.get("order_id")), set())
            products.update(meeting(sent, tree.where, shop))
    found = [
        one
        for one in who.orders
        if counts_at(tree.window, one.at, at, shop.zone)
        and (not tree.where or ordered.get(one.order_id))
    ]
    products = {product for one in found for product in ordered.get(one.order_id, ())}
    digits = 10 ** DIGITS[shop.currency]
    values = [Fraction(one.net, digits) for one in found if one.currency == shop.currency]
    return _measured(tree, [one.at for one in found], values, products, at)


def _measured(
    tree: t.OfEvents | t.OfOrders,
    ats: list[int],
    values: list[Fraction],
    products: set[str],
    now: int,
) -> bool:
    found: dict[str, Fraction | int | None] = {
        "count": len(ats),
        "distinct_products": len(products),
        "days_since_first": (now - min(ats)) // DAY if ats else None,
        "days_since_last": (now - max(ats)) // DAY if ats else None,
        "sum": sum(values, Fraction(0)),
        "average": sum(values, Fraction(0)) / len(values) if values else None,
        "min": min(values, default=None),
        "max": max(values, default=None),
    }
    ours = found[tree.measure]
    return ours is not None and passes(tree.compare, ours)


def _told(who: Person, name: str) -> object:
    outer, dot, inner = name.partition(".")
    value = who.traits.get(outer)
    if dot:
        value = value.get(inner) if isinstance(value, dict) else None
    return value


def _trait(tree: t.Trait, who: Person, _at: int, _shop: Shop) -> bool:
    return plain(tree.op, tree.value, _told(who, tree.name))


def _date(tree: t.DateTrait, who: Person, at: int, shop: Shop) -> bool:
    value = _told(who, tree.name)
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return False
    today = day_of(at, shop.zone)
    first, last = (today + timedelta(days=n) for n in (tree.first, tree.last))
    if not tree.yearly:
        return str(first) <= value[:10] <= str(last)
    return value[5:10] in _days_named(first, last)


@lru_cache(maxsize=10_000)
def _days_named(first: date, last: date) -> frozenset[str]:
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    named = {str(day)[5:] for day in span}
    for day in span:
        if str(day)[5:] == "02-28" and str(day + timedelta(days=1))[5:] == "03-01":
            named.add("02-29")
    return frozenset(named | _EVERY_DAY if len(span) >= len(_EVERY_DAY) else named)


def _others(tree: t.Condition, who: Person, at: int, shop: Shop) -> bool:
    match tree:
        case t.All():
            return all(is_member(one, who, at, shop) for one in tree.of)
        case t.AnyOf():
            return any(is_member(one, who, at, shop) for one in tree.of)
        case t.Not():
            return not is_member(tree.of, who, at, shop)
        case t.Predicted():
            value = who.predicted.get(tree.name)
            return value is not None and compared(
                tree.compare.op, value, number_of(tree.compare.value)
            )
        case t.Consented():
            return who.consents.get((tree.channel, tree.purpose)) is tree.granted
        case t.Sampled():
            digest = sha256(f"{tree.salt}:{who.profile_id}".encode()).hexdigest()
            return int(digest[:8], 16) < math.floor(tree.percent / 100 * 2**32)
        case _:
            raise TypeError(f"an oracle for resolved trees does not know {type(tree).__name__}")


def _in_cart(tree: t.InCart, who: Person, at: int, shop: Shop) -> bool:
    found = [
        product
        for product, quantity, put in who.cart
        if counts_at(tree.window, put, at, shop.zone)
        and all(
            product_meets({"product_id": product, "quantity": quantity}, one, shop)
            for one in tree.where
        )
    ]
    return passes(tree.count, len(found))


_TRUTHS: dict[type, Truth] = {
    t.Did: _did,
    t.Sequence: _sequence,
    t.OfEvents: _of_events,
    t.OfOrders: _of_orders,
    t.Trait: _trait,
    t.DateTrait: _date,
    t.InCart: _in_cart,
    **dict.fromkeys((t.All, t.AnyOf, t.Not, t.Predicted, t.Consented, t.Sampled), _others),
}
