"""How many people it takes, and what so many people can show.

The wanted answer is two-sided. For a range that holds at every look (``Method.SEQUENCE``) the same
formulas reach as far as the sequence does at the number planned: 1.55 times as far as one look at
a level of 95 %, which takes about 1.9 times as many people.
"""

from __future__ import annotations

import math
from enum import StrEnum

from msgspec import Struct
from scipy import special

from tailorbird.core.errors import BadInput
from tailorbird.statistics import sequences
from tailorbird.statistics.types import Method


class Form(StrEnum):
    """Four ways in which calculators reckon people an arm for two shares."""

    UNPOOLED = "unpooled"
    """Each arm its own variance. The default here."""
    POOLED = "pooled"
    """One variance, that of the mean share, as long as nothing differs."""
    NULL = "null"
    """The control's variance as long as nothing differs (Evan Miller's calculator)."""
    RULE = "rule"
    """16 p (1 - p) / d^2, for two-sided .05 and a power of .8 only."""


class Aim(Struct, frozen=True, kw_only=True):
    """How sure one wants to be."""

    alpha: float = 0.05
    power: float = 0.8
    method: Method = Method.FIXED

    @property
    def reach(self) -> float:
        """Standard errors that a difference must be away from zero to be seen."""
        if self.method in {Method.SEQUENCE, Method.MSPRT}:
            weight = sequences.weight_of_plan(self.alpha, 1, 1)
            return sequences.multiplier(self.alpha, weight)
        return float(-special.ndtri(self.alpha / 2))

    @property
    def distance(self) -> float:
        """Standard errors that it must be away to be seen as often as wanted."""
        return self.reach + float(special.ndtri(self.power))


USUAL = Aim()


def per_arm(baseline: float, lift: float, *, form: Form = Form.UNPOOLED, aim: Aim = USUAL) -> int:
    """Return people an arm to see a share of ``baseline`` rise by ``lift``, a share of it."""
    raised = _raised(baseline, lift)
    arms, gap = _spread(baseline) + _spread(raised), raised - baseline
    if form is Form.RULE:
        return math.ceil(16 * _spread(baseline) / gap**2)
    still = {
        Form.UNPOOLED: arms,
        Form.POOLED: 2 * _spread((baseline + raised) / 2),
        Form.NULL: 2 * _spread(baseline),
    }[form]
    wanted = aim.distance - aim.reach
    return math.ceil(((aim.reach * math.sqrt(still) + wanted * math.sqrt(arms)) / gap) ** 2)


def in_all(baseline: float, lift: float, *, held: float = 0.5, aim: Aim = USUAL) -> int:
    """Return people of both arms where a share ``held`` of them is the control."""
    raised = _raised(baseline, lift)
    spreads = (_spread(baseline), _spread(raised))
    return in_all_for_means(*spreads, raised - baseline, held=held, aim=aim)


def in_all_for_means(
    control_variance: float,
    treatment_variance: float,
    difference: float,
    *,
    held: float = 0.5,
    aim: Aim = USUAL,
) -> int:
    """Return people of both arms to see a difference of means; variances are a person's."""
    if not 0 < held < 1:
        raise BadInput("held is the control's share of people, between 0 and 1", field="held")
    if not difference or not math.isfinite(difference):
        raise BadInput("no number of people shows a difference of nothing", field="difference")
    spread = control_variance / held + treatment_variance / (1 - held)
    return math.ceil(aim.distance * aim.distance * spread / (difference * difference))


def smallest_difference(
    control_variance: float,
    treatment_variance: float,
    control_n: int,
    treatment_n: int,
    *,
    aim: Aim = USUAL,
) -> float:
    """Return the least difference of means that so many people show; infinite for nobody."""
    if min(control_n, treatment_n) < 1:
        return math.inf
    return aim.distance * math.sqrt(control_variance / control_n + treatment_variance / treatment_n)


def smallest_lift(
    baseline: float, control_n: int, treatment_n: int, *, aim: Aim = USUAL
) -> float | None:
    """Return the least rise of a share, as a share of it; None if not even all people doing it.

    The treatment's variance moves with its share, so the rise d solves
    ``d^2 = k^2 (p q / n_c + (p + d)(q - d) / n_t)``.
    """
    if not 0 < baseline < 1 or min(control_n, treatment_n) < 1:
        return None
    square = aim.distance * aim.distance
    a = 1 + square / treatment_n
    b = square * (1 - 2 * baseline) / treatment_n
    c = square * _spread(baseline) * (1 / control_n + 1 / treatment_n)
    rise = (b + math.sqrt(b * b + 4 * a * c)) / (2 * a)
    return rise / baseline if baseline + rise <= 1 else None


def chance_to_see(difference: float, error: float, *, aim: Aim = USUAL) -> float:
    """Return the power: how often a true difference with this standard error would be seen."""
    if not error > 0:
        return 1.0 if difference else 0.0
    at = abs(difference) / error
    return float(special.ndtr(at - aim.reach) + special.ndtr(-at - aim.reach))


def _spread(share: float) -> float:
    return share * (1 - share)


def _raised(baseline: float, lift: float) -> float:
    raised = baseline * (1 + lift)
    if not 0 < baseline < 1 or not 0 <= raised <= 1 or not lift:
        raise BadInput(
            "baseline is a share between 0 and 1, and still is one after the lift, which is not 0",
            field="baseline",
        )
    return raised
