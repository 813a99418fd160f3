"""The interpreter for one person: is a tree true of them at an instant, and until when? Pure.

It gets a resolved tree (``segments.resolving``). ``Reader`` is made once for a person and asked for
many trees. Why it is so says ``segments.explaining``.
"""

from __future__ import annotations

from collections.abc import Iterable

from tailorbird.segments.facts import History, Setting
from tailorbird.segments.looking import Place, look
from tailorbird.segments.reader import Reader
from tailorbird.segments.types import (
    All,
    AnyOf,
    Condition,
    Not,
)
from tailorbird.segments.verdicts import Verdict

__all__ = ["Reader", "judge"]


def judge(tree: Condition, history: History | Reader, at: int, setting: Setting) -> Verdict:
    """Return whether a tree is true of somebody at ``at``, and until when time leaves it so."""
    reader = history if isinstance(history, Reader) else Reader(history)
    return _judged(tree, Place(reader, at, setting))


def _judged(tree: Condition, place: Place) -> Verdict:
    match tree:
        case All():
            parts = [_judged(one, place) for one in tree.of]
            return Verdict(all(part.held for part in parts), earliest(p.until for p in parts))
        case AnyOf():
            parts = [_judged(one, place) for one in tree.of]
            return Verdict(any(part.held for part in parts), earliest(p.until for p in parts))
        case Not():
            inner = _judged(tree.of, place)
            return Verdict(not inner.held, inner.until)
        case _:
            seen = look(tree, place)
            return Verdict(seen.held, seen.until)


def earliest(untils: Iterable[int | None]) -> int | None:
    """Return the first of some instants, None where there is none."""
    return min((one for one in untils if one is not None), default=None)
