"""Sufficient statistics: all that a method may know of the people of one arm.

Sums of whole numbers stay whole numbers of any size, so that adding one person at a time and adding
everybody at once give the same, to the last digit, in whichever order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from tailorbird.statistics import exact
from tailorbird.statistics.exact import Number

__all__ = ["Comparison", "How", "Method", "Moments", "Number", "Paired", "Range", "Why"]


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

    @property
    def mean(self) -> float:
        """The mean; NaN for nobody."""
        return exact.quotient(self.total, self.n)

    @property
    def variance(self) -> float:
        """The sample variance (divided by n - 1); NaN for fewer than two people."""
        return exact.variance(self.n, self.total, self.squares)


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

    @property
    def covariance(self) -> float:
        """The sample covariance (divided by n - 1); NaN for fewer than two people."""
        return exact.covariance(self.n, self.x, self.y, self.xy)


class Method(StrEnum):
    """How a range is made, and what it promises."""

    SEQUENCE = "sequence"
    """Holds at every look at once, however often one looks. The default."""
    MSPRT = "msprt"
    """The same promise by a mixture whose width is given in the units of the metric."""
    FIXED = "fixed"
    """Holds for one look, at a moment fixed before the start."""
    BAYES = "bayes"
    """What to believe, given a prior; promises nothing about how often it is wrong."""


class How(StrEnum):
    """How the range of the relative lift was made."""

    DELTA = "delta"
    FIELLER = "fieller"
    """The control's mean is too near to zero to divide by it as if it were known."""
    POSTERIOR = "posterior"


class Why(StrEnum):
    """Why there is no answer."""

    TOO_FEW = "too_few"
    """Fewer than two people in an arm."""
    NO_SPREAD = "no_spread"
    """Everybody's value is the same."""
    NO_BASELINE = "no_baseline"
    """The control's mean is zero (or, of a ratio, what is divided by is near zero)."""
    NOT_FINITE = "not_finite"
    """The sums hold no finite number."""


class Range(Struct, frozen=True):
    """From ``low`` to ``high``; infinite where nothing bounds it."""

    low: float
    high: float

    @property
    def bounded(self) -> bool:
        """Whether it ends on both sides."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


class Comparison(Struct, frozen=True, kw_only=True):
    """What one method says of a treatment beside its control. Nothing is rounded."""

    method: Method
    alpha: float
    """The ranges are for a level of ``1 - alpha``."""
    planned: int
    """People of both arms for whom the sequence is narrowest."""
    control_n: int
    treatment_n: int
    control_mean: float
    treatment_mean: float
    """The means that are compared: of ratios the ratio, after CUPED the adjusted mean."""
    difference: float | None = None
    difference_error: float | None = None
    """Its standard error."""
    difference_range: Range | None = None
    p: float | None = None
    """Of no difference. Holds at every look for SEQUENCE and MSPRT; None for BAYES."""
    relative: float | None = None
    """The difference as a share of the size of the control's mean: .1 is ten per cent more."""
    relative_error: float | None = None
    relative_range: Range | None = None
    relative_p: float | None = None
    relative_how: How | None = None
    chance_to_beat: float | None = None
    """BAYES: that the treatment's mean is the greater one."""
    expected_loss: float | None = None
    """BAYES: what is lost on average by taking the treatment, in the metric's unit."""
    theta: float | None = None
    """CUPED: how much of the covariate is taken off."""
    reduction: float | None = None
    """CUPED: the share of the difference's variance that it took away here; may be negative."""
    borrowed: bool = False
    """The much smaller arm's spread was taken from people of both arms, because it was larger."""
    early: bool = False
    """An arm holds so few outcomes that the range promises less than its level: take care."""
    why_not: Why | None = None
    """Why nothing is said at all."""
    why_no_lift: Why | None = None
    """Why there is a difference and no relative lift."""
