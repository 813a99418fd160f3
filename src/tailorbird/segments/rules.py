"""What a condition must be to mean something, beyond having the right form. Pure.

Each rule refuses with the place of the bad node and with what to do about it.
"""

from __future__ import annotations

import re
from datetime import datetime

from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadInput
from tailorbird.profiles.facts_of_events import OWN_EVENTS
from tailorbird.segments.demanding import check_demand, check_number, check_value
from tailorbird.segments.nodes import Node, comparison, demands, window_of
from tailorbird.segments.types import (
    All,
    AnyOf,
    Between,
    Compare,
    Condition,
    DateTrait,
    Did,
    Learned,
    Measure,
    OfEvents,
    Rolling,
    RollingUnit,
    Sequence,
    Since,
    Trait,
    Window,
)
from tailorbird.segments.windows import MICROS

MOST_DAYS = 36_600  # a hundred years: of a rolling window, and within a sequence
SUMMED = frozenset({Measure.SUM, Measure.AVERAGE, Measure.MIN, Measure.MAX})
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
_YEARS = range(1900, 3000)
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f]")
_LEARNED = re.compile(r"[a-z][a-z0-9_]*")


def check_node(node: Node) -> None:
    """Refuse a condition that cannot be meant. Its parts are nodes of their own.

    Raises:
        BadInput: with the place in ``field``.
    """
    condition, path = node.condition, node.path
    _check_names(condition, path)
    for demand in demands(condition, path):
        check_demand(demand, condition)
    window = window_of(condition)
    if window is not None:
        _check_window(window, f"{path}.window")
    compared = comparison(condition)
    if compared is not None:
        _check_compare(compared[1], f"{path}.{compared[0]}.value")
    _check_kind(condition, path)


def _check_kind(condition: Condition, path: str) -> None:
    match condition:
        case All() | AnyOf() if not condition.of:
            raise BadInput("Put at least one condition in, or take the group out.", field=path)
        case Sequence():
            _check_length(condition.within, condition.unit, f"{path}.within")
        case OfEvents():
            _check_measure(condition, path)
        case Trait():
            check_value(condition.op, condition.value, path)
        case DateTrait() if condition.first > condition.last:
            raise BadInput(
                f"The span ends before it begins: first is {condition.first}, last is "
                f"{condition.last}; exchange them.",
                field=f"{path}.last",
            )
        case _:
            pass


def _check_measure(condition: OfEvents, path: str) -> None:
    needed = condition.measure in SUMMED
    if needed and not condition.of:
        raise BadInput(
            f"Say which property the {condition.measure} is of, such as 'revenue'.",
            field=f"{path}.of",
        )
    if condition.of and not needed:
        raise BadInput(
            f"The measure {condition.measure} is of whole events; leave 'of' out, or take a sum, "
            "average, min or max.",
            field=f"{path}.of",
        )


def _check_names(condition: Condition, path: str) -> None:
    for field, name in _names(condition, path):
        if _UNPRINTED.search(name) or '"' in name:
            raise BadInput("A name cannot hold quotation marks or control characters.", field=field)
    for field, name in _event_names(condition, path):
        if name in OWN_EVENTS:
            raise BadInput(
                f"Segments cannot read {name!r}, which segments themselves cause; use a condition "
                "of the type 'segment'.",
                field=field,
            )
    if isinstance(condition, Trait | DateTrait):
        _check_trait_name(condition.name, f"{path}.name")


def _check_trait_name(name: str, field: str) -> None:
    pieces = name.split(".")
    if len(pieces) > 2 or not all(pieces):  # noqa: PLR2004 - a trait, or one inside a trait
        raise BadInput(
            f"{name!r} is no trait: name one such as 'plan', or one inside another such as "
            "'address.city'.",
            field=field,
        )


def _names(condition: Condition, path: str) -> list[tuple[str, str]]:
    # every plain text of a condition is a name of something, but for the value of a trait
    own = [
        (f"{path}.{field}", value)
        for field in condition.__struct_fields__
        if type(value := getattr(condition, field)) is str and field != "value"
    ]
    return own or _event_names(condition, path)


def _event_names(condition: Condition, path: str) -> list[tuple[str, str]]:
    match condition:
        case Did() | OfEvents():
            return [(f"{path}.name", condition.name)]
        case Sequence():
            return [
                (f"{path}.steps[{at}].name", one.name) for at, one in enumerate(condition.steps)
            ]
        case _:
            return []


def _check_compare(compare: Compare, field: str) -> None:
    if isinstance(compare.value, Learned):
        if not _LEARNED.fullmatch(compare.value.learned):
            raise BadInput(
                "The name of a learned number is small letters, digits and _, such as "
                "'lapsed_after_days'.",
                field=f"{field}.learned",
            )
        return
    check_number(compare.value, field)


def _check_window(window: Window, path: str) -> None:
    match window:
        case Rolling():
            _check_length(window.length, window.unit, f"{path}.length")
            if window.gap >= window.length:
                raise BadInput(
                    f"The gap ({window.gap}) must be shorter than the window ({window.length}).",
                    field=f"{path}.gap",
                )
        case Since():
            _check_moment(window.at, f"{path}.at")
        case Between():
            _check_moment(window.start, f"{path}.start")
            _check_moment(window.end, f"{path}.end")
            _check_order(window, f"{path}.end")
        case _:
            pass


def _check_length(length: int, unit: RollingUnit, field: str) -> None:
    if length * MICROS[unit] > MOST_DAYS * DAY:
        raise BadInput(
            f"{length:,} {unit} are more than a hundred years; choose a shorter time, or no "
            "window for ever.",
            field=field,
        )


def _check_moment(text: str, field: str) -> None:
    year = _year_of(text)
    if year is None:
        raise BadInput(
            f"{text!r} is no date such as '2026-01-31' and no instant with a zone such as "
            "'2026-01-31T09:00:00+01:00' or '2026-01-31T08:00:00Z'.",
            field=field,
        )
    if year not in _YEARS:
        raise BadInput(f"{text!r} must be in the years 1900 to 2999.", field=field)


def _year_of(text: str) -> int | None:
    if not (_DATE.fullmatch(text) or _INSTANT.fullmatch(text)):
        return None
    try:
        return datetime.fromisoformat(text).year
    except ValueError:  # such as 30 February
        return None


def _check_order(window: Between, field: str) -> None:
    # a date against an instant depends on the shop's zone; where they contradict, nothing counts
    alike = bool(_DATE.fullmatch(window.start)) == bool(_DATE.fullmatch(window.end))
    first, end = (datetime.fromisoformat(text) for text in (window.start, window.end))
    if alike and first >= end:
        raise BadInput(
            f"The window ends ({window.end}) before it begins ({window.start}), or is empty; the "
            "end is the first moment that does not count any more.",
            field=field,
        )
