"""What to believe: the chance that the treatment is better, and what is lost if it is not.

Counts have a Beta(1, 1) prior unless another is given, means a flat one. Looked at again and again,
"stop at 95 %" errs far more often than in 5 of 100: this is no test.
"""

from __future__ import annotations

import math

from scipy import special


def multiplier(alpha: float) -> float:
    """Return how many standard deviations of the posterior the range reaches to each side."""
    return float(-special.ndtri(alpha / 2))


def normal_chance(difference: float, error: float) -> float:
    """Return the chance that the true difference is above zero."""
    return float(special.ndtr(difference / error))


def normal_loss(difference: float, error: float) -> float:
    """Return what is lost on average by taking the treatment: the mean of max(-difference, 0)."""
    at = difference / error
    density = math.exp(-at * at / 2) / math.sqrt(2 * math.pi)
    return max(0.0, error * density - difference * float(special.ndtr(-at)))
