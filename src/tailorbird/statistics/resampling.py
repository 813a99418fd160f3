"""Paired bootstrap: two ways tried on the same people, as a replay of the past does.

Drawn are people (or orders, or visits: whatever was tried as a whole) with replacement, each with
what both ways made of them; so what is hard for both falls away. The generator is passed in: the
same seed gives the same range.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tailorbird.core.errors import BadInput
from tailorbird.statistics.types import Range

Floats = NDArray[np.float64]

_AT_ONCE = 4_000_000
"""Drawn numbers held in memory together."""


class Resampled(Struct, frozen=True):
    """A figure, and where it lies in most resamples."""

    value: float
    range: Range
    draws: int


def paired(
    ours: NDArray[Any],
    theirs: NDArray[Any],
    random: np.random.Generator,
    *,
    units: NDArray[Any] | None = None,
    draws: int = 1_000,
    alpha: float = 0.05,
) -> Resampled | None:
    """Return how much more ours makes than theirs, a unit; None for nobody.

    Each place of the arrays is one person. ``units`` says how many tries each of them had (one
    where left out): then it is the difference of two ratios of sums.
    """
    tried = np.ones(len(ours)) if units is None else np.asarray(units, dtype=np.float64)
    if not ours.shape == theirs.shape == tried.shape == (len(ours),):
        raise BadInput("both ways and the units must have one number a person", field="ours")
    gained = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    _demand(gained, tried, draws, alpha)
    if not len(gained) or not tried.sum():
        return None
    found = _drawn(gained, tried, random, draws)
    low, high = np.nanpercentile(found, [100 * alpha / 2, 100 * (1 - alpha / 2)])
    value = float(gained.sum() / tried.sum())
    return Resampled(value, Range(float(low), float(high)), draws)


def _drawn(gained: Floats, tried: Floats, random: np.random.Generator, draws: int) -> Floats:
    """The figure in each resample, as many resamples at a time as memory should hold."""
    n = len(gained)
    step = max(1, _AT_ONCE // n)
    found = [
        _ratios(gained, tried, random.integers(0, n, size=(min(step, draws - at), n)))
        for at in range(0, draws, step)
    ]
    return np.concatenate(found)


def _ratios(gained: Floats, tried: Floats, chosen: NDArray[np.int64]) -> Floats:
    below = tried[chosen].sum(axis=1)
    above = gained[chosen].sum(axis=1)
    found = np.full(len(below), np.nan)
    np.divide(above, below, out=found, where=below > 0)
    return found


def _demand(gained: Floats, tried: Floats, draws: int, alpha: float) -> None:
    if draws < 1 or not 0 < alpha < 1:
        raise BadInput("draws is 1 or more, alpha between 0 and 1", field="draws")
    if not np.isfinite(gained).all() or not np.isfinite(tried).all() or (tried < 0).any():
        raise BadInput("every number must be finite, and units 0 or more", field="ours")
