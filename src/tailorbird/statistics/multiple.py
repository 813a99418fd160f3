"""Many comparisons at once: probabilities raised so that a level keeps its meaning over all.

Benjamini and Hochberg (1995) for the share of false finds among those called finds; Holm (1979) for
the chance of any false one. Probabilities that hold at every look stay so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from tailorbird.core.errors import BadInput


def benjamini_hochberg(ps: Sequence[float]) -> list[float]:
    """Return the adjusted probabilities: those below q hold a share of at most q false finds."""
    _demand(ps)
    m, least, found = len(ps), 1.0, [0.0] * len(ps)
    for rank, at in reversed(list(enumerate(_order(ps), 1))):
        least = min(least, ps[at] * m / rank)
        found[at] = least
    return found


def holm(ps: Sequence[float]) -> list[float]:
    """Return the adjusted probabilities: with a chance of a, none below a is false."""
    _demand(ps)
    m, most, found = len(ps), 0.0, [0.0] * len(ps)
    for rank, at in enumerate(_order(ps)):
        most = max(most, min(1.0, ps[at] * (m - rank)))
        found[at] = most
    return found


def _order(ps: Sequence[float]) -> list[int]:
    return sorted(range(len(ps)), key=ps.__getitem__)


def _demand(ps: Sequence[float]) -> None:
    if not all(math.isfinite(p) and 0 <= p <= 1 for p in ps):
        raise BadInput("every p is a number from 0 to 1; leave out what has none", field="ps")
