"""The oracle's plain values, and filters on events and products. Pure."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tailorbird.segments import types as t
from tailorbird.testing.segments.told import Sent, Shop

# -- values


def text_of(value: object) -> str:
    """Return a value as text."""
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, float) and value == math.floor(value):
        return f"{value:.0f}"
    return value if isinstance(value, str) else repr(value)


def number_of(value: object) -> float | None:
    """Return a value as a number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        shaped = re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", value, re.ASCII)
        return float(value) if shaped else None
    return float(value) if isinstance(value, int | float) else None


def in_millionths(value: object) -> int | None:
    """Return a value in millionths."""
    number = number_of(value)
    if number is None or abs(number) >= 1e12:  # noqa: PLR2004 - as the rule states it
        return None
    exact = Fraction(abs(number) * 1e6)
    whole = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return whole if number >= 0 else -whole


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "more_than": operator.gt,
    "less_than": operator.lt,
    "exactly": operator.eq,
}


def compared(op: str, ours: Any, theirs: Any) -> bool:
    """Compare two numbers by the name of a comparison."""
    return _COMPARED[op](ours, theirs)


def passes(compare: t.Compare, ours: Fraction | int) -> bool:
    """Compare exactly with what a tree says."""
    return compared(compare.op, Fraction(ours), Fraction(Decimal(str(compare.value))))


def plain(op: str, wanted: Any, value: object) -> bool:
    """Compare a plain value; a missing one meets nothing."""
    if not isinstance(value, str | int | float):
        return False
    if op == "exists":
        return True
    if op == "is":
        return any(equal(value, one) for one in (wanted if isinstance(wanted, list) else [wanted]))
    if op in {"contains", "starts_with", "matches"}:
        if not isinstance(value, str):
            return False
        return _text_passes(op, str(wanted), value)
    ours, theirs = number_of(value), number_of(wanted)
    return ours is not None and theirs is not None and compared(op, ours, theirs)


def _text_passes(op: str, wanted: str, value: str) -> bool:
    if op == "contains":
        return value.find(wanted) >= 0
    if op == "starts_with":
        return value[: len(wanted)] == wanted
    return re.search(wanted, value) is not None


def equal(value: object, wanted: object) -> bool:
    """Whether a value is the one wanted."""
    if isinstance(value, str):
        return value == text_of(wanted)
    if isinstance(value, bool):
        return text_of(value) == text_of(wanted)
    return number_of(value) == number_of(wanted)


# -- filters


def meets(sent: Sent, where: Iterable[t.Filter], shop: Shop) -> bool:
    """Whether an event meets all filters."""
    wanted = list(where)
    own = [one for one in wanted if not one.field.startswith("product.")]
    for one in own:
        if plain(one.op, one.value, own_value(sent, one.field)) == one.negate:
            return False
    return len(own) == len(wanted) or bool(meeting(sent, wanted, shop))


def own_value(sent: Sent, field: str) -> object:
    """Return what an event itself says of a field."""
    head, _, rest = field.partition(".")
    if head == "property":
        return sent.properties.get(rest)
    inside = sent.context.get("device" if field == "device" else "location")
    found = inside.get("type" if field == "device" else field) if isinstance(inside, dict) else None
    return found if isinstance(found, str) else None


def meeting(sent: Sent, where: Iterable[t.Filter], shop: Shop) -> list[str]:
    """Return the ids of an event's products that meet all filters on products."""
    demands = [one for one in where if one.field.startswith("product.")]
    return [
        product["product_id"]
        for product in sent.products
        if all(product_meets(product, one, shop) for one in demands)
    ]


def product_meets(product: Mapping[str, Any], one: t.Filter, shop: Shop) -> bool:
    """Whether one product meets one filter."""
    field = one.field.removeprefix("product.")
    if field == "price":
        return price_meets(product.get("price"), one) != one.negate
    if field == "id":
        return plain(one.op, one.value, product["product_id"]) != one.negate
    if field == "quantity":
        return plain(one.op, one.value, product.get("quantity")) != one.negate
    said = product.get("name" if field == "title" else field)
    known = shop.labels.get(product["product_id"], ("", "", ""))
    value = said or known[("title", "category", "brand").index(field)] or None
    return plain(one.op, one.value, value) != one.negate


def price_meets(price: object, one: t.Filter) -> bool:
    """Compare an exact price."""
    if price is None:
        return False
    ours = Decimal(str(price))
    if one.op == "exists":
        return True
    if one.op == "is":
        listed = one.value if isinstance(one.value, list) else [one.value]
        return any(ours == Decimal(str(wanted)) for wanted in listed)
    return compared(one.op, ours, Decimal(str(one.value)))
