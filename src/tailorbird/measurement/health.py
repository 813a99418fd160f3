"""What is wrong with an experiment's data, each fault by name. Pure, over counts.

Alarms are few: the level of each is chosen so that all together raise a false one in about one of
two hundred clean experiments.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from math import sqrt

from msgspec import Struct

from tailorbird.experiments.assigning import Ready
from tailorbird.experiments.bucketing import sizes
from tailorbird.experiments.types import Experiment
from tailorbird.measurement.metrics import METRICS
from tailorbird.measurement.types import Sums
from tailorbird.statistics import sample_ratio
from tailorbird.statistics.types import Paired

ALARM = 0.001
DAY = "day"  # the dimension of which a part without anybody in an arm is a fault by itself
MOST_SEVERAL = 0.01  # of all people
MOST_MACHINES = 0.05
MOST_OF_ONE = 0.25  # of an arm's total
MOST_OUTSIDE = 0.01
FEWEST = 100  # people, before a share of them says anything
_STEPS_APART = 4.5  # standard errors: one of about 150,000 by chance


class Fault(StrEnum):
    """What can be wrong."""

    SAMPLE_RATIO = "sample_ratio"
    """The arms are not as large as designed."""
    SAMPLE_RATIO_IN_SLICE = "sample_ratio_in_slice"
    """The same among some of the people; ``where`` names them."""
    LEAK = "leak"
    """People saw an arm that nobody should."""
    SEVERAL = "several"
    """Many people saw more than one arm."""
    MACHINES = "machines"
    """Much of what came is no person."""
    UNKNOWN_VARIATION = "unknown_variation"
    """People saw a variation that is not defined."""
    OUTSIDE = "outside"
    """People saw it before it began or after it ended."""
    DIFFERENT_BEFORE = "different_before"
    """The arms differed before anybody saw anything."""
    NO_OUTCOMES = "no_outcomes"
    """One arm has no outcome at all, although others have many."""
    ONE_PERSON = "one_person"
    """One person carries the result."""
    GAP = "gap"
    """A whole day without an exposure in an arm, while others had many."""


class Counts(Struct, frozen=True, kw_only=True):
    """What health is judged by. Slices: dimension, value, variation to people.

    ``largest`` is the greatest single value of the experiment's metric in each arm; ``unknown``
    people who saw an undefined variation; ``outside`` those exposed before or after.
    """

    people: Mapping[str, int]
    several: int = 0
    machines: int = 0
    unknown: Mapping[str, int] = {}
    outside: int = 0
    largest: Mapping[str, int] = {}
    slices: Mapping[str, Mapping[str, Mapping[str, int]]] = {}


class Finding(Struct, frozen=True, kw_only=True):
    """One fault: where, in which arm, the number that shows it, and what was expected."""

    fault: Fault
    where: str = ""
    variation: str = ""
    value: float
    limit: float


def findings(experiment: Experiment, counts: Counts, sums: Sums) -> list[Finding]:
    """Return everything that is wrong, the gravest first."""
    weights = design(experiment)
    return [
        *_ratio(weights, counts),
        *_shares(counts),
        *_unknown(counts),
        *_before(experiment, sums),
        *_empty(experiment, sums),
        *_carried(experiment, counts, sums),
    ]


def design(experiment: Experiment) -> dict[str, int]:
    """Return how many of the hash's buckets each arm has."""
    found = sizes(Ready.of(experiment).ranges)
    return {one.key: size for one, size in zip(experiment.variations, found, strict=True)}


def _ratio(weights: Mapping[str, int], counts: Counts) -> Iterator[Finding]:
    overall = _checked(weights, counts.people)
    if overall.leaked:
        for key, weight in weights.items():
            if not weight and counts.people.get(key):
                people = counts.people[key]
                yield Finding(fault=Fault.LEAK, variation=key, value=people, limit=0)
    alarmed = overall.always_p < ALARM
    if alarmed:
        yield Finding(fault=Fault.SAMPLE_RATIO, value=overall.always_p, limit=ALARM)
    limit = ALARM / max(sum(len(values) for values in counts.slices.values()), 1)
    for dimension, values in counts.slices.items():
        if dimension == DAY:
            for day, seen in values.items():
                yield from _gap(weights, f"{dimension} {day}", seen)
        found = [
            Finding(fault=Fault.SAMPLE_RATIO_IN_SLICE, where=where, value=p, limit=limit)
            for value, people in values.items()
            for where, p in ((f"{dimension} {value}", _checked(weights, people).p),)
            if p < limit
        ]
        if not (alarmed and _everywhere(found, values)):
            yield from found


def _everywhere(found: Sequence[Finding], values: Collection[str]) -> bool:
    """Whether more than half of a dimension's slices are off: then no slice explains the whole."""
    return 2 * len(found) > len(values)


def _checked(weights: Mapping[str, int], people: Mapping[str, int]) -> sample_ratio.SampleRatio:
    return sample_ratio.check([people.get(key, 0) for key in weights], list(weights.values()))


def _gap(weights: Mapping[str, int], where: str, people: Mapping[str, int]) -> Iterator[Finding]:
    whole, total = sum(weights.values()), sum(people.values())
    for key, weight in weights.items():
        expected = total * weight / whole
        if not people.get(key) and expected >= FEWEST / 5:
            yield Finding(fault=Fault.GAP, where=where, variation=key, value=0, limit=expected)


def _shares(counts: Counts) -> Iterator[Finding]:
    everybody = sum(counts.people.values()) + counts.several + counts.machines + counts.outside
    if everybody < FEWEST:
        return
    limits = (
        (Fault.SEVERAL, counts.several, MOST_SEVERAL),
        (Fault.MACHINES, counts.machines, MOST_MACHINES),
        (Fault.OUTSIDE, counts.outside, MOST_OUTSIDE),
    )
    for fault, number, limit in limits:
        if number > limit * everybody:
            yield Finding(fault=fault, value=number / everybody, limit=limit)


def _unknown(counts: Counts) -> Iterator[Finding]:
    for key, people in counts.unknown.items():
        yield Finding(fault=Fault.UNKNOWN_VARIATION, variation=key, value=people, limit=0)


def _before(experiment: Experiment, sums: Sums) -> Iterator[Finding]:
    control, *others = experiment.variations
    metrics = [one.name for one in METRICS if one.name in {"orders", "revenue", "visits"}]
    for metric in metrics:
        first = sums.get((control.key, metric))
        for one in others:
            second = sums.get((one.key, metric))
            apart = _steps_apart(first, second)
            if apart is not None and apart > _STEPS_APART:
                yield Finding(
                    fault=Fault.DIFFERENT_BEFORE,
                    where=metric,
                    variation=one.key,
                    value=apart,
                    limit=_STEPS_APART,
                )


def _steps_apart(first: Paired | None, second: Paired | None) -> float | None:
    """Return by how many standard errors the means from before differ."""
    if first is None or second is None or min(first.n, second.n) < FEWEST:
        return None
    a, b = first.beside, second.beside
    spread = a.variance / a.n + b.variance / b.n
    return abs(b.mean - a.mean) / sqrt(spread) if spread > 0 else None


def _empty(experiment: Experiment, sums: Sums) -> Iterator[Finding]:
    keys = [one.key for one in experiment.variations]
    for metric in ("visits", "orders"):
        found = {key: sums[key, metric] for key in keys if (key, metric) in sums}
        total, people = sum(one.y for one in found.values()), sum(one.n for one in found.values())
        for key, one in found.items():
            expected = total * one.n / people if people else 0
            if not one.y and expected >= FEWEST / 5:
                yield Finding(
                    fault=Fault.NO_OUTCOMES, where=metric, variation=key, value=0, limit=expected
                )


def _carried(experiment: Experiment, counts: Counts, sums: Sums) -> Iterator[Finding]:
    metric = experiment.measuring.metric
    for key, value in counts.largest.items():
        one = sums.get((key, metric))
        if one is None or one.n < FEWEST or one.y <= 0:
            continue
        if value > MOST_OF_ONE * one.y and value > 1:
            part = value / one.y
            yield Finding(fault=Fault.ONE_PERSON, variation=key, value=part, limit=MOST_OF_ONE)
