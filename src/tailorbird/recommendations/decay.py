"""Exponential forgetting: what happened one half-life ago counts half.

The sums are additive in time: the sum at a later moment is the earlier one times the forgetting in
between, plus what came since. So a new sale can be added without counting again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def decay_weights(at: NDArray[np.int64], now: int, half_life: int) -> NDArray[np.float64]:
    """Return 0.5 ** (age / half_life) per moment; times in microseconds, the future has age 0."""
    age = np.maximum(now - at, 0)
    return np.asarray(np.exp2(-age / half_life), dtype=np.float64)
