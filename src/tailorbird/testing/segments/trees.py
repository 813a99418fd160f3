"""Random condition trees of every kind, with values that love borders. All of them may be meant."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tailorbird.segments import types as t
from tailorbird.testing.segments import words

_PATTERNS = ("^[Rr]e", "oe", "[0-9]+", "(?i)SHOE", "ü.*★", r"^\d+\.\d+", "e'|5", "^$|^ ")
_LENGTHS = {
    t.RollingUnit.MINUTES: (1, 30, 60, 1_440),
    t.RollingUnit.HOURS: (1, 23, 24, 25, 48),
    t.RollingUnit.DAYS: (1, 2, 7, 30, 60, 365, 366),
    t.RollingUnit.WEEKS: (1, 2, 4),
}
_COUNTS = (0, 1, 1, 1, 2, 3, 1.5, -1)
_AMOUNTS = (0, 0.1, 5, 19.99, 20, 20.000001, 25, 100, -3.5, 1_000_000_000_000)
_DAYS = (0, 1, 2, 7, 29, 30, 31, 1.5, -1)
_MOMENTS = (
    *("2024-02-29", "2024-03-01", "2024-03-31", "2024-10-27", "2024-11-03", "2025-01-01"),
    *("2024-03-31T01:00:00Z", "2024-10-27T01:00:00+01:00", "2024-02-29T12:00:00.000001Z"),
)
_WANTED = tuple(one for one in words.VALUES if one != words.FINEST)
_SUMMED = (t.Measure.SUM, t.Measure.AVERAGE, t.Measure.MIN, t.Measure.MAX)
_ORDERS = (t.Op.MORE_THAN, t.Op.AT_LEAST, t.Op.LESS_THAN, t.Op.AT_MOST)
_TEXTS = (t.Op.CONTAINS, t.Op.STARTS_WITH)


def tree(chance: Random, deep: int = 2) -> t.Condition:
    """Return a random resolved tree with so many levels of groups at most."""
    if deep and chance.random() < 0.4:  # noqa: PLR2004 - groups are rarer than conditions
        inner = [tree(chance, deep - 1) for _ in range(chance.randint(1, 3))]
        kind = chance.choice(("all", "any", "not"))
        if kind == "not":
            return t.Not(inner[0])
        return t.All(inner) if kind == "all" else t.AnyOf(inner)
    return chance.choices(list(_LEAVES), list(_LEAVES.values()))[0](chance)


def trees(chance: Random, number: int) -> list[t.Condition]:
    """Return so many trees, no two of them the same."""
    found: dict[str, t.Condition] = {}
    while len(found) < number:
        one = tree(chance)
        found[repr(one)] = one
    return list(found.values())


def timed_tree(chance: Random) -> t.Condition:
    """Return a tree that time alone can change, as far as one can tell from its windows."""
    while True:
        one = tree(chance)
        if any(word in repr(one) for word in ("Rolling", "Calendar", "DateTrait", "days_since")):
            return one


def window(chance: Random) -> t.Window:
    """Return a random window."""
    kind = chance.randrange(8)
    if kind < 3:  # noqa: PLR2004 - rolling windows are what most segments are made of
        return _rolling(chance)
    if kind < 5:  # noqa: PLR2004 - then those of the calendar
        unit = chance.choice(list(t.CalendarUnit))
        return t.Calendar(chance.choice((1, 1, 2, 3)), unit)
    if kind == 5:  # noqa: PLR2004
        return t.Since(chance.choice(_MOMENTS))
    if kind == 6:  # noqa: PLR2004
        start, end = sorted(chance.sample(_MOMENTS[:6], 2))
        return t.Between(start, end)
    return t.Ever()


def _rolling(chance: Random) -> t.Rolling:
    unit = chance.choice(list(t.RollingUnit))
    length = chance.choice(_LENGTHS[unit])
    gap = chance.choice((0, 0, 0, length // 2, length - 1))
    return t.Rolling(length, unit, gap)


def _compare(chance: Random, numbers: tuple[float, ...]) -> t.Compare:
    return t.Compare(chance.choice(list(t.Comparator)), chance.choice(numbers))


def _filters(chance: Random, fields: Callable[[Random], t.Filter]) -> list[t.Filter]:
    return [fields(chance) for _ in range(chance.choice((0, 0, 1, 1, 2)))]


def _filter(chance: Random) -> t.Filter:
    kind = chance.randrange(6)
    if kind < 3:  # noqa: PLR2004 - half of them on products
        return _product_filter(chance)
    if kind == 3:  # noqa: PLR2004
        field = chance.choice(("device", "country", "city", "region"))
        values = {"device": words.DEVICES, "city": words.CITIES}.get(field, words.COUNTRIES)
        return t.Filter(field, negate=_rarely(chance), **_test(chance, values))
    field = f"property.{chance.choice(words.PROPERTIES)}"
    return t.Filter(field, negate=_rarely(chance), **_test(chance, _WANTED))


def _product_filter(chance: Random) -> t.Filter:
    if chance.random() < 0.3:  # noqa: PLR2004
        return _price_filter(chance)
    return _label_filter(chance)


def _price_filter(chance: Random) -> t.Filter:
    return _number_filter(chance, "product.price", (0.1, 19.99, 20, 5.0, 0.000001))


def _label_filter(chance: Random) -> t.Filter:
    values = {
        "product.id": words.PRODUCTS,
        "product.category": words.CATEGORIES,
        "product.brand": words.BRANDS[:3],
        "product.title": words.TITLES[:3],
        "product.quantity": (),
    }
    field = chance.choice(list(values))
    if field == "product.quantity":
        return _number_filter(chance, field, (1, 2, 2.5, 0))
    return t.Filter(field, negate=_rarely(chance), **_test(chance, values[field]))


def _number_filter(chance: Random, field: str, values: tuple[float, ...]) -> t.Filter:
    op = chance.choice((t.Op.IS, t.Op.EXISTS, *_ORDERS))
    value: Any = None if op is t.Op.EXISTS else chance.choice(values)
    if op is t.Op.IS and chance.random() < 0.3:  # noqa: PLR2004
        value = [value, chance.choice(values)]
    return t.Filter(field, op, value, _rarely(chance))


def _test(chance: Random, values: tuple[t.Value, ...]) -> dict[str, Any]:
    op = chance.choice((t.Op.IS, t.Op.IS, t.Op.EXISTS, t.Op.MATCHES, *_TEXTS, *_ORDERS))
    if op is t.Op.EXISTS:
        return {"op": op}
    if op is t.Op.MATCHES:
        return {"op": op, "value": chance.choice(_PATTERNS)}
    if op in _TEXTS:
        said = [one for one in values if isinstance(one, str) and one]
        text = chance.choice(said)
        return {"op": op, "value": text[: chance.randint(1, len(text))]}
    if op in _ORDERS:
        return {"op": op, "value": chance.choice((5, 2.5, -3.5, 0, 0.000001))}
    listed = [chance.choice(values) for _ in range(chance.randint(1, 3))]
    return {"op": op, "value": listed if len(listed) > 1 else listed[0]}


def _rarely(chance: Random) -> bool:
    return chance.random() < 0.25  # noqa: PLR2004


# -- the conditions that are no groups


def _did(chance: Random) -> t.Condition:
    name = chance.choice(words.NAMES)
    return t.Did(name, _filters(chance, _filter), window(chance), _compare(chance, _COUNTS))


def _sequence(chance: Random) -> t.Condition:
    steps = [
        t.Step(chance.choice(words.NAMES), _filters(chance, _filter) if _rarely(chance) else [])
        for _ in range(chance.randint(2, 4))
    ]
    unit = chance.choice(list(t.RollingUnit))
    return t.Sequence(steps, chance.choice(_LENGTHS[unit]), unit, window(chance))


def _of_events(chance: Random) -> t.Condition:
    measure = chance.choice(list(t.Measure))
    of = chance.choice(words.PROPERTIES) if measure in _SUMMED else ""
    name, where = chance.choice(words.NAMES), _filters(chance, _filter)
    return t.OfEvents(measure, name, _measured(chance, measure), of, where, window(chance))


def _of_orders(chance: Random) -> t.Condition:
    measure = chance.choice(list(t.Measure))
    where = _filters(chance, _product_filter)
    return t.OfOrders(measure, _measured(chance, measure), where, window(chance))


def _measured(chance: Random, measure: t.Measure) -> t.Compare:
    if measure in _SUMMED:
        return _compare(chance, _AMOUNTS)
    counted = measure in {t.Measure.COUNT, t.Measure.DISTINCT_PRODUCTS}
    return _compare(chance, _COUNTS if counted else _DAYS)


def _trait(chance: Random) -> t.Condition:
    return t.Trait(chance.choice(words.TRAITS), **_test(chance, _WANTED))


def _date(chance: Random) -> t.Condition:
    first = chance.choice((-36_500, -800, -7, -1, 0, 1))
    last = max(first, chance.choice((-1, 0, 1, 6, 365, 366)))
    yearly = first > -1_000 and chance.random() < 0.6  # noqa: PLR2004
    return t.DateTrait(chance.choice(("born", "born", "plan")), first, last, yearly)


def _predicted(chance: Random) -> t.Condition:
    return t.Predicted(chance.choice(words.PREDICTIONS), _compare(chance, (0.1, 0.25, 0.5, 30)))


def _consented(chance: Random) -> t.Condition:
    return t.Consented(*chance.choice(words.CONSENTS), chance.random() < 0.5)  # noqa: PLR2004


def _in_cart(chance: Random) -> t.Condition:
    where = _filters(chance, _label_filter)
    return t.InCart(where, window(chance), _compare(chance, (0, 1, 1, 2, 3)))


def _sampled(chance: Random) -> t.Condition:
    return t.Sampled(chance.choice((1, 12.5, 50, 99.9, 100)), chance.choice(("", "a", "ü")))


_LEAVES: dict[Callable[[Random], t.Condition], int] = {
    _did: 6,
    _sequence: 3,
    _of_events: 5,
    _of_orders: 4,
    _trait: 2,
    _date: 2,
    _predicted: 1,
    _consented: 1,
    _in_cart: 2,
    _sampled: 1,
}
