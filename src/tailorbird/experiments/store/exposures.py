"""Queries on who saw which variation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, delete, exists, func, select

from tailorbird.experiments.store.tables import exposures
from tailorbird.experiments.types import Exposure
from tailorbird.storage.among import among
from tailorbird.storage.bulk import keep_earliest

_seen = exposures.c
_PART = 5_000


def add(connection: Connection, found: Sequence[Exposure]) -> None:
    """Write down who saw what; of what is known already the earlier moment stays."""
    rows = [(one.experiment_id, one.profile_id, one.variation, one.first_at) for one in found]
    keep_earliest(connection, exposures, rows, _seen.first_at)


def of_people(connection: Connection, people: Collection[str]) -> list[Exposure]:
    """Return everything these people saw, the earliest first."""
    theirs = among(connection, _seen.profile_id, people)
    rows = connection.execute(
        select(exposures).where(theirs).order_by(_seen.first_at, _seen.variation)
    )
    return [Exposure(**row) for row in rows.mappings()]


def of_experiment(connection: Connection, experiment_id: str) -> Iterator[Exposure]:
    """Yield everything that was seen of an experiment, by person, without holding it all."""
    mine = select(exposures).where(_seen.experiment_id == experiment_id)
    ordered = mine.order_by(_seen.profile_id, _seen.first_at, _seen.variation)
    rows = connection.execute(ordered.execution_options(yield_per=_PART))
    return (Exposure(**row) for row in rows.mappings())


def counts(connection: Connection, experiment_id: str) -> dict[str, int]:
    """Return how many people saw each variation; who saw two is in both."""
    mine = select(_seen.variation, func.count()).where(_seen.experiment_id == experiment_id)
    rows = connection.execute(mine.group_by(_seen.variation)).all()
    return {row.variation: row[1] for row in rows}


def in_several(connection: Connection, experiment_id: str) -> int:
    """Return how many people saw more than one variation."""
    twice = (
        select(_seen.profile_id)
        .where(_seen.experiment_id == experiment_id)
        .group_by(_seen.profile_id)
        .having(func.count() > 1)
    )
    return connection.execute(select(func.count()).select_from(twice.subquery())).scalar() or 0


def undefined(
    connection: Connection, known: Collection[str], most: int
) -> list[tuple[str, str, int]]:
    """Return (experiment, variation, people) of what was seen and no definition names.

    ``known`` holds experiments' keys; those whose people saw most come first.
    """
    people = func.count()
    unknown: ColumnElement[bool] = ~among(connection, _seen.experiment_id, known)
    rows = connection.execute(
        select(_seen.experiment_id, _seen.variation, people)
        .where(unknown)
        .group_by(_seen.experiment_id, _seen.variation)
        .order_by(people.desc(), _seen.experiment_id, _seen.variation)
        .limit(most)
    )
    return [(experiment_id, variation, number) for experiment_id, variation, number in rows]


def any_of(connection: Connection, experiment_id: str) -> bool:
    """Whether anybody saw anything of an experiment."""
    return connection.execute(
        select(exists().where(_seen.experiment_id == experiment_id))
    ).scalar_one()


def join(connection: Connection, old: str, new: str) -> None:
    """Give what one profile saw to another: both sets together, each at its earliest."""
    rows = connection.execute(select(exposures).where(_seen.profile_id == old)).all()
    keep_earliest(
        connection,
        exposures,
        [(row.experiment_id, new, row.variation, row.first_at) for row in rows],
        _seen.first_at,
    )
    connection.execute(delete(exposures).where(_seen.profile_id == old))
