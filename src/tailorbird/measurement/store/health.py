"""Queries that count what health is judged by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from tailorbird.core.clock import DAY
from tailorbird.experiments.store.tables import exposures
from tailorbird.experiments.types import Experiment
from tailorbird.measurement.health import Counts
from tailorbird.measurement.store.tables import measured_people
from tailorbird.measurement.types import LEFT_OUT, MACHINE, SEVERAL
from tailorbird.profiles.store.tables import profiles

_people, _seen, _known = measured_people.c, exposures.c, profiles.c
Slice = dict[str, dict[str, int]]


def counts(connection: Connection, experiment: Experiment) -> Counts:
    """Return everything that health is judged by, as folded now."""
    found = _by_variation(connection, experiment)
    return Counts(
        people={key: people for key, (people, _) in found.items() if key not in LEFT_OUT},
        several=found.get(SEVERAL, (0, 0))[0],
        machines=found.get(MACHINE, (0, 0))[0],
        unknown=_unknown(connection, experiment),
        outside=_outside(connection, experiment),
        largest={key: largest for key, (_, largest) in found.items() if key not in LEFT_OUT},
        slices={
            "day": _days(connection, experiment),
            "kind": _kinds(connection, experiment),
        },
    )


def _by_variation(connection: Connection, experiment: Experiment) -> dict[str, tuple[int, int]]:
    mine = select(_people.variation, func.count(), func.max(_people.own)).where(
        _people.experiment_id == experiment.key
    )
    rows = connection.execute(mine.group_by(_people.variation))
    return {variation: (people, largest) for variation, people, largest in rows}


def _unknown(connection: Connection, experiment: Experiment) -> dict[str, int]:
    known = [one.key for one in experiment.variations]
    mine = (_seen.experiment_id == experiment.key) & _seen.variation.not_in(known)
    rows = connection.execute(
        select(_seen.variation, func.count().label("people")).where(mine).group_by(_seen.variation)
    )
    return {row.variation: row.people for row in rows}


def _outside(connection: Connection, experiment: Experiment) -> int:
    early = _seen.first_at < (experiment.started_at or 0)
    out = (
        early if experiment.stopped_at is None else early | (_seen.first_at > experiment.stopped_at)
    )
    people = select(func.count(_seen.profile_id.distinct())).where(
        _seen.experiment_id == experiment.key, out
    )
    return connection.execute(people).scalar() or 0


def _days(connection: Connection, experiment: Experiment) -> Slice:
    """Return people by the day of their exposure, counted from the start."""
    begun = experiment.started_at or 0
    day = (_people.exposed_at - begun) // DAY
    return _slices(connection, experiment, day)


def _kinds(connection: Connection, experiment: Experiment) -> Slice:
    """Return people by whether the shop knew them a day before their exposure."""
    known = _known.profile_id == _people.profile_id
    first = select(_known.first_seen).where(known).scalar_subquery()
    kind = case((first < _people.exposed_at - DAY, "returning"), else_="new")
    return _slices(connection, experiment, kind)


def _slices(connection: Connection, experiment: Experiment, part: ColumnElement[Any]) -> Slice:
    mine = (_people.experiment_id == experiment.key) & _people.variation.not_in(sorted(LEFT_OUT))
    each = select(part.label("part"), _people.variation.label("arm")).where(mine).subquery()
    rows = connection.execute(
        select(each.c.part, each.c.arm, func.count()).group_by(each.c.part, each.c.arm)
    )
    found: Slice = {}
    for value, variation, people in rows:
        found.setdefault(str(value), {})[variation] = people
    return found
