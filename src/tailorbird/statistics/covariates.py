"""CUPED: what was known of people before the start, taken off what they did after it.

Deng, Xu, Kohavi and Walker (2013). The slope is that of all arms together. How much it helps is
measured on these very people, never promised.
"""

from __future__ import annotations

import math

from msgspec import Struct

from tailorbird.statistics.estimates import Estimate, Pair, of_mean, rest_variance
from tailorbird.statistics.types import Paired


class Adjusted(Struct, frozen=True):
    """Both arms after the adjustment, the slope, and the share of variance that went away."""

    pair: Pair
    theta: float
    reduction: float | None


def adjust(control: Paired, treatment: Paired) -> Adjusted:
    """Take off of ``y`` what ``x`` foretold; the means stay at the level of all people's ``x``."""
    together = control + treatment
    slope = theta(together)
    shared = slope * slope * together.beside.variance / together.n if slope else 0.0
    level = together.beside.mean
    pair = Pair(_arm(control, slope, level), _arm(treatment, slope, level), shared)
    plain = Pair(of_mean(control.outcome), of_mean(treatment.outcome))
    return Adjusted(pair, slope, _reduction(plain, pair))


def theta(together: Paired) -> float:
    """Return the slope of ``y`` on ``x`` over all people; 0 where there is none."""
    below, above = together.beside.variance, together.covariance
    slope = above / below if below > 0 else 0.0
    return slope if math.isfinite(slope) else 0.0


def _arm(paired: Paired, slope: float, level: float) -> Estimate:
    mean = paired.outcome.mean
    if slope and paired.n:
        mean -= slope * (paired.beside.mean - level)
    return Estimate(paired.n, mean, rest_variance(paired, slope))


def _reduction(plain: Pair, adjusted: Pair) -> float | None:
    before, after = plain.error, adjusted.error
    if not math.isfinite(before) or not math.isfinite(after) or not before:
        return None
    return 1 - (after / before) * (after / before)
