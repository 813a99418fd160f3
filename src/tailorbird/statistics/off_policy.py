"""What another rule would have earned, from what was shown by a logged chance.

Inverse propensities (Horvitz and Thompson 1952), the same normalised by themselves, and doubly
robust with a guess of each reward (Dudik, Langford and Li 2011). All need the chance with which the
shown thing was shown *at that moment*, above zero wherever the other rule might choose.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tailorbird.core.errors import BadInput

Floats = NDArray[np.float64]


class Value(Struct, frozen=True):
    """The mean reward the other rule would have had, its standard error, and on how much it stands.

    ``effective`` is how many equally weighted moments would say as much: far fewer than were
    logged means that the rule was hardly ever seen.
    """

    mean: float
    error: float
    effective: float


class Logged(Struct, frozen=True, eq=False):
    """One place a moment: what came of it, how probable it was, and would be under the other rule.

    ``guessed`` and ``guessed_other`` are guesses of the reward, made without this moment: of what
    was shown, and on average of what the other rule would show. Zero where there is none.
    """

    rewards: Floats
    chances: Floats
    others: Floats
    guessed: Floats | None = None
    guessed_other: Floats | None = None


def inverse_propensity(logged: Logged) -> Value:
    """Return the mean of rewards weighted by how much more probable they would have been."""
    weights = _weights(logged)
    return _of_terms(weights * logged.rewards, weights)


def normalised(logged: Logged) -> Value:
    """Return the same divided by the weights' own mean: a little biased, much less noisy."""
    weights = _weights(logged)
    if not weights.sum():
        return Value(math.nan, math.nan, 0.0)
    mean = float((weights * logged.rewards).sum() / weights.sum())
    terms = mean + weights * (logged.rewards - mean) / weights.mean()
    return _of_terms(terms, weights)


def doubly_robust(logged: Logged) -> Value:
    """Return the guess, corrected by the weighted rewards: right if either of the two is."""
    weights = _weights(logged)
    if logged.guessed is None or logged.guessed_other is None:
        raise BadInput("doubly robust needs both guesses of the reward", field="guessed")
    terms = logged.guessed_other + weights * (logged.rewards - logged.guessed)
    return _of_terms(terms, weights)


def _weights(logged: Logged) -> Floats:
    if not (logged.chances > 0).all() or not (logged.chances <= 1).all():
        raise BadInput("what was shown had a chance above 0 and at most 1", field="chances")
    if not len(logged.rewards) == len(logged.chances) == len(logged.others):
        raise BadInput("one reward, chance and other chance a moment", field="rewards")
    return np.asarray(logged.others / logged.chances, dtype=np.float64)


def _of_terms(terms: Floats, weights: Floats) -> Value:
    n = len(terms)
    if n < 2:  # noqa: PLR2004  # one moment has no spread
        return Value(float(terms.mean()) if n else math.nan, math.nan, float(n))
    squares = float((weights * weights).sum())
    effective = float(weights.sum()) ** 2 / squares if squares else 0.0
    return Value(float(terms.mean()), float(terms.std(ddof=1)) / math.sqrt(n), effective)
