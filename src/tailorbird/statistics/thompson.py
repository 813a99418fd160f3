"""How often each arm is the best one, by drawing from what is believed of it (Thompson 1933).

Giving each arm people in these shares earns more than an even split, and measures worse: the means
of the arms are then biased. Call what comes of it optimisation, not measurement.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tailorbird.core.errors import BadInput
from tailorbird.statistics.bayes import Beta


def chances_of_best(arms: Sequence[Beta], draws: int, random: np.random.Generator) -> list[float]:
    """Return each arm's chance of the greatest share, from that many joint draws."""
    if not arms or draws < 1:
        raise BadInput("at least one arm and one draw are needed", field="draws")
    drawn = np.array([random.beta(arm.a, arm.b, size=draws) for arm in arms])
    best = np.bincount(drawn.argmax(axis=0), minlength=len(arms))
    return [float(count) / draws for count in best]
