"""A tree as a short text, and back: ``did "Product Viewed" in last 7 days at least 2 times``.

``read(write(tree))`` is the tree again. The grammar stands in ``docs/reference/segments.md``. Pure.
"""

from __future__ import annotations

from tailorbird.segments.text_reading import read
from tailorbird.segments.text_words import (
    COMPARATORS,
    FIELD,
    MEASURES,
    MOMENT,
    OPS,
    named,
    quoted,
)
from tailorbird.segments.types import (
    ONCE,
    All,
    AnyOf,
    Between,
    Calendar,
    Compare,
    Condition,
    Consented,
    DateTrait,
    Did,
    Ever,
    Filter,
    InArm,
    InCart,
    InSegment,
    Learned,
    Not,
    OfEvents,
    OfOrders,
    Predicted,
    Rolling,
    RollingUnit,
    Sampled,
    Sequence,
    Since,
    Step,
    Trait,
    Value,
    Window,
)

__all__ = ["read", "write"]


def write(tree: Condition) -> str:
    """Return a tree as text, in one line."""
    match tree:
        case All() | AnyOf():
            return _group(tree)
        case Not():
            return f"not {_bracketed(tree.of)}"
        case _:
            return " ".join(word for word in _words(tree) if word)


def _group(tree: All | AnyOf) -> str:
    name, word = ("all", "and") if isinstance(tree, All) else ("any", "or")
    if len(tree.of) > 1:
        return f" {word} ".join(_bracketed(one) for one in tree.of)
    return f"{name} ({', '.join(write(one) for one in tree.of)})"


def _bracketed(tree: Condition) -> str:
    text = write(tree)
    return f"({text})" if isinstance(tree, All | AnyOf) and len(tree.of) > 1 else text


def _words(tree: Condition) -> list[str]:
    match tree:
        case Did():
            return ["did", _event(tree.name), *_tail(tree.where, tree.window), *_times(tree.count)]
        case InCart():
            return ["cart", *_tail(tree.where, tree.window), *_times(tree.count)]
        case Sequence():
            return [
                "sequence",
                " then ".join(_step(step) for step in tree.steps),
                f"within {_length(tree.within, tree.unit)}",
                _window(tree.window),
            ]
        case OfEvents() | OfOrders():
            return [*_measure(tree), *_tail(tree.where, tree.window), _compare(tree.compare)]
        case _:
            return _of_person(tree)


def _of_person(tree: Condition) -> list[str]:
    match tree:
        case Trait():
            return ["trait", named(tree.name), OPS[tree.op], _values(tree.value)]
        case DateTrait():
            span = f"from {tree.first} to {tree.last} days"
            return ["date", named(tree.name), span, "yearly" if tree.yearly else ""]
        case Predicted():
            return ["predicted", named(tree.name), _compare(tree.compare)]
        case Consented():
            answer = "" if tree.granted else "refused"
            return ["consent", named(tree.channel), "for", named(tree.purpose), answer]
        case InSegment():
            return ["segment", quoted(tree.id)]
        case _:
            return _by_chance(tree)


def _by_chance(tree: Condition) -> list[str]:
    match tree:
        case Sampled():
            salt = f"salt {quoted(tree.salt)}" if tree.salt else ""
            return ["sample", _value(tree.percent), "percent", salt]
        case InArm():
            return ["experiment", quoted(tree.experiment), "variation", quoted(tree.variation)]
        case _:
            raise AssertionError(tree)


def _measure(tree: OfEvents | OfOrders) -> list[str]:
    measure = MEASURES[tree.measure]
    if isinstance(tree, OfOrders):
        return ["orders", measure]
    return ["events", _event(tree.name), measure, f"of {quoted(tree.of)}" if tree.of else ""]


def _event(name: str) -> str:
    return "anything" if name == "*" else quoted(name)


def _step(step: Step) -> str:
    return " ".join(word for word in (_event(step.name), _where(step.where)) if word)


def _tail(where: list[Filter], window: Window) -> list[str]:
    return [_where(where), _window(window)]


def _where(where: list[Filter]) -> str:
    told = " and ".join(_filter(one) for one in where)
    return f"where {told}" if told else ""


def _filter(one: Filter) -> str:
    field = one.field if FIELD.fullmatch(one.field) else quoted(one.field)
    words = ["not" if one.negate else "", field, OPS[one.op], _values(one.value)]
    return " ".join(word for word in words if word)


def _window(window: Window) -> str:
    match window:
        case Rolling():
            gap = f" except last {window.gap}" if window.gap else ""
            return f"in last {_length(window.length, window.unit)}{gap}"
        case Calendar() if window.count == 1:
            return f"in this {window.unit.removesuffix('s')}"
        case Calendar():
            return f"in these {window.count} {window.unit}"
        case Since():
            return f"since {_moment(window.at)}"
        case Between():
            return f"from {_moment(window.start)} to {_moment(window.end)}"
        case Ever():
            return ""


def _length(length: int, unit: RollingUnit) -> str:
    return f"{length} {unit.removesuffix('s') if length == 1 else unit}"


def _moment(text: str) -> str:
    return text if MOMENT.fullmatch(text) else quoted(text)


def _times(count: Compare) -> list[str]:
    return [] if count == ONCE and isinstance(count.value, int) else [_compare(count), "times"]


def _compare(compare: Compare) -> str:
    value = compare.value
    told = f"learned {named(value.learned)}" if isinstance(value, Learned) else _value(value)
    return f"{COMPARATORS[compare.op]} {told}"


def _values(value: Value | list[Value] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return f"one of ({', '.join(_value(one) for one in value)})"
    return _value(value)


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else repr(value)
