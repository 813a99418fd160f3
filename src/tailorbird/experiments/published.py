"""Conditions as every official client reads them alike, and what is refused because they do not.

The clients differ where types meet: a browser takes 5 for "5" and nothing for 0, a server does not.
``guarded`` says the type beside every comparison, in the language itself, so that all of them
answer what the strictest does; the payload carries conditions in that form and ``holds`` is asked
in it. ``check`` refuses the few things that cannot be said so that all agree. Pure.
"""

from __future__ import annotations

import re
from typing import Any

from tailorbird.core.errors import BadInput
from tailorbird.experiments.conditions import OPERATORS, has_operators, type_of

MOST_PARTS, MOST_LEVELS, LONGEST_PATTERN = 200, 12, 200
_LISTS = ("$or", "$nor", "$and")
_ORDERED = frozenset({"$lt", "$lte", "$gt", "$gte", "$veq", "$vlt", "$vlte", "$vgt", "$vgte"})
_PATTERNS = frozenset({"$regex", "$regexi"})
_OF_LISTS = frozenset({"$in", "$nin", "$ini", "$nini", "$all", "$alli"})
# what only some clients know, or read from a part of the payload that is not sent
_ELSEWHERE = {
    "$notRegex": "write $not with $regex within it",
    "$notRegexi": "write $not with $regexi within it",
    "$inGroup": "list the values with $in",
    "$notInGroup": "list the values with $nin",
    "$savedGroup": "write the group's condition here",
    "$savedGroups": "write the group's condition here",
}
# patterns mean the same in browsers and here if they keep away from these
_UNLIKE = re.compile(r"\(\?(?!:|=|!|<=|<!)|\\[AZpPkhGQEu]|[*+?}]\+")
Condition = dict[str, Any]


def check(condition: Condition) -> None:
    """Refuse a condition that clients would not all read alike.

    Raises:
        BadInput: with the place in ``field``.
    """
    _check(condition, "condition", 1, [MOST_PARTS])


def _check(condition: Any, path: str, level: int, left: list[int]) -> None:
    _weigh(path, level, left)
    if not isinstance(condition, dict):
        raise _bad(path, "a condition is an object: {attribute: value}")
    for name, wanted in condition.items():
        place = f"{path}.{name}"
        if name in _LISTS:
            for number, one in enumerate(_list(wanted, place)):
                _check(one, f"{place}[{number}]", level + 1, left)
        elif name == "$not":
            _check(wanted, place, level + 1, left)
        elif name in _ELSEWHERE:
            raise _bad(place, f"not every client knows {name}; {_ELSEWHERE[name]}")
        else:
            _check_value(wanted, place, level + 1, left)


def _check_value(wanted: Any, path: str, level: int, left: list[int]) -> None:
    _weigh(path, level, left)
    if wanted == {}:
        raise _bad(path, "an object without operators is read in two ways; leave it out")
    if has_operators(wanted):
        for name, one in wanted.items():
            _check_operator(name, one, f"{path}.{name}", level + 1, left)
    elif isinstance(wanted, dict | list):
        raise _bad(path, "compare with text, a number, true, false or null, or use an operator")


def _check_operator(name: str, wanted: Any, path: str, level: int, left: list[int]) -> None:
    if name in _ELSEWHERE:
        raise _bad(path, f"not every client knows {name}; {_ELSEWHERE[name]}")
    if name not in OPERATORS:
        raise _bad(path, f"there is no operator {name}")
    if name in {"$not", "$size"}:
        _check_value(wanted, path, level, left)
    elif name == "$elemMatch":
        _check_element(wanted, path, level, left)
    elif name in _OF_LISTS:
        _check_list(name, _list(wanted, path), path)
    elif name in _PATTERNS:
        _check_pattern(wanted, path)
    elif name in _ORDERED and type_of(wanted) not in {"string", "number"}:
        raise _bad(path, "compare with a number or with text")
    elif isinstance(wanted, dict | list):
        raise _bad(path, "compare with text, a number, true, false or null")


def _check_element(wanted: Any, path: str, level: int, left: list[int]) -> None:
    if has_operators(wanted) and any(name in wanted for name in _LISTS):
        raise _bad(path, "write $or, $and and $nor outside of $elemMatch")
    judge = _check_value if has_operators(wanted) else _check
    judge(wanted, path, level, left)


def _check_list(name: str, wanted: list[Any], path: str) -> None:
    plain = (str,) if name in {"$ini", "$nini", "$alli"} else (str, int, float, bool, type(None))
    if not all(isinstance(one, plain) for one in wanted):
        raise _bad(path, "list text" if plain == (str,) else "list plain values")


def _check_pattern(wanted: Any, path: str) -> None:
    if not isinstance(wanted, str) or len(wanted) > LONGEST_PATTERN:
        raise _bad(path, f"a pattern is text of at most {LONGEST_PATTERN} characters")
    if _UNLIKE.search(wanted):
        raise _bad(path, "browsers read this pattern in another way; write it more plainly")
    try:
        re.compile(wanted)
    except re.error as error:
        raise _bad(path, f"the pattern cannot be read: {error}") from error


def _list(wanted: Any, path: str) -> list[Any]:
    if not isinstance(wanted, list):
        raise _bad(path, "a list belongs here")
    return wanted


def _weigh(path: str, level: int, left: list[int]) -> None:
    left[0] -= 1
    if left[0] < 0 or level > MOST_LEVELS:
        raise _bad(path, "the condition is too large; make a segment of it")


def _bad(path: str, said: str) -> BadInput:
    return BadInput(f"{path}: {said}.", field=path)


def guarded(condition: Condition) -> Condition:
    """Return a condition that means the same in every client: types are said, never guessed."""
    return {name: _guarded_entry(name, wanted) for name, wanted in condition.items()}


def _guarded_entry(name: str, wanted: Any) -> Any:
    if name in _LISTS:
        return [guarded(one) for one in wanted]
    return guarded(wanted) if name == "$not" else _guarded_value(wanted)


def _guarded_value(wanted: Any) -> Condition:
    if not has_operators(wanted):
        return {"$eq": wanted}
    found: Condition = {}
    for name, one in wanted.items():
        if name in _ORDERED:
            found["$type"] = type_of(one)
        elif name in _PATTERNS:
            found["$type"] = "string"
    if "$vne" in wanted:
        rest = {name: one for name, one in wanted.items() if name != "$vne"}
        other = {"$not": {"$type": type_of(wanted["$vne"]), "$veq": wanted["$vne"]}}
        return {**_guarded_value(rest), **other} if rest else other
    return {**found, **{name: _guarded_operator(name, one) for name, one in wanted.items()}}


def _guarded_operator(name: str, wanted: Any) -> Any:
    match name:
        case "$not" | "$size":
            return _guarded_value(wanted)
        case "$elemMatch":
            return _guarded_value(wanted) if has_operators(wanted) else guarded(wanted)
        case "$all":
            return [{"$eq": one} for one in wanted]
        case _:
            return wanted
