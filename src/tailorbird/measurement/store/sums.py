"""Queries on who is measured, and on the sums over them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, Row, delete, func, select

from tailorbird.measurement.store.tables import (
    measured_days,
    measured_experiments,
    measured_people,
    measured_sums,
)
from tailorbird.measurement.types import Measured, Outcome, Sums
from tailorbird.statistics.types import Paired
from tailorbird.storage.among import among
from tailorbird.storage.bulk import insert_rows

_people, _sums, _days, _made = (
    measured_people.c,
    measured_sums.c,
    measured_days.c,
    measured_experiments.c,
)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Outcome).decode
_FIELDS = ("n", "y", "yy", "x", "xx", "xy")


def of_people(connection: Connection, people: Collection[str]) -> list[Measured]:
    """Return how these people are summed now, in every experiment."""
    mine = select(measured_people).where(among(connection, _people.profile_id, people))
    return [
        Measured(
            experiment_id=row.experiment_id,
            profile_id=row.profile_id,
            variation=row.variation,
            exposed_at=row.exposed_at,
            own=row.own,
            outcome=_decode(row.outcome),
        )
        for row in connection.execute(mine)
    ]


def put(connection: Connection, found: Iterable[Measured]) -> None:
    """Write people down who are not there yet."""
    rows = [
        (
            one.experiment_id,
            one.profile_id,
            one.variation,
            one.exposed_at,
            one.own,
            _encode(one.outcome).decode(),
        )
        for one in found
    ]
    insert_rows(connection, measured_people, rows)


def remove(connection: Connection, gone: Collection[tuple[str, str]]) -> None:
    """Take people out, by experiment and profile."""
    by_experiment: dict[str, list[str]] = {}
    for experiment_id, profile_id in gone:
        by_experiment.setdefault(experiment_id, []).append(profile_id)
    for experiment_id, people in by_experiment.items():
        theirs = among(connection, _people.profile_id, people)
        mine = _people.experiment_id == experiment_id
        connection.execute(delete(measured_people).where(mine, theirs))


def read(connection: Connection, experiment_id: str, *, lock: bool = False) -> Sums:
    """Return the sums of an experiment; with ``lock`` nobody else changes them meanwhile."""
    mine = select(measured_sums).where(_sums.experiment_id == experiment_id)
    rows = connection.execute(mine.with_for_update() if lock else mine)
    return {(row.variation, row.metric): _paired(row) for row in rows}


def write(
    connection: Connection, experiment_id: str, sums: Mapping[tuple[str, str], Paired]
) -> None:
    """Put the sums of an experiment in the place of what they were."""
    connection.execute(delete(measured_sums).where(_sums.experiment_id == experiment_id))
    rows = [
        (experiment_id, variation, metric, *_texts(one))
        for (variation, metric), one in sorted(sums.items())
        if one.n
    ]
    insert_rows(connection, measured_sums, rows)


def keep_day(connection: Connection, experiment_id: str, day: int) -> None:
    """Keep the sums as they are as those of a day."""
    mine = (_days.experiment_id == experiment_id) & (_days.day == day)
    connection.execute(delete(measured_days).where(mine))
    rows = [
        (experiment_id, day, variation, metric, *_texts(one))
        for (variation, metric), one in sorted(read(connection, experiment_id).items())
    ]
    insert_rows(connection, measured_days, rows)


def days(connection: Connection, experiment_id: str, metric: str) -> list[tuple[int, str, Paired]]:
    """Return (day, variation, sums) of one metric, by day."""
    mine = (_days.experiment_id == experiment_id) & (_days.metric == metric)
    rows = connection.execute(
        select(measured_days).where(mine).order_by(_days.day, _days.variation)
    )
    return [(row.day, row.variation, _paired(row)) for row in rows]


def exposed_since(connection: Connection, experiment_id: str, since: int) -> int:
    """Return how many people were exposed from an instant on."""
    mine = (_people.experiment_id == experiment_id) & (_people.exposed_at >= since)
    counted = select(func.count()).select_from(measured_people).where(mine)
    return connection.execute(counted).scalar() or 0


def made_by(connection: Connection) -> dict[str, str]:
    """Return by which definition the sums of each experiment are made, or being made."""
    rows = connection.execute(select(measured_experiments))
    return {row.experiment_id: row.made_by for row in rows}


def done_by(connection: Connection) -> dict[str, str]:
    """Return by which definition the sums of each experiment are made to the end."""
    rows = connection.execute(select(measured_experiments).where(_made.at > 0))
    return {row.experiment_id: row.made_by for row in rows}


def forget_made(connection: Connection) -> None:
    """Have the sums of every experiment made anew."""
    connection.execute(delete(measured_experiments))


def note_made(connection: Connection, experiment_id: str, definition: str, at: int) -> None:
    """Write down by which definition the sums are made from now on."""
    connection.execute(delete(measured_experiments).where(_made.experiment_id == experiment_id))
    insert_rows(connection, measured_experiments, [(experiment_id, definition, at)])


def clear(connection: Connection, experiment_id: str) -> None:
    """Forget who is measured in an experiment, and the sums; its days stay."""
    connection.execute(delete(measured_people).where(_people.experiment_id == experiment_id))
    connection.execute(delete(measured_sums).where(_sums.experiment_id == experiment_id))


def _paired(row: Row[tuple[str, ...]]) -> Paired:
    return Paired(*(int(getattr(row, name)) for name in _FIELDS))


def _texts(one: Paired) -> Sequence[str]:
    return [str(getattr(one, name)) for name in _FIELDS]
