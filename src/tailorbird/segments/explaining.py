"""Why somebody is in a segment or not: every condition with what was found, and by which events."""

from __future__ import annotations

from tailorbird.segments.facts import History, Setting
from tailorbird.segments.judging import earliest
from tailorbird.segments.looking import Place, look
from tailorbird.segments.nodes import parts
from tailorbird.segments.reader import Reader
from tailorbird.segments.types import (
    All,
    AnyOf,
    Condition,
    Not,
)
from tailorbird.segments.verdicts import Answer, Trace

FEW = 5  # events named behind one condition


def explain(tree: Condition, history: History, at: int, setting: Setting) -> Answer:
    """Return whether a resolved tree is true of somebody at ``at``, until when, and why."""
    why = _traced(tree, "$", Place(Reader(history), at, setting))
    return Answer(member=why.held, valid_until=why.until, why=why)


def _traced(tree: Condition, path: str, place: Place) -> Trace:
    inner = tuple(_traced(part, where, place) for where, part in parts(tree, path))
    until = earliest(one.until for one in inner)
    match tree:
        case All():
            held = all(one.held for one in inner)
        case AnyOf():
            held = any(one.held for one in inner)
        case Not():
            held = not inner[0].held
        case _:
            return _leaf(tree, path, place)
    return Trace(path=path, condition=tree, held=held, until=until, parts=inner)


def _leaf(tree: Condition, path: str, place: Place) -> Trace:
    seen = look(tree, place)
    newest = sorted(seen.rows, key=lambda one: (one.at, one.position), reverse=True)[:FEW]
    return Trace(
        path=path,
        condition=tree,
        held=seen.held,
        until=seen.until,
        found=seen.found,
        events=tuple(one.position for one in newest),
    )
