"""A result in one plain sentence. Pure."""

from __future__ import annotations

from tailorbird.measurement import texts
from tailorbird.measurement.health import DAY, Finding
from tailorbird.measurement.metrics import GOAL
from tailorbird.measurement.results import Against, Line
from tailorbird.statistics.types import Range, Why

_RARELY = 1e-6  # what is rarer than this says no more as a number


def name_of(metric: str) -> str:
    """Return what a metric is called."""
    if metric.startswith(GOAL):
        return texts.GOAL.format(name=metric.removeprefix(GOAL))
    return texts.METRICS[metric]


def sentence(line: Line, one: Against) -> str:
    """Return what an arm's result says of one metric."""
    said, names = one.comparison, {arm.variation: arm.name for arm in line.arms}
    if said.why_not is Why.TOO_FEW:
        return texts.TOO_FEW if said.control_n or said.treatment_n else texts.NOBODY
    metric = name_of(line.metric)
    if said.why_not is not None:
        return texts.NO_SPREAD.format(metric=metric)
    words = {
        "arm": names[one.variation],
        "control": line.arms[0].name,
        "metric": metric,
    }
    ranged = said.relative_range
    if ranged is None or not ranged.bounded:
        return texts.OPEN_ENDED.format(**words)
    form = _form(ranged)
    return form.format(low=_percent(ranged.low), high=_percent(ranged.high), **words)


def _form(ranged: Range) -> str:
    if ranged.low > 0:
        return texts.MORE
    return texts.LESS if ranged.high < 0 else texts.OPEN


def _percent(value: float) -> str:
    return f"{100 * value:+.1f} %"


def fault_of(finding: Finding) -> str:
    """Return what one fault means."""
    return texts.FAULTS[finding.fault].format(
        where=finding.where,
        place=_place(finding.where),
        variation=finding.variation,
        value=finding.value,
        share=f"{100 * finding.value:.1f} %",
        chance=_chance(finding.value),
        limit=finding.limit,
    )


def _place(where: str) -> str:
    """Say which of the people a slice holds."""
    dimension, _, value = where.partition(" ")
    if dimension == DAY:
        return texts.DAY.format(number=int(value) + 1)
    return texts.KINDS.get(value, where)


def _chance(p: float) -> str:
    return texts.ONCE.format(times=1 / p) if p >= _RARELY else texts.RARELY
