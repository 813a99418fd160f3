"""Two overlapping circles whose areas are as large as the numbers they stand for. Pure."""

from __future__ import annotations

import math

from msgspec import Struct

from tailorbird.segments.results import Overlap

WIDTH, HEIGHT = 320.0, 180.0
_STEPS = 50  # of halving: far below a pixel


class Circle(Struct, frozen=True):
    """One circle in the picture."""

    x: float
    y: float
    r: float


def circles(shared: Overlap) -> tuple[Circle, Circle]:
    """Place two circles side by side that overlap by as much as the segments share.

    >>> one, other = circles(Overlap(only_first=5, both=0, only_second=5))
    >>> round(other.x - one.x - one.r - other.r) == 0
    True
    """
    first = math.sqrt((shared.only_first + shared.both) / math.pi)
    second = math.sqrt((shared.only_second + shared.both) / math.pi)
    apart = _distance(first, second, shared.both)
    left = min(-first, apart - second)
    right = max(first, apart + second)
    scale = min(
        WIDTH / max(right - left, 1e-9), HEIGHT / max(2 * first, 2 * second, 1e-9), HEIGHT
    ) * (0.96)
    begin = (WIDTH - (right - left) * scale) / 2 - left * scale
    middle = HEIGHT / 2
    return (
        Circle(round(begin, 2), middle, round(first * scale, 4)),
        Circle(round(begin + apart * scale, 2), middle, round(second * scale, 4)),
    )


def _distance(first: float, second: float, wanted: float) -> float:
    """Return how far apart the middles are for the lens between to have the wanted area."""
    nearest, furthest = abs(first - second), first + second
    for _ in range(_STEPS):
        middle = (nearest + furthest) / 2
        if _lens(first, second, middle) > wanted:
            nearest = middle
        else:
            furthest = middle
    return furthest


def _lens(one: float, other: float, apart: float) -> float:
    if apart >= one + other:
        return 0.0
    if apart <= abs(one - other):
        return math.pi * min(one, other) ** 2
    return _slice(one, other, apart) + _slice(other, one, apart)


def _slice(one: float, other: float, apart: float) -> float:
    """Return the part of a circle beyond the line through both crossings."""
    along = (apart**2 + one**2 - other**2) / (2 * apart)
    angle = math.acos(max(-1.0, min(1.0, along / one)))
    return one**2 * (angle - math.sin(2 * angle) / 2)
