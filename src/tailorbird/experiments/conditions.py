"""The published condition language: whom an experiment takes in, by attributes. Pure.

GrowthBook's, as its official clients read it. Values of different types are never equal and never
ordered; where the clients themselves differ, a definition is refused (``check``), so that nobody
gets another answer in the browser than on the server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from tailorbird.experiments.versions import padded

Groups = Mapping[str, list[Any]]
_NOBODY: Groups = {}
_LONGEST_SUBJECT = 4_000  # characters a pattern is tried on
_TYPES = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}
_ON_CONDITIONS = ("$or", "$nor", "$and")


def holds(condition: Mapping[str, Any], attributes: Any, groups: Groups = _NOBODY) -> bool:
    """Whether a condition holds of somebody's attributes; one that cannot be read holds of nobody.

    ``groups`` are lists that ``$inGroup`` names.
    """
    try:
        return _condition(condition, attributes, groups)
    except (TypeError, ValueError, AttributeError, KeyError, RecursionError):
        return False


def _condition(condition: Mapping[str, Any], found: Any, groups: Groups) -> bool:
    return all(_entry(name, wanted, found, groups) for name, wanted in condition.items())


def _entry(name: str, wanted: Any, found: Any, groups: Groups) -> bool:
    match name:
        case "$or":
            return _any(wanted, found, groups)
        case "$nor":
            return not _any(wanted, found, groups)
        case "$and":
            return all(_condition(one, found, groups) for one in wanted)
        case "$not":
            return not _condition(wanted, found, groups)
        case "$savedGroup" | "$savedGroups":
            return False
        case _:
            return _value(wanted, at_path(found, name), groups)


def _any(conditions: list[Any], found: Any, groups: Groups) -> bool:
    return not conditions or any(_condition(one, found, groups) for one in conditions)


def at_path(found: Any, path: str) -> Any:
    """Return what stands at a dotted path, None where nothing does."""
    for part in path.split("."):
        if isinstance(found, Mapping) and part in found:
            found = found[part]
        elif isinstance(found, list) and part == "length":
            found = len(found)
        elif isinstance(found, list) and part.isascii() and part.isdigit():
            found = found[int(part)] if int(part) < len(found) and str(int(part)) == part else None
        else:
            return None
    return found


def has_operators(wanted: Any) -> bool:
    """Whether an object says operators; one without a name says none, and holds."""
    return isinstance(wanted, dict) and all(name.startswith("$") for name in wanted)


def _value(wanted: Any, found: Any, groups: Groups, *, fold: bool = False) -> bool:
    if has_operators(wanted):
        return all(_operator(name, one, found, groups) for name, one in wanted.items())
    if fold:
        wanted, found = _folded(wanted), _folded(found)
    return _same(wanted, found)


def type_of(value: Any) -> str:
    """Return what JSON calls the type of a value."""
    if value is None:
        return "null"
    return _TYPES.get(type(value), "unknown")


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON; keys in another order are another object."""
    if type_of(one) != type_of(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(_same(one[name], other[name]) for name in one)
    return bool(one == other)


def _equal(found: Any, wanted: Any) -> bool:
    """Equality of plain values: lists and objects are never equal to each other."""
    return not isinstance(found, list | dict) and _same(found, wanted)


def _operator(name: str, wanted: Any, found: Any, groups: Groups) -> bool:
    if plain := _PLAIN.get(name):
        return plain(found, wanted)
    nested = _NESTED.get(name)
    return nested is not None and nested(wanted, found, groups)


def _size(wanted: Any, found: Any, groups: Groups) -> bool:
    return isinstance(found, list) and _value(wanted, len(found), groups)


def _element(wanted: Any, found: Any, groups: Groups) -> bool:
    if not isinstance(found, list):
        return False
    whole = not has_operators(wanted) or any(name in wanted for name in _ON_CONDITIONS)
    judge = _condition if whole else _value
    return any(judge(wanted, one, groups) for one in found if one is not None)


def _every(wanted: Any, found: Any, groups: Groups, *, fold: bool = False) -> bool:
    if not isinstance(wanted, list) or not isinstance(found, list):
        return False
    return all(any(_value(one, each, groups, fold=fold) for each in found) for one in wanted)


def _among(found: Any, wanted: Any) -> bool:
    if not isinstance(wanted, list):
        return False
    values = found if isinstance(found, list) else [found]
    return any(_equal(value, one) for value in values for one in wanted)


def _among_folded(found: Any, wanted: Any) -> bool:
    if not isinstance(wanted, list):
        return False
    values = found if isinstance(found, list) else [found]
    return _among([_folded(one) for one in values], [_folded(one) for one in wanted])


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _ordered(judge: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(found: Any, wanted: Any) -> bool:
        kinds = {type_of(found), type_of(wanted)}
        if kinds == {"number"}:
            return judge(found, wanted)
        return kinds == {"string"} and judge(_units(found), _units(wanted))

    return compare


def _units(text: str) -> bytes:
    """Return what texts are ordered by: UTF-16 code units, as in a browser."""
    return text.encode("utf-16-be", "surrogatepass")


def _versions(judge: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    def compare(found: Any, wanted: Any) -> bool:
        kind = type_of(found)
        if kind != type_of(wanted) or kind not in {"number", "string"}:
            return False
        return judge(padded(found), padded(wanted))

    return compare


def _exists(found: Any, wanted: Any) -> bool:
    return (found is not None) is bool(wanted)


def _matches(found: Any, wanted: Any, *, fold: bool = False) -> bool:
    if not isinstance(found, str) or len(found) > _LONGEST_SUBJECT:
        return False
    pattern = _pattern(wanted, fold=fold)
    return pattern is not None and pattern.search(found) is not None


@lru_cache(maxsize=512)
def _pattern(text: str, *, fold: bool) -> re.Pattern[str] | None:
    try:
        return re.compile(text, re.IGNORECASE if fold else 0)
    except re.error:
        return None


_PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": _equal,
    "$ne": lambda found, wanted: not _equal(found, wanted),
    "$lt": _ordered(lambda found, wanted: found < wanted),
    "$lte": _ordered(lambda found, wanted: found <= wanted),
    "$gt": _ordered(lambda found, wanted: found > wanted),
    "$gte": _ordered(lambda found, wanted: found >= wanted),
    "$veq": _versions(lambda found, wanted: found == wanted),
    "$vne": lambda found, wanted: not _versions(lambda a, b: a == b)(found, wanted),
    "$vlt": _versions(lambda found, wanted: found < wanted),
    "$vlte": _versions(lambda found, wanted: found <= wanted),
    "$vgt": _versions(lambda found, wanted: found > wanted),
    "$vgte": _versions(lambda found, wanted: found >= wanted),
    "$in": _among,
    "$nin": lambda found, wanted: isinstance(wanted, list) and not _among(found, wanted),
    "$ini": _among_folded,
    "$nini": lambda found, wanted: isinstance(wanted, list) and not _among_folded(found, wanted),
    "$regex": _matches,
    "$regexi": lambda found, wanted: _matches(found, wanted, fold=True),
    "$notRegex": lambda found, wanted: not _matches(found, wanted),
    "$notRegexi": lambda found, wanted: not _matches(found, wanted, fold=True),
    "$exists": _exists,
    "$type": lambda found, wanted: type_of(found) == wanted,
}
_NESTED: dict[str, Callable[[Any, Any, Groups], bool]] = {
    "$not": lambda wanted, found, groups: not _value(wanted, found, groups),
    "$size": _size,
    "$elemMatch": _element,
    "$all": _every,
    "$alli": lambda wanted, found, groups: _every(wanted, found, groups, fold=True),
    "$inGroup": lambda wanted, found, groups: _among(found, groups.get(wanted, [])),
    "$notInGroup": lambda wanted, found, groups: not _among(found, groups.get(wanted, [])),
}
OPERATORS = frozenset({*_PLAIN, *_NESTED})
