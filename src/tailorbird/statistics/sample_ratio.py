"""Do the arms hold as many people as the design says? If not, no number of the test is to be used.

Pearson's chi-square against the weights of the design. An arm of weight 0 takes no part in it:
whoever is found in one is a leak, counted apart. ``always_p`` is for whoever looks every day: it
holds over all looks (Lindon and Malek 2022, a Dirichlet-multinomial mixture).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

from msgspec import Struct
from scipy import special

from tailorbird.core.errors import BadInput

ALARM = 0.001
"""Below this probability something is wrong rather than unlucky."""

_CONCENTRATION = 1_000.0
"""How near to the design the mixture looks, as so many people would say it: one in a hundred off is
seen nearly as soon as can be, and one in twenty among 3,000 people still is."""


class SampleRatio(Struct, frozen=True):
    """What the counts say of the design."""

    chi2: float
    freedom: int
    p: float
    """For one look."""
    always_p: float
    """For this look among any number; over several the least holds."""
    leaked: int
    """People in arms of weight 0."""

    @property
    def alarm(self) -> bool:
        """Whether the counts contradict the design; leaks are not judged here."""
        return self.p < ALARM


def check(observed: Sequence[int], weights: Sequence[float]) -> SampleRatio:
    """Compare counts with the weights of the design, arm by arm in the same order."""
    _demand(observed, weights)
    arms = [(seen, weight) for seen, weight in zip(observed, weights, strict=True) if weight > 0]
    leaked = sum(observed) - sum(seen for seen, _ in arms)
    n, whole = sum(seen for seen, _ in arms), sum(weight for _, weight in arms)
    if n == 0 or len(arms) == 1:
        return SampleRatio(0.0, max(len(arms) - 1, 0), 1.0, 1.0, leaked)
    expected = [(seen, n * weight / whole) for seen, weight in arms]
    chi2 = math.fsum((seen - due) * (seen - due) / due for seen, due in expected)
    freedom = len(arms) - 1
    p = float(special.chdtrc(freedom, chi2))
    return SampleRatio(chi2, freedom, p, _always(arms, n, whole), leaked)


def units_to_catch(
    share: float, *, design: float = 0.5, alpha: float = ALARM, power: float = 0.8
) -> int:
    """Return how many people show that an arm gets ``share`` where the design says ``design``."""
    if not 0 < share < 1 or not 0 < design < 1 or share == design:
        raise BadInput("share and design are two different shares between 0 and 1", field="share")
    normal = NormalDist()
    without = normal.inv_cdf(1 - alpha / 2) * math.sqrt(design * (1 - design))
    with_it = normal.inv_cdf(power) * math.sqrt(share * (1 - share))
    return math.ceil(((without + with_it) / (share - design)) ** 2)


def _demand(observed: Sequence[int], weights: Sequence[float]) -> None:
    if len(observed) != len(weights):
        raise BadInput("there must be one weight for each count", field="weights")
    if any(count < 0 for count in observed):
        raise BadInput("counts are 0 or more", field="observed")
    if not all(math.isfinite(weight) and weight >= 0 for weight in weights):
        raise BadInput("weights are 0 or more", field="weights")
    if not any(weights):
        raise BadInput("an arm must have a weight above 0", field="weights")


def _always(arms: Sequence[tuple[int, float]], n: int, whole: float) -> float:
    """One over the mixture's likelihood ratio against the design."""
    against = special.gammaln(_CONCENTRATION) - special.gammaln(_CONCENTRATION + n)
    for seen, weight in arms:
        prior = _CONCENTRATION * weight / whole
        against += special.gammaln(prior + seen) - special.gammaln(prior)
        against -= seen * math.log(weight / whole)
    return math.exp(min(0.0, -float(against)))
