"""The range of a relative lift: by the delta method, or by Fieller where that would mislead."""

from __future__ import annotations

import math

from tailorbird.statistics.estimates import Pair
from tailorbird.statistics.types import How, Range

NEAR_ZERO = 6.0
"""Standard errors: nearer to zero than that a control's mean is not divided by as if known."""

NEAR_ZERO_ALWAYS = 10.0
"""The same for a range that has to hold at every look: the delta method errs on the same side again
and again there, and measured, six are too few."""

EVERYTHING = Range(-math.inf, math.inf)


def lift_range(
    pair: Pair, multiplier: float, *, near: float = NEAR_ZERO, how: How | None = None
) -> tuple[Range, How]:
    """Return the range that reaches ``multiplier`` standard errors, and how it was made.

    ``how`` insists on one of the two; else the control's distance from zero decides.
    """
    if how is How.FIELLER or (how is None and near_zero(pair, max(near, multiplier))):
        return fieller(pair, multiplier), How.FIELLER
    half = multiplier * pair.relative_error
    return Range(pair.relative - half, pair.relative + half), How.DELTA


def near_zero(pair: Pair, errors: float) -> bool:
    """Say whether the control's mean is within so many of its standard errors of zero."""
    return abs(pair.control.mean) < errors * math.sqrt(pair.control.squared_error + pair.shared)


def fieller(pair: Pair, multiplier: float) -> Range:
    """Return every lift that the data do not contradict; unbounded where they contradict too few.

    A ratio R of means is in if ``treatment - R control`` is within ``multiplier`` of its own
    standard errors of zero (Fieller 1954): a quadratic in R.
    """
    a, b, c = _quadratic(pair, multiplier * multiplier)
    inside = b * b - a * c
    if a <= 0 or inside < 0:
        return EVERYTHING
    root = math.sqrt(inside)
    ends = sorted(
        math.copysign(1, pair.control.mean) * ((b + sign * root) / a - 1) for sign in (-1, 1)
    )
    return Range(ends[0], ends[1])


def _quadratic(pair: Pair, square: float) -> tuple[float, float, float]:
    """``a R^2 - 2 b R + c <= 0`` says which ratios are in."""
    control, treatment, shared = pair.control, pair.treatment, pair.shared
    return (
        control.mean * control.mean - square * (control.squared_error + shared),
        control.mean * treatment.mean - square * shared,
        treatment.mean * treatment.mean - square * (treatment.squared_error + shared),
    )
