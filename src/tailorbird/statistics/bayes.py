"""What to believe: the chance that the treatment is better, and what is lost if it is not.

Shares have a Beta(1, 1) prior unless another is given, other means a flat one. Looked at again and
again, "stop at 95 %" errs far more often than in 5 of 100: this is no test.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import special

from tailorbird.statistics.types import Moments, Range

Floats = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_TAIL = 1e-14
_HALVINGS = 100
_FINEST = 1e-12


class Beta(Struct, frozen=True):
    """What is believed of a share: as if ``a - 1`` of ``a + b - 2`` people had done it."""

    a: float = 1.0
    b: float = 1.0

    def after(self, events: int, n: int) -> Beta:
        """Return what is believed after ``events`` of ``n`` people more."""
        return Beta(self.a + events, self.b + n - events)

    def below(self, at: Floats) -> Floats:
        """Return the chances that the share is below each place."""
        return np.asarray(special.betainc(self.a, self.b, np.clip(at, 0, 1)), dtype=np.float64)

    def above(self, at: Floats) -> Floats:
        """Return the chances that the share is above each place."""
        return np.asarray(special.betaincc(self.a, self.b, np.clip(at, 0, 1)), dtype=np.float64)

    def at(self, chance: float) -> float:
        """Return the share below which the true one is with this chance."""
        return float(special.betaincinv(self.a, self.b, chance))


class Belief(Struct, frozen=True):
    """What is believed of two shares beside each other."""

    chance_to_beat: float
    expected_loss: float
    difference_range: Range
    relative_range: Range


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


def with_prior(
    difference: float, error: float, *, mean: float = 0.0, spread: float
) -> tuple[float, float]:
    """Return mean and standard deviation of the belief after a normal prior of that spread."""
    trust = spread * spread / (spread * spread + error * error)
    return mean + trust * (difference - mean), error * math.sqrt(trust)


def is_share(moments: Moments) -> bool:
    """Whether every value is 0 or 1: then, and of whole numbers only then, both sums agree."""
    whole = isinstance(moments.total, int) and isinstance(moments.squares, int)
    return whole and moments.total == moments.squares and 0 <= moments.total <= moments.n


def chance_to_beat(control: Beta, treatment: Beta) -> float:
    """Return the chance that the treatment's share is the greater one."""
    places, weights = _density(treatment, control)
    return float(np.sum(weights * control.below(places)))


def expected_loss(control: Beta, treatment: Beta) -> float:
    """Return what is lost on average by taking the treatment."""
    places, weights = _grid(control, treatment)
    return float(np.sum(weights * treatment.below(places) * control.above(places)))


def believe(control: Beta, treatment: Beta, alpha: float) -> Belief:
    """Return everything believed of two shares, the ranges with equal tails."""
    places, weights = _density(control, treatment)

    def lower(by: float) -> float:
        return float(np.sum(weights * treatment.below(places + by)))

    def smaller(log_ratio: float) -> float:
        return float(np.sum(weights * treatment.below(places * math.exp(log_ratio))))

    ends = [_where(lower, level, -1.0, 1.0) for level in (alpha / 2, 1 - alpha / 2)]
    ratios = [_where(smaller, level, -700.0, 700.0) for level in (alpha / 2, 1 - alpha / 2)]
    return Belief(
        chance_to_beat(control, treatment),
        expected_loss(control, treatment),
        Range(ends[0], ends[1]),
        Range(math.expm1(ratios[0]), math.expm1(ratios[1])),
    )


def _grid(one: Beta, other: Beta) -> tuple[Floats, Floats]:
    """Places and weights of an integral over everything where either belief changes."""
    levels = (_TAIL, 1e-4, 0.02, 0.5, 0.98, 1 - 1e-4, 1 - _TAIL)
    ends = np.unique([belief.at(level) for belief in (one, other) for level in levels])
    half = np.diff(ends)[:, None] / 2
    places = ends[:-1, None] + half * (_NODES + 1)
    return places.ravel(), (half * _WEIGHTS).ravel()


def _density(belief: Beta, other: Beta) -> tuple[Floats, Floats]:
    """Places, and how much of ``belief`` lies at each: all together exactly one."""
    places, weights = _grid(belief, other)
    logarithm = special.xlogy(belief.a - 1, places) + special.xlog1py(belief.b - 1, -places)
    mass = np.exp(logarithm - logarithm.max()) * weights
    return places, np.asarray(mass / mass.sum(), dtype=np.float64)


def _where(rising: Callable[[float], float], level: float, low: float, high: float) -> float:
    """Return where a function that rises from 0 to 1 passes a level."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > level else (middle, high)
        if high - low <= _FINEST * max(abs(low), abs(high)):
            break
    return (low + high) / 2
