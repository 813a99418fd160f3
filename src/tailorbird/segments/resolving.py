"""A tree made ready to be interpreted: other segments put in, learned numbers filled in. Pure.

Both interpreters get resolved trees only. They know no ``InSegment``, ``InArm`` or ``Learned``, so
a segment within a segment is right in the same instant as the one it is made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct

from tailorbird.core.errors import BadInput
from tailorbird.segments.nodes import comparison, parts, walk, weight
from tailorbird.segments.types import (
    All,
    AnyOf,
    Compare,
    Condition,
    Did,
    Filter,
    InArm,
    InSegment,
    Learned,
    Not,
    Op,
)

MOST_INLINED = 1_000  # conditions, steps and filters of a tree with the segments it reads put in
MOST_LEVELS = 60  # of such a tree: what the interpreters go down without trouble
ARM_SEEN = "Experiment Viewed"
_DECIMALS = 6  # of a learned number; comparisons are exact to as many


class _Work(Struct):
    trees: Mapping[str, Condition]
    learned: Mapping[str, float]
    names: Mapping[str, str]
    left: int = MOST_INLINED


class _Spot(Struct, frozen=True):
    """Where the work is: the place in the tree one can edit, how deep, and within which others."""

    path: str
    level: int = 1
    chain: tuple[str, ...] = ()


def resolve(
    tree: Condition,
    trees: Mapping[str, Condition],
    learned: Mapping[str, float],
    names: Mapping[str, str] | None = None,
) -> Condition:
    """Return the tree with segments, experiments' arms and learned numbers put in.

    ``trees`` are all segments' by id, ``learned`` the numbers by name; ``names`` are what segments
    are called, for messages.

    Raises:
        BadInput: a segment or a number is not there, segments read each other in a circle, or what
            comes out is too large; ``field`` is the place in ``tree``.
    """
    return _resolved(tree, _Work(trees, learned, names or {}), _Spot("$"))


def with_numbers(tree: Condition, learned: Mapping[str, float]) -> Condition:
    """Return a tree with the learned numbers that are known filled in, and nothing else changed."""
    inner = [with_numbers(part, learned) for _, part in parts(tree)]
    match tree:
        case All() | AnyOf():
            return type(tree)(inner)
        case Not():
            return Not(inner[0])
        case _ if reads_learned(tree) <= learned.keys():
            return _numbered(tree, _Work({}, learned, {}), _Spot("$"))
        case _:
            return tree


def check_cycles(
    segment_id: str,
    tree: Condition,
    trees: Mapping[str, Condition],
    names: Mapping[str, str] | None = None,
) -> None:
    """Refuse a tree for a segment that would read itself, directly or through others.

    Raises:
        BadInput: it would, or it reads a segment that is not there.
    """
    everything = {**trees, segment_id: tree}
    for path, inside in _segments_in(tree):
        chain = _way_back(segment_id, inside, everything)
        if chain:
            raise _circle(path, (segment_id, *chain), names or {})
        if inside not in everything:
            raise _no_segment(path, inside)


def reads_segments(tree: Condition) -> set[str]:
    """Return the ids of the segments a tree names itself."""
    return {inside for _, inside in _segments_in(tree)}


def reads_learned(tree: Condition) -> set[str]:
    """Return the names of the learned numbers a tree compares with itself."""
    found = (comparison(node.condition) for node in walk(tree))
    values = (compared[1].value for compared in found if compared)
    return {value.learned for value in values if isinstance(value, Learned)}


def _segments_in(tree: Condition) -> Iterator[tuple[str, str]]:
    for node in walk(tree):
        if isinstance(node.condition, InSegment):
            yield f"{node.path}.id", node.condition.id


def _way_back(target: str, start: str, trees: Mapping[str, Condition]) -> tuple[str, ...]:
    # the segments from `start` to `target`, each reading the next; empty where there is no way
    waiting: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while waiting:
        chain = waiting.pop()
        if chain[-1] == target:
            return chain
        nexts = reads_segments(trees[chain[-1]]) if chain[-1] in trees else set()
        waiting += [(*chain, one) for one in sorted(nexts - seen)]
        seen |= nexts
    return ()


def _resolved(condition: Condition, work: _Work, spot: _Spot) -> Condition:
    _weigh(condition, work, spot)
    match condition:
        case InSegment():
            return _inlined(condition, work, spot)
        case All() | AnyOf():
            return type(condition)(_parts(condition, work, spot))
        case Not():
            return Not(_parts(condition, work, spot)[0])
        case InArm():
            return arm_seen(condition)
        case _:
            return _numbered(condition, work, spot)


def _parts(condition: Condition, work: _Work, spot: _Spot) -> list[Condition]:
    return [
        _resolved(
            part,
            work,
            # within another segment the place stays the one where this tree names it
            _Spot(spot.path if spot.chain else path, spot.level + 1, spot.chain),
        )
        for path, part in parts(condition, spot.path)
    ]


def _inlined(condition: InSegment, work: _Work, spot: _Spot) -> Condition:
    path = spot.path if spot.chain else f"{spot.path}.id"
    if condition.id in spot.chain:
        raise _circle(path, (*spot.chain, condition.id), work.names)
    if condition.id not in work.trees:
        raise _no_segment(path, condition.id)
    chain = (*spot.chain, condition.id)
    return _resolved(work.trees[condition.id], work, _Spot(path, spot.level + 1, chain))


def _weigh(condition: Condition, work: _Work, spot: _Spot) -> None:
    work.left -= weight(condition)
    if work.left < 0:
        raise BadInput(
            f"With the segments it reads put in, the condition has more than {MOST_INLINED:,} "
            "parts; read fewer or smaller segments.",
            field=spot.path,
        )
    if spot.level > MOST_LEVELS:
        raise BadInput(
            f"With the segments it reads put in, the condition has more than {MOST_LEVELS} levels; "
            "nest fewer segments in each other.",
            field=spot.path,
        )


def arm_seen(arm: InArm) -> Did:
    """Return what it is to have seen a variation of an experiment: the event that says so."""
    return Did(
        ARM_SEEN,
        where=[
            Filter("property.experiment_id", Op.IS, arm.experiment),
            Filter("property.variation_id", Op.IS, arm.variation),
        ],
    )


def _numbered(condition: Condition, work: _Work, spot: _Spot) -> Condition:
    found = comparison(condition)
    if found is None or not isinstance(found[1].value, Learned):
        return condition
    field, compare = found
    name = found[1].value.learned
    if name not in work.learned:
        known = ", ".join(sorted(work.learned)) or "none yet"
        raise BadInput(
            f"There is no learned number {name!r}; known are: {known}.",
            field=f"{spot.path}.{field}.value.learned",
        )
    number = round(work.learned[name], _DECIMALS)
    return msgspec.structs.replace(condition, **{field: Compare(compare.op, number)})


def _circle(path: str, chain: tuple[str, ...], names: Mapping[str, str]) -> BadInput:
    told = " → ".join(names.get(one, one) for one in chain)
    return BadInput(
        f"Segments cannot read each other in a circle: {told}. Take one of them out.", field=path
    )


def _no_segment(path: str, segment_id: str) -> BadInput:
    return BadInput(
        f"There is no segment {segment_id!r}; choose one that exists, or take this part out.",
        field=path,
    )
