"""One treatment beside its control, by the method asked for: the door to this room.

``compare`` is for a value a person (orders, revenue, whether they came), ``compare_ratios`` for one
sum divided by another (revenue an order), ``compare_adjusted`` for CUPED. None of them raises on
sums that people can have: what cannot be said is said by ``why_not`` and ``why_no_lift``.
"""

from __future__ import annotations

import math

from msgspec import structs

from tailorbird.core.errors import BadInput
from tailorbird.statistics import bayes
from tailorbird.statistics.bayes import Beta
from tailorbird.statistics.covariates import adjust
from tailorbird.statistics.estimates import Pair, of_mean, of_ratio
from tailorbird.statistics.judging import EARLY, Asked, judge, nothing, why_not
from tailorbird.statistics.lifting import NEAR_ZERO
from tailorbird.statistics.sequences import PLANNED
from tailorbird.statistics.types import Comparison, How, Method, Moments, Paired, Why


def compare(
    control: Moments,
    treatment: Moments,
    *,
    method: Method = Method.SEQUENCE,
    alpha: float = 0.05,
    planned: int | None = None,
    spread: float | None = None,
    lift: How | None = None,
) -> Comparison:
    """Compare the means of a value a person."""
    asked = _asked(method, alpha, planned, spread, lift)
    said = judge(Pair(of_mean(control), of_mean(treatment)), asked)
    if said.why_not is not None or not (bayes.is_share(control) and bayes.is_share(treatment)):
        return said
    if min(arm.n - arm.total for arm in (control, treatment)) < EARLY:
        said = structs.replace(said, early=True)  # where nearly all do it, few do not
    return _believed(said, control, treatment) if method is Method.BAYES else said


def compare_ratios(
    control: Paired,
    treatment: Paired,
    *,
    method: Method = Method.SEQUENCE,
    alpha: float = 0.05,
    planned: int | None = None,
    spread: float | None = None,
    lift: How | None = None,
) -> Comparison:
    """Compare ratios of sums ``y / x``; people are the units, not what is divided by."""
    asked = _asked(method, alpha, planned, spread, lift)
    pair = Pair(of_ratio(control), of_ratio(treatment))
    if why_not(pair) is Why.TOO_FEW or all(map(_well_above_zero, (control, treatment))):
        return judge(pair, asked)
    return nothing(pair, asked, Why.NO_BASELINE)


def compare_adjusted(
    control: Paired,
    treatment: Paired,
    *,
    method: Method = Method.SEQUENCE,
    alpha: float = 0.05,
    planned: int | None = None,
    spread: float | None = None,
    lift: How | None = None,
) -> Comparison:
    """Compare means of ``y`` less what ``x``, known before the start, foretold (CUPED)."""
    asked = _asked(method, alpha, planned, spread, lift)
    adjusted = adjust(control, treatment)
    said = judge(adjusted.pair, asked)
    return structs.replace(said, theta=adjusted.theta, reduction=adjusted.reduction)


def _believed(said: Comparison, control: Moments, treatment: Moments) -> Comparison:
    """Shares have an exact belief; what a flat prior on the mean says of them is replaced."""
    arms = [Beta().after(int(arm.total), arm.n) for arm in (control, treatment)]
    belief = bayes.believe(arms[0], arms[1], said.alpha)
    lifted = said.relative is not None
    return structs.replace(
        said,
        difference_range=belief.difference_range,
        chance_to_beat=belief.chance_to_beat,
        expected_loss=belief.expected_loss,
        relative_range=belief.relative_range if lifted else None,
        relative_how=How.POSTERIOR if lifted else None,
    )


def _asked(
    method: Method, alpha: float, planned: int | None, spread: float | None, lift: How | None
) -> Asked:
    if not 0 < alpha < 1:
        raise BadInput("alpha is a share between 0 and 1, e.g. 0.05", field="alpha")
    if planned is not None and planned < 1:
        raise BadInput("planned is a number of people, 1 or more", field="planned")
    if spread is not None and not spread > 0:
        raise BadInput("spread is a size above 0, in the unit of the metric", field="spread")
    if lift is How.POSTERIOR:
        raise BadInput("the range of the lift is made by delta or by fieller", field="lift")
    people = PLANNED if planned is None else planned
    return Asked(method=method, alpha=alpha, planned=people, spread=spread, lift=lift)


def _well_above_zero(arm: Paired) -> bool:
    """Whether what is divided by is out of the noise of zero: else a ratio means nothing."""
    below = of_mean(arm.beside)
    return abs(below.mean) > NEAR_ZERO * math.sqrt(below.squared_error)
