"""Ranges that hold at every look at once.

The asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (arXiv
2103.06476, equations 9 and 161), and the mixture test of Johari, Pekelis and Walsh (2017). Both
are one formula, a normal mixture over possible effects. They differ in its *weight*, the variance
of the mixture in squared standard errors of the estimate: the one takes it from the number
planned, the other from a spread of effects in the units of the metric.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import accumulate

PLANNED = 5_000
"""People of both arms for whom the sequence is narrowest where nobody said otherwise."""


def weight_of_plan(alpha: float, n: int, planned: int) -> float:
    """Return the weight after ``n`` people of a mixture that is narrowest after ``planned``."""
    level = -2 * math.log(alpha)
    return n * (level + math.log(level + 1)) / max(planned, 1)


def weight_of_spread(spread: float, error: float) -> float:
    """Return the weight of a mixture of effects with standard deviation ``spread``."""
    return (spread / error) * (spread / error)


def multiplier(alpha: float, weight: float) -> float:
    """Return how many standard errors the range reaches to each side."""
    if not weight:
        return math.inf
    return math.sqrt(2 * (1 + 1 / weight) * (math.log1p(weight) / 2 - math.log(alpha)))


def evidence(standardised: float, weight: float) -> float:
    """Return the logarithm of the mixture likelihood ratio against no difference."""
    share = weight / (weight + 1) if math.isfinite(weight) else 1.0
    return standardised * standardised / 2 * share - math.log1p(weight) / 2


def p_value(standardised: float, weight: float) -> float:
    """Return the always-valid p of this look; over several looks the least of them holds."""
    return math.exp(min(0.0, -evidence(standardised, weight)))


def least_so_far(ps: Iterable[float]) -> list[float]:
    """Return, look by look, the least p until then: what was shown once stays shown."""
    return list(accumulate(ps, min))
