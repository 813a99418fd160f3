"""Means and variances out of sums, without the digits that subtracting large numbers throws away.

Whole numbers and floats alike are taken as exactly what they are; only the last step is rounded. So
a variance is never negative, and 10^15 plus a little still has the variance of the little.
"""

from __future__ import annotations

import math
from fractions import Fraction
from operator import index
from typing import SupportsIndex

Number = int | float

_NOISE = Fraction(1, 10**12)
"""Sums of floats are themselves rounded: a spread below this share of the squares is none."""

FEWEST = 2
"""People without whom there is no spread."""


def quotient(top: Number | Fraction, bottom: Number | Fraction) -> float:
    """Return ``top / bottom``: NaN where it has no value, infinite where no float can hold it."""
    above, below = _exact(top), _exact(bottom)
    if above is None or not below:
        return math.nan
    try:
        return float(Fraction(above) / below)
    except OverflowError:
        return math.inf if (above > 0) == (below > 0) else -math.inf


def variance(n: int, total: Number, squares: Number) -> float:
    """Return the sample variance; NaN for fewer than two."""
    return variance_of_rest(n, (total, squares, 0, 0, 0), 0)


def covariance(n: int, x: Number, y: Number, products: Number) -> float:
    """Return the sample covariance; NaN for fewer than two."""
    first, second, both = _exact(x), _exact(y), _exact(products)
    if n < FEWEST or first is None or second is None or both is None:
        return math.nan
    return quotient(n * both - first * second, n * (n - 1))


def share(part: Number, whole: Number) -> Fraction | None:
    """Return ``part / whole`` without rounding; None where it has no value."""
    above, below = _exact(part), _exact(whole)
    return Fraction(above) / below if above is not None and below else None


def variance_of_rest(
    n: int,
    sums: tuple[Number, Number, Number, Number, Number],
    slope: Number | Fraction | None,
) -> float:
    """Return the variance of ``y - slope x``, of the sums of y, yy, x, xx and xy.

    All at once, because the variance of two things that move together is little beside either.
    """
    taken = [_exact(value) for value in (*sums, math.nan if slope is None else slope)]
    known = [value for value in taken if value is not None]
    if n < FEWEST or len(known) < len(taken):
        return math.nan
    y, yy, x, xx, xy, times = known
    total, scale = y - times * x, yy + times * times * xx
    spread = n * (scale - 2 * times * xy) - total * total
    rounded = any(isinstance(value, Fraction) for value in known[:-1])
    if spread <= (n * scale * _NOISE if rounded else 0):
        return 0.0
    return quotient(spread, n * (n - 1))


def _exact(value: Number | Fraction) -> int | Fraction | None:
    """A number as exactly what it is; None for infinities and NaN. Fractions only where needed."""
    if isinstance(value, SupportsIndex):
        return index(value)
    if isinstance(value, Fraction):
        return value
    return Fraction(value) if math.isfinite(value) else None
