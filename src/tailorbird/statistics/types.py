"""Sufficient statistics: all that a method may know of the people of one arm.

Sums of whole numbers stay whole numbers of any size, so that adding one person at a time and adding
everybody at once give the same, to the last digit, in whichever order.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

Number = int | float


class Moments(Struct, frozen=True):
    """How many people, the sum of their values, and the sum of the squares of their values."""

    n: int = 0
    total: Number = 0
    squares: Number = 0

    @classmethod
    def of(cls, values: Iterable[Number]) -> Moments:
        """Return the moments of a value a person."""
        found = list(values)
        return cls(len(found), sum(found), sum(value * value for value in found))

    def __add__(self, other: Moments) -> Moments:
        """Return the moments of both groups of people together."""
        return Moments(self.n + other.n, self.total + other.total, self.squares + other.squares)

    def __sub__(self, other: Moments) -> Moments:
        """Return the moments without the people of ``other``."""
        return Moments(self.n - other.n, self.total - other.total, self.squares - other.squares)


class Paired(Struct, frozen=True):
    """Two values a person: ``y`` and, for a ratio, its denominator or, for CUPED, its covariate."""

    n: int = 0
    y: Number = 0
    yy: Number = 0
    x: Number = 0
    xx: Number = 0
    xy: Number = 0

    @classmethod
    def of(cls, pairs: Iterable[tuple[Number, Number]]) -> Paired:
        """Return the moments of pairs ``(y, x)``, one a person."""
        found = list(pairs)
        return cls(
            len(found),
            sum(y for y, _ in found),
            sum(y * y for y, _ in found),
            sum(x for _, x in found),
            sum(x * x for _, x in found),
            sum(x * y for y, x in found),
        )

    def __add__(self, other: Paired) -> Paired:
        """Return the moments of both groups of people together."""
        return Paired(
            self.n + other.n,
            self.y + other.y,
            self.yy + other.yy,
            self.x + other.x,
            self.xx + other.xx,
            self.xy + other.xy,
        )

    def __sub__(self, other: Paired) -> Paired:
        """Return the moments without the people of ``other``."""
        return Paired(
            self.n - other.n,
            self.y - other.y,
            self.yy - other.yy,
            self.x - other.x,
            self.xx - other.xx,
            self.xy - other.xy,
        )

    @property
    def outcome(self) -> Moments:
        """What ``y`` alone says."""
        return Moments(self.n, self.y, self.yy)

    @property
    def beside(self) -> Moments:
        """What ``x`` alone says."""
        return Moments(self.n, self.x, self.xx)
