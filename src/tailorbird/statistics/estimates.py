"""One arm as a mean and its spread, whatever the mean is of; and two of them beside each other."""

from __future__ import annotations

import math
from fractions import Fraction

from msgspec import Struct, structs

from tailorbird.statistics.exact import FEWEST, quotient, share, variance_of_rest
from tailorbird.statistics.types import Moments, Paired

LOPSIDED = 0.75
"""Below this share of the larger arm's people an arm counts as much smaller."""


class Estimate(Struct, frozen=True):
    """A mean of ``n`` people and the variance of what one person brings to it."""

    n: int
    mean: float
    variance: float

    @property
    def squared_error(self) -> float:
        """The variance of the mean."""
        return self.variance / self.n if self.n else math.nan

    @property
    def effective(self) -> float:
        """How many equal outcomes would say as much: of a share those who did it, at most n."""
        square = self.mean * self.mean
        return self.n * square / (square + self.variance) if square else 0.0


class Pair(Struct, frozen=True):
    """Two arms. ``shared`` is the variance of a part that both means have in common (CUPED)."""

    control: Estimate
    treatment: Estimate
    shared: float = 0.0

    @property
    def n(self) -> int:
        """People of both arms."""
        return self.control.n + self.treatment.n

    @property
    def difference(self) -> float:
        """Treatment less control."""
        return self.treatment.mean - self.control.mean

    @property
    def error(self) -> float:
        """The standard error of the difference; what is shared falls away in it."""
        return math.sqrt(self.control.squared_error + self.treatment.squared_error)

    @property
    def relative(self) -> float:
        """The difference as a share of the size of the control's mean; it keeps its direction."""
        return self.difference / abs(self.control.mean)

    @property
    def relative_error(self) -> float:
        """The standard error of the relative lift by the delta method."""
        ratio = self.treatment.mean / self.control.mean
        variance = (
            self.treatment.squared_error
            + ratio * ratio * self.control.squared_error
            + (1 - ratio) * (1 - ratio) * self.shared
        )
        return math.sqrt(variance) / abs(self.control.mean)

    @property
    def freedom(self) -> float:
        """Degrees of freedom after Welch and Satterthwaite."""
        share = self.control.squared_error / (
            self.control.squared_error + self.treatment.squared_error
        )
        return 1 / (
            share * share / (self.control.n - 1)
            + (1 - share) * (1 - share) / (self.treatment.n - 1)
        )


def steadied(pair: Pair) -> Pair:
    """Let the much smaller arm spread at least as much as people of both arms do.

    A small arm that happens to lack the few who spend much has too low a mean and too small a
    spread at once, and its range leaves out the truth far too often. With arms alike in size
    that cancels; with a comparison group of one in ten it does not.
    """
    control, treatment = pair.control, pair.treatment
    smaller, larger = sorted((control, treatment), key=lambda arm: arm.n)
    if smaller.n >= LOPSIDED * larger.n or smaller.n < FEWEST:
        return pair
    freedom = smaller.n + larger.n - 2
    both = ((smaller.n - 1) * smaller.variance + (larger.n - 1) * larger.variance) / freedom
    if not both > smaller.variance:
        return pair
    if smaller is control:
        return structs.replace(pair, control=structs.replace(control, variance=both))
    return structs.replace(pair, treatment=structs.replace(treatment, variance=both))


def of_mean(moments: Moments) -> Estimate:
    """Return the mean of a value a person."""
    return Estimate(moments.n, moments.mean, moments.variance)


def of_ratio(paired: Paired) -> Estimate:
    """Return the ratio of sums ``y / x``; one person is one unit, however many of ``x`` they have.

    The delta method for a ratio clustered by person: each brings ``(y - ratio x) / mean x``.
    """
    ratio = share(paired.y, paired.x)
    mean = math.nan if ratio is None else quotient(ratio, 1)
    below = paired.beside.mean * paired.beside.mean
    spread = rest_variance(paired, ratio)
    return Estimate(paired.n, mean, spread / below if below else math.nan)


def rest_variance(paired: Paired, slope: float | Fraction | None) -> float:
    """Return the variance of ``y - slope x``."""
    sums = (paired.y, paired.yy, paired.x, paired.xx, paired.xy)
    return variance_of_rest(paired.n, sums, slope)
