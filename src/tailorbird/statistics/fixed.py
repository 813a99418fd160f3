"""The test for one look: Welch's t, and the delta method for the relative lift.

Probabilities come from the tail itself, never as one minus the rest: 1.4e-112 is not 0.
"""

from __future__ import annotations

from scipy import special


def multiplier(alpha: float, freedom: float) -> float:
    """Return how many standard errors the range reaches to each side."""
    return float(-special.stdtrit(freedom, alpha / 2))


def p_value(standardised: float, freedom: float) -> float:
    """Return how probable it is to be so far from zero, to either side, without a difference."""
    square = standardised * standardised
    return float(special.betainc(freedom / 2, 0.5, freedom / (freedom + square)))
