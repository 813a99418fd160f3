"""Two estimates beside each other: difference, relative lift, their ranges, how probable."""

from __future__ import annotations

import math

from msgspec import Struct, structs

from tailorbird.statistics import bayes, fixed, sequences
from tailorbird.statistics.estimates import Pair, steadied
from tailorbird.statistics.exact import FEWEST
from tailorbird.statistics.lifting import NEAR_ZERO, NEAR_ZERO_ALWAYS, lift_range
from tailorbird.statistics.sequences import PLANNED
from tailorbird.statistics.types import Comparison, How, Method, Range, Why

EARLY = 10
"""Below so many effective outcomes in an arm, ranges are called early."""

SEQUENTIAL = frozenset({Method.SEQUENCE, Method.MSPRT})


class Asked(Struct, frozen=True, kw_only=True):
    """How to compare."""

    method: Method = Method.SEQUENCE
    alpha: float = 0.05
    planned: int = PLANNED
    """People of both arms for whom the sequence is to be narrowest: fix it before the start."""
    spread: float | None = None
    """MSPRT: the standard deviation of the differences thought possible, in the metric's unit."""
    lift: How | None = None
    """Insist on DELTA or FIELLER for the range of the lift; else the baseline decides."""

    @property
    def near(self) -> float:
        """Standard errors from zero within which a baseline is left to Fieller."""
        return NEAR_ZERO_ALWAYS if self.method in SEQUENTIAL else NEAR_ZERO


def judge(given: Pair, asked: Asked) -> Comparison:
    """Compare two estimates, wherever they come from."""
    why = why_not(given)
    if why is not None:
        return nothing(given, asked, why)
    pair = steadied(given) if asked.method in SEQUENTIAL else given
    half = multiplier(pair, asked) * pair.error
    said = structs.replace(
        nothing(pair, asked, None),
        difference=pair.difference,
        difference_error=pair.error,
        difference_range=Range(pair.difference - half, pair.difference + half),
        p=_p(pair, asked, pair.difference / pair.error),
        borrowed=pair is not given,
        early=min(given.control.effective, given.treatment.effective) < EARLY,
    )
    if asked.method is Method.BAYES:
        said = structs.replace(
            said,
            chance_to_beat=bayes.normal_chance(pair.difference, pair.error),
            expected_loss=bayes.normal_loss(pair.difference, pair.error),
        )
    return _with_lift(said, pair, asked)


def why_not(pair: Pair) -> Why | None:
    """Say why nothing can be said of two estimates; None if something can."""
    if min(pair.control.n, pair.treatment.n) < FEWEST:
        return Why.TOO_FEW
    if not (math.isfinite(pair.difference) and math.isfinite(pair.error)):
        return Why.NOT_FINITE
    return None if pair.error else Why.NO_SPREAD


def nothing(pair: Pair, asked: Asked, why: Why | None) -> Comparison:
    """Return what is known of the arms alone."""
    return Comparison(
        method=asked.method,
        alpha=asked.alpha,
        planned=asked.planned,
        control_n=pair.control.n,
        treatment_n=pair.treatment.n,
        control_mean=pair.control.mean,
        treatment_mean=pair.treatment.mean,
        why_not=why,
    )


def multiplier(pair: Pair, asked: Asked) -> float:
    """Return how many standard errors the range reaches to each side."""
    if asked.method is Method.FIXED:
        return fixed.multiplier(asked.alpha, pair.freedom)
    if asked.method is Method.BAYES:
        return bayes.multiplier(asked.alpha)
    return sequences.multiplier(asked.alpha, _weight(pair, asked))


def _with_lift(said: Comparison, pair: Pair, asked: Asked) -> Comparison:
    if not pair.control.mean or not math.isfinite(pair.relative_error):
        return structs.replace(said, why_no_lift=Why.NO_BASELINE)
    reach = multiplier(pair, asked)
    found, how = lift_range(pair, reach, near=asked.near, how=asked.lift)
    return structs.replace(
        said,
        relative=pair.relative,
        relative_error=pair.relative_error,
        relative_range=found,
        # where Fieller made the range, no lift and no difference are one question
        relative_p=said.p if how is How.FIELLER else _p(pair, asked, _standardised_lift(pair)),
        relative_how=how,
    )


def _standardised_lift(pair: Pair) -> float:
    """The lift in its own standard errors; that is zero where a treatment has no value at all."""
    return pair.relative / pair.relative_error if pair.relative_error else 0.0


def _p(pair: Pair, asked: Asked, standardised: float) -> float | None:
    if asked.method is Method.BAYES:
        return None
    if asked.method is Method.FIXED:
        return fixed.p_value(standardised, pair.freedom)
    return sequences.p_value(standardised, _weight(pair, asked))


def _weight(pair: Pair, asked: Asked) -> float:
    if asked.method is Method.MSPRT and asked.spread is not None:
        return sequences.weight_of_spread(asked.spread, pair.error)
    return sequences.weight_of_plan(asked.alpha, pair.n, asked.planned)
