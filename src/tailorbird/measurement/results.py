"""What an experiment brought, from its sums alone. Pure.

Money is in minor units here; whoever shows it divides.
"""

from __future__ import annotations

from msgspec import Struct, structs

from tailorbird.experiments.types import Experiment
from tailorbird.measurement.metrics import Metric, Shape, metrics_of
from tailorbird.measurement.types import Sums
from tailorbird.statistics.comparing import compare, compare_adjusted, compare_ratios
from tailorbird.statistics.multiple import benjamini_hochberg
from tailorbird.statistics.types import Comparison, Method, Paired

_NOBODY = Paired()


class Asked(Struct, frozen=True, kw_only=True):
    """How a result is to be made. ``adjusted``: with CUPED, by the same metric from before."""

    method: Method = Method.SEQUENCE
    adjusted: bool = False
    planned: int | None = None
    alpha: float = 0.05


class Arm(Struct, frozen=True, kw_only=True):
    """One arm's sums of one metric, and what they say: the mean, or the ratio."""

    variation: str
    name: str
    sums: Paired
    value: float | None


class Against(Struct, frozen=True, kw_only=True):
    """One arm beside the control. ``extra`` is the difference over all people of the arm.

    ``adjusted_p`` is p after Benjamini and Hochberg over all arms and metrics of the result.
    """

    variation: str
    comparison: Comparison
    extra: float | None
    extra_low: float | None
    extra_high: float | None
    adjusted_p: float | None = None


class Line(Struct, frozen=True, kw_only=True):
    """One metric: each arm, and each treatment beside the control."""

    metric: str
    money: bool
    share: bool
    good: int
    arms: tuple[Arm, ...]
    against: tuple[Against, ...]


def lines(experiment: Experiment, sums: Sums, asked: Asked) -> tuple[Line, ...]:
    """Return every metric of an experiment at its own level, its own metric first."""
    asked = structs.replace(asked, alpha=experiment.measuring.alpha)
    own = experiment.measuring.metric
    metrics = sorted(metrics_of(experiment), key=lambda one: one.name != own)
    return _corrected(tuple(_line(experiment, metric, sums, asked) for metric in metrics))


def _line(experiment: Experiment, metric: Metric, sums: Sums, asked: Asked) -> Line:
    found = {one.key: sums.get((one.key, metric.name), _NOBODY) for one in experiment.variations}
    control, *others = experiment.variations
    return Line(
        metric=metric.name,
        money=metric.money,
        share=metric.share,
        good=metric.good,
        arms=tuple(
            Arm(
                variation=one.key,
                name=one.name,
                sums=found[one.key],
                value=value_of(metric, found[one.key]),
            )
            for one in experiment.variations
        ),
        against=tuple(
            _against(metric, one.key, found[control.key], found[one.key], asked) for one in others
        ),
    )


def value_of(metric: Metric, sums: Paired) -> float | None:
    """Return an arm's mean, or ratio; None where there is nothing to divide by."""
    below = sums.x if metric.shape is Shape.RATIO else sums.n
    return sums.y / below if below else None


def _against(
    metric: Metric, variation: str, control: Paired, treatment: Paired, asked: Asked
) -> Against:
    said = compared(metric, control, treatment, asked)
    ranged = said.difference_range
    sums_up = metric.shape is Shape.MEAN
    return Against(
        variation=variation,
        comparison=said,
        extra=_times(said.difference, treatment.n) if sums_up else None,
        extra_low=_times(ranged.low, treatment.n) if ranged and sums_up else None,
        extra_high=_times(ranged.high, treatment.n) if ranged and sums_up else None,
    )


def _times(value: float | None, people: float) -> float | None:
    return None if value is None else value * people


def compared(metric: Metric, control: Paired, treatment: Paired, asked: Asked) -> Comparison:
    """Return what the method asked for says of one arm beside the control."""
    method, planned, alpha = asked.method, asked.planned, asked.alpha
    if metric.shape is Shape.RATIO:
        return compare_ratios(control, treatment, method=method, alpha=alpha, planned=planned)
    if asked.adjusted:
        return compare_adjusted(control, treatment, method=method, alpha=alpha, planned=planned)
    return compare(control.outcome, treatment.outcome, method=method, alpha=alpha, planned=planned)


def _corrected(found: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines with each p raised for how many are looked at."""
    ps = [one.comparison.p for line in found for one in line.against]
    known = [p for p in ps if p is not None]
    raised = iter(benjamini_hochberg(known))
    return tuple(
        structs.replace(
            line,
            against=tuple(
                one if one.comparison.p is None else structs.replace(one, adjusted_p=next(raised))
                for one in line.against
            ),
        )
        for line in found
    )
