"""The nodes of a condition tree, each with its place: what every rule about trees walks over. Pure.

Nothing here calls itself, so a tree of any depth can be walked, also one that is to be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Listed
from typing import NamedTuple

from tailorbird.segments.types import (
    All,
    AnyOf,
    Compare,
    Condition,
    Did,
    Filter,
    InCart,
    Not,
    OfEvents,
    OfOrders,
    Predicted,
    Sequence,
    Window,
)


class Node(NamedTuple):
    """One condition of a tree: its place (``$.of[1]``), itself, and its level; the root's is 1."""

    path: str
    condition: Condition
    level: int


class Demand(NamedTuple):
    """One filter of a condition, and its place."""

    path: str
    filter: Filter


def walk(tree: Condition) -> Iterator[Node]:
    """Go through all conditions of a tree, each before its parts, in the order of the tree."""
    waiting = [Node("$", tree, 1)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [
            Node(path, part, node.level + 1)
            for path, part in reversed(parts(node.condition, node.path))
        ]


def parts(condition: Condition, path: str = "$") -> list[tuple[str, Condition]]:
    """Return the conditions directly inside one, each with its place."""
    match condition:
        case All() | AnyOf():
            return [(f"{path}.of[{at}]", part) for at, part in enumerate(condition.of)]
        case Not():
            return [(f"{path}.of", condition.of)]
        case _:
            return []


def demands(condition: Condition, path: str = "$") -> list[Demand]:
    """Return the filters of a condition, those of a sequence's steps included."""
    match condition:
        case Did() | OfEvents() | OfOrders() | InCart():
            return _placed(condition.where, path)
        case Sequence():
            return [
                demand
                for at, step in enumerate(condition.steps)
                for demand in _placed(step.where, f"{path}.steps[{at}]")
            ]
        case _:
            return []


def comparison(condition: Condition) -> tuple[str, Compare] | None:
    """Return the number a condition compares with, by the name of its field."""
    match condition:
        case Did() | InCart():
            return "count", condition.count
        case OfEvents() | OfOrders() | Predicted():
            return "compare", condition.compare
        case _:
            return None


def window_of(condition: Condition) -> Window | None:
    """Return the window of a condition, None if it has none."""
    match condition:
        case Did() | Sequence() | OfEvents() | OfOrders() | InCart():
            return condition.window
        case _:
            return None


def weight(condition: Condition) -> int:
    """Return how much a condition adds to a tree's size: itself, its steps and its filters."""
    steps = len(condition.steps) if isinstance(condition, Sequence) else 0
    return 1 + steps + len(demands(condition))


def size(tree: Condition) -> int:
    """Return how large a tree is: its conditions, steps and filters."""
    return sum(weight(node.condition) for node in walk(tree))


def _placed(where: Listed[Filter], path: str) -> list[Demand]:
    return [Demand(f"{path}.where[{at}]", one) for at, one in enumerate(where)]
