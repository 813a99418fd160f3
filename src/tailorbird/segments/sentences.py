"""A tree as a merchant would say it, and why one person is in or out. All words are in ``texts``.

A sentence goes on after "People who". It says exactly what the tree means: nothing is left out, and
what is in brackets belongs together.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tailorbird.segments import texts
from tailorbird.segments.clauses import clause_of
from tailorbird.segments.types import (
    All,
    AnyOf,
    Condition,
    Not,
)
from tailorbird.segments.verdicts import Trace

_NO_NAMES: Mapping[str, str] = {}


class WhyLine(Struct, frozen=True, kw_only=True):
    """One line of why somebody is in or out: how far in it stands, and what was found.

    ``until`` is when time alone could change it (microseconds UTC, None for never), ``events`` the
    positions of the events behind it.
    """

    path: str
    level: int
    text: str
    held: bool
    found: str = ""
    until: int | None = None
    events: tuple[int, ...] = ()


def sentence(tree: Condition, names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return what a tree says, to go on after "People who". ``names`` are segments' by id."""
    return _said(tree, names, negated=False, inside=False)


def people_who(tree: Condition, names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return what a tree says as a whole sentence."""
    return texts.PEOPLE_WHO.format(clause=sentence(tree, names))


def why_lines(trace: Trace, names: Mapping[str, str] = _NO_NAMES) -> list[WhyLine]:
    """Return why somebody is in or out, line by line, each a condition that held or failed."""
    return _lines(trace, names, 0)


def _lines(trace: Trace, names: Mapping[str, str], level: int) -> list[WhyLine]:
    if isinstance(trace.condition, Not) and trace.parts and not _is_group(trace.parts[0].condition):
        return [_turned_round(trace, trace.parts[0], names, level)]
    line = WhyLine(
        path=trace.path,
        level=level,
        text=_line_text(trace.condition, names),
        held=trace.held,
        found=_found(trace),
        until=trace.until,
        events=trace.events,
    )
    return [line, *(one for part in trace.parts for one in _lines(part, names, level + 1))]


def _turned_round(trace: Trace, inner: Trace, names: Mapping[str, str], level: int) -> WhyLine:
    return WhyLine(
        path=trace.path,
        level=level,
        text=sentence(trace.condition, names),
        held=trace.held,
        found=_found(inner),
        until=trace.until,
        events=inner.events,
    )


def _line_text(condition: Condition, names: Mapping[str, str]) -> str:
    match condition:
        case All():
            return texts.ALL_OF
        case AnyOf():
            return texts.ANY_OF
        case Not():
            return texts.NOT_THIS
        case _:
            return sentence(condition, names)


def _found(trace: Trace) -> str:
    if _is_group(trace.condition):
        return ""
    if trace.found is None:
        return texts.NOTHING_FOUND
    return texts.FOUND.format(found=trace.found)


def _said(condition: Condition, names: Mapping[str, str], *, negated: bool, inside: bool) -> str:
    match condition:
        case Not():
            return _said(condition.of, names, negated=not negated, inside=inside)
        case All() | AnyOf():
            return _group(condition, names, negated=negated, inside=inside)
        case _:
            return clause_of(condition, names, negated=negated)


def _group(condition: All | AnyOf, names: Mapping[str, str], *, negated: bool, inside: bool) -> str:
    word = texts.AND if isinstance(condition, All) else texts.OR
    if len(condition.of) == 1:
        return _said(condition.of[0], names, negated=negated, inside=inside)
    parts = [_said(one, names, negated=False, inside=True) for one in condition.of]
    joined = texts.joined(parts, word)
    if negated:
        return texts.NOT_GROUP.format(clause=joined)
    return texts.GROUP.format(clause=joined) if inside else joined


def _is_group(condition: Condition) -> bool:
    return isinstance(condition, All | AnyOf | Not)
