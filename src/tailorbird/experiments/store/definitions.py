"""Queries on what experiments there are, and what was done to them."""

from __future__ import annotations

import msgspec
from msgspec.structs import asdict, replace
from sqlalchemy import Connection, delete, func, insert, select, update

from tailorbird.experiments.store.tables import (
    experiment_changes,
    experiment_forced,
    experiments,
)
from tailorbird.experiments.types import Change, Experiment
from tailorbird.storage.bulk import insert_rows

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Experiment).decode
_changes = experiment_changes.c


def number(connection: Connection) -> int:
    """Return a number that counts up with every change of any experiment."""
    return connection.execute(select(func.max(_changes.number))).scalar() or 0


def forced_count(connection: Connection) -> int:
    """Return how many identifiers are set by hand: it falls when somebody is erased."""
    return connection.execute(select(func.count()).select_from(experiment_forced)).scalar() or 0


def changed_at(connection: Connection) -> int:
    """Return when any experiment was changed last, 0 before the first."""
    return connection.execute(select(func.max(_changes.at))).scalar() or 0


def read_all(connection: Connection) -> list[Experiment]:
    """Return every experiment, the newest first."""
    rows = connection.execute(
        select(experiments.c.definition).order_by(
            experiments.c.created_at.desc(), experiments.c.experiment_id
        )
    )
    forced = _forced(connection)
    found = [_decode(text) for text in rows.scalars()]
    return [replace(one, forced=forced.get(one.experiment_id, {})) for one in found]


def read(connection: Connection, experiment_id: str) -> Experiment | None:
    """Return one experiment, None if there is none with that key."""
    this = experiments.c.experiment_id == experiment_id
    text = connection.execute(select(experiments.c.definition).where(this)).scalar()
    if text is None:
        return None
    return replace(_decode(text), forced=_forced(connection).get(experiment_id, {}))


def _forced(connection: Connection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(select(experiment_forced).order_by(experiment_forced.c.value))
    for experiment_id, value, variation in rows:
        found.setdefault(experiment_id, {})[value] = variation
    return found


def save(connection: Connection, experiment: Experiment) -> None:
    """Write an experiment down, or in the place of what it was."""
    values = {
        "kind": experiment.kind.value,
        "status": experiment.status.value,
        "definition": _encode(replace(experiment, forced={})).decode(),
        "created_at": experiment.created_at,
    }
    experiment_id = experiment.experiment_id
    this = experiments.c.experiment_id == experiment_id
    if not connection.execute(update(experiments).where(this).values(values)).rowcount:
        connection.execute(insert(experiments).values(experiment_id=experiment_id, **values))
    mine = experiment_forced.c.experiment_id == experiment_id
    connection.execute(delete(experiment_forced).where(mine))
    rows = [(experiment_id, value, arm) for value, arm in sorted(experiment.forced.items())]
    insert_rows(connection, experiment_forced, rows)


def note(connection: Connection, change: Change) -> None:
    """Write down what was done, when and by whom."""
    connection.execute(insert(experiment_changes).values(asdict(change)))


def changes(connection: Connection, experiment_id: str) -> list[Change]:
    """Return what was done to an experiment, in order."""
    mine = select(experiment_changes).where(_changes.experiment_id == experiment_id)
    rows = connection.execute(mine.order_by(_changes.number)).all()
    return [
        Change(experiment_id=row.experiment_id, at=row.at, done_by=row.done_by, what=row.what)
        for row in rows
    ]
