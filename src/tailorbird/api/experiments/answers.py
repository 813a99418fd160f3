"""What the calls about experiments take and answer, as types. Instants are ISO 8601 text, UTC."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from tailorbird.api.segments.answers import Moment, moment
from tailorbird.experiments.defining import Edit, NewExperiment
from tailorbird.experiments.holdouts import Outlook
from tailorbird.experiments.service import Assignments, Seen
from tailorbird.experiments.types import (
    Change,
    Experiment,
    Kind,
    Measuring,
    Namespace,
    Status,
    Variation,
)

__all__ = ["Edit", "NewExperiment", "Outlook"]


class Stopping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an experiment ends: everybody gets ``roll_out`` from now on, or nobody anything."""

    roll_out: str | None = None


class HoldingOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to hold out: a share in ten-thousandths, of a ``tactic`` or, left out, of everything.

    A turn lasts so many weeks; then the next people are held out.
    """

    share: int
    tactic: str | None = None
    weeks: int = 13


class ShownExperiment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An experiment, or one turn of a comparison group. Weights and coverage are ten-thousandths.

    The first variation is the control. ``counted`` is how many people saw each, ``in_several``
    how many saw more than one; measuring leaves those out. Both are null in lists.
    """

    key: str
    name: str
    description: str
    kind: Kind
    status: Status
    variations: tuple[Variation, ...]
    coverage: int
    seed: str
    namespace: Namespace | None
    condition: dict[str, Any]
    segment_id: str | None
    forced: dict[str, str]
    tactic: str | None
    rotation: int | None
    rolled_out: str | None
    measuring: Measuring
    created_at: Moment
    started_at: Moment | None
    stopped_at: Moment | None
    ends_at: Moment | None
    counted: dict[str, int] | None
    in_several: int | None


class ExperimentList(Struct, frozen=True, forbid_unknown_fields=True):
    """Every experiment and comparison group, the newest first."""

    experiments: list[ShownExperiment]


class ShownChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was done to an experiment, when and by whom in the shop."""

    at: Moment
    by: str
    what: str


class ChangeList(Struct, frozen=True, forbid_unknown_fields=True):
    """What was done to an experiment, in order."""

    changes: list[ShownChange]


class ShownUndefined(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """People saw a variation that nobody defined: a misspelt key, or another shop's."""

    experiment: str
    variation: str
    people: int


class UndefinedList(Struct, frozen=True, forbid_unknown_fields=True):
    """What people saw of experiments and variations that nobody defined."""

    undefined: list[ShownUndefined]


class ShownAssignment(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"
):
    """What somebody gets of one experiment; ``variationId`` is null where they are not taken in.

    ``why`` is ``hash`` (drawn), ``sticky`` (shown before), ``forced``, ``rolled_out``, or why they
    are not taken in: ``not_running``, ``no_unit``, ``other_namespace_part``, ``condition``,
    ``segment``, ``not_covered``. ``counted`` says whether seeing it counts.
    """

    experiment_id: str
    variation_id: str | None
    value: Annotated[Any, Meta(description="What the variation gives the page; any JSON.")]
    why: str
    counted: bool


class Assigned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer per experiment asked for, in that order."""

    assignments: list[ShownAssignment]


def shown(experiment: Experiment, seen: Seen | None = None) -> ShownExperiment:
    """Return an experiment as the calls answer it."""
    values = structs.asdict(experiment)
    same = {
        name: values[name]
        for name in ShownExperiment.__struct_fields__
        if name in values and not name.endswith("_at")
    }
    return ShownExperiment(
        **same,
        created_at=moment(experiment.created_at),
        started_at=_moment(experiment.started_at),
        stopped_at=_moment(experiment.stopped_at),
        ends_at=_moment(experiment.ends_at),
        counted=None if seen is None else seen.people,
        in_several=None if seen is None else seen.in_several,
    )


def _moment(at: int | None) -> str | None:
    return None if at is None else moment(at)


def shown_change(change: Change) -> ShownChange:
    """Return a change as the calls answer it."""
    return ShownChange(at=moment(change.at), by=change.done_by, what=change.what)


def assigned(found: Assignments) -> Assigned:
    """Return what somebody gets as the call answers it."""
    return Assigned(
        assignments=[
            ShownAssignment(
                experiment_id=one.experiment_id,
                variation_id=one.variation,
                value=one.value,
                why=one.why,
                counted=one.counted,
            )
            for one in found.assignments
        ]
    )
