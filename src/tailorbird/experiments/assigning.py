"""Who gets which arm of one experiment. Pure, and quick: what does not change is made ready once.

The order is the published one: an identifier forced by hand, then whether the experiment runs,
then what the person was shown before, then the namespace, the condition and the segment, and last
the draw.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

from tailorbird.experiments.bucketing import (
    Range,
    arm_of,
    bucket_from,
    fnv1a,
    in_namespace,
    ranges_of,
)
from tailorbird.experiments.conditions import holds
from tailorbird.experiments.published import guarded
from tailorbird.experiments.types import Experiment, Status, Variation

FEWEST_ARMS = 2
UNIT = "id"  # the attribute that clients draw by


class Why(StrEnum):
    """Why somebody has a variation, or none."""

    HASH = "hash"
    """Drawn."""
    STICKY = "sticky"
    """Shown it before."""
    FORCED = "forced"
    """Set by hand, to look at it; never counted."""
    ROLLED_OUT = "rolled_out"
    """The experiment is over, and everybody gets it."""
    NOT_RUNNING = "not_running"
    NO_UNIT = "no_unit"
    """Nothing to draw by: the call names nobody."""
    OTHER_NAMESPACE_PART = "other_namespace_part"
    CONDITION = "condition"
    SEGMENT = "segment"
    NOT_COVERED = "not_covered"
    """Not in the share of people that takes part."""


class Assignment(Struct, frozen=True, kw_only=True):
    """One experiment's answer for somebody; ``variation`` is None where they are not taken in.

    ``counted`` says whether seeing it is an exposure.
    """

    experiment_id: str
    variation: str | None
    value: Any = None
    why: Why

    @property
    def counted(self) -> bool:
        """Whether seeing the variation is an exposure."""
        return self.variation is not None and self.why in {Why.HASH, Why.STICKY}


class Ready(Struct, frozen=True, kw_only=True):
    """An experiment with what every draw needs worked out beforehand."""

    experiment: Experiment
    state: int
    ranges: tuple[Range, ...]
    condition: Mapping[str, Any]

    @classmethod
    def of(cls, experiment: Experiment) -> Ready:
        """Make an experiment ready for drawing."""
        weights = tuple(one.weight for one in experiment.variations)
        return cls(
            experiment=experiment,
            state=fnv1a(experiment.seed or experiment.key),
            ranges=experiment.ranges or ranges_of(weights, experiment.coverage),
            condition=guarded(experiment.condition),
        )


class Asker(Struct, frozen=True, kw_only=True):
    """Who asks: what they are drawn by, known by, and what is known of them.

    ``shown`` are the variations they saw of each experiment, the first first; ``segments`` those
    they are in.
    """

    unit: str
    identifiers: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = {}
    shown: Mapping[str, Sequence[str]] = {}
    segments: Collection[str] = ()
    forced: Mapping[str, str] = {}


def assign(ready: Ready, asker: Asker) -> Assignment:
    """Return which variation somebody gets, or why none."""
    experiment = ready.experiment
    if forced := _forced(experiment, asker):
        return _given(experiment, forced, Why.FORCED)
    if experiment.status is Status.STOPPED and experiment.rolled_out:
        return _given(experiment, experiment.rolled_out, Why.ROLLED_OUT)
    if experiment.status is not Status.RUNNING or len(experiment.variations) < FEWEST_ARMS:
        return _nothing(experiment, Why.NOT_RUNNING)
    if shown := _shown_first(experiment, asker.shown.get(experiment.experiment_id, ())):
        return _shown(experiment, shown, Why.STICKY)
    return _drawn(ready, asker)


def _shown_first(experiment: Experiment, shown: Sequence[str]) -> Variation | None:
    """Return what was seen first of what the experiment has: pages may have said another key."""
    arms = {one.key: one for one in experiment.variations} if shown else {}
    return next((arms[key] for key in shown if key in arms), None)


def _drawn(ready: Ready, asker: Asker) -> Assignment:
    experiment = ready.experiment
    if not asker.unit:
        return _nothing(experiment, Why.NO_UNIT)
    if why := _left_out(ready, asker):
        return _nothing(experiment, why)
    arm = arm_of(bucket_from(ready.state, asker.unit), ready.ranges)
    if arm is None:
        return _nothing(experiment, Why.NOT_COVERED)
    return _shown(experiment, experiment.variations[arm], Why.HASH)


def _left_out(ready: Ready, asker: Asker) -> Why | None:
    experiment = ready.experiment
    part = experiment.namespace
    if part and not in_namespace(part.name, part.first, part.end, asker.unit):
        return Why.OTHER_NAMESPACE_PART
    if ready.condition and not holds(ready.condition, {**asker.attributes, UNIT: asker.unit}):
        return Why.CONDITION
    if experiment.segment_id is not None and experiment.segment_id not in asker.segments:
        return Why.SEGMENT
    return None


def _forced(experiment: Experiment, asker: Asker) -> str | None:
    """Return the variation set by hand: by the call, or by an identifier in the definition."""
    if not (asker.forced or experiment.forced):
        return None
    known = {one.key for one in experiment.variations}
    wanted = [asker.forced.get(experiment.key)]
    if experiment.forced:
        wanted += [experiment.forced.get(one) for one in (asker.unit, *asker.identifiers)]
    return next((one for one in wanted if one in known), None)


def _given(experiment: Experiment, wanted: str, why: Why) -> Assignment:
    """Return a variation by its key, which is one of the experiment's."""
    return next(_shown(experiment, one, why) for one in experiment.variations if one.key == wanted)


def _shown(experiment: Experiment, variation: Variation, why: Why) -> Assignment:
    return Assignment(
        experiment_id=experiment.experiment_id,
        variation=variation.key,
        value=value_of(variation),
        why=why,
    )


def value_of(variation: Variation) -> Any:
    """Return what a page receives for a variation: its value, or its key where it has none."""
    return variation.key if variation.value is None else variation.value


def _nothing(experiment: Experiment, why: Why) -> Assignment:
    return Assignment(experiment_id=experiment.experiment_id, variation=None, why=why)
