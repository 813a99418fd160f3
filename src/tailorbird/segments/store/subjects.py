"""Queries on what segments keep of people: to export, to erase, and to join two."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from tailorbird.segments.store import movements
from tailorbird.segments.store.tables import (
    predicted_values,
    segment_members,
    segment_movements,
    segment_timers,
    segment_touched,
)
from tailorbird.storage.personal import Counts, Rows, Subject

_KEPT: tuple[Table, ...] = (
    segment_members,
    segment_timers,
    segment_touched,
    segment_movements,
    predicted_values,
)


def export_rows(connection: Connection, subject: Subject) -> Rows:
    """Return every row about somebody, by table."""
    found: Rows = {}
    for table in _KEPT:
        mine = table.c.profile_id.in_(subject.profile_ids)
        rows = connection.execute(select(table).where(mine).order_by(*table.primary_key.columns))
        found[table.name] = [dict(row) for row in rows.mappings()]
    return found


def erase(connection: Connection, subject: Subject) -> Counts:
    """Forget somebody; sizes go down without a movement."""
    members = segment_members.c
    mine = members.profile_id.in_(subject.profile_ids)
    counted = select(members.segment_id, func.count()).where(mine).group_by(members.segment_id)
    for segment_id, gone in connection.execute(counted).all():
        movements.correct(connection, segment_id, gone)
    return {
        table.name: connection.execute(
            delete(table).where(table.c.profile_id.in_(subject.profile_ids))
        ).rowcount
        for table in _KEPT
    }


def join(connection: Connection, old: str, new: str) -> None:
    """Give what is kept of one profile to another; the processor looks at that one at once."""
    for segment_id in _segments_of(connection, old) & _segments_of(connection, new):
        # they were counted twice: one of the two goes, and no event tells of it
        moves = segment_movements.c
        same = (moves.profile_id == old) & (moves.segment_id == segment_id)
        connection.execute(delete(segment_movements).where(same))
        _remove(connection, old, segment_id)
        movements.correct(connection, segment_id, 1)
    for table in (segment_members, segment_movements):
        _reassign(connection, table, old, new)
    _join_predicted(connection, old, new)
    for table in (segment_timers, segment_touched):
        connection.execute(delete(table).where(table.c.profile_id == old))


def _segments_of(connection: Connection, profile_id: str) -> set[str]:
    members = segment_members.c
    mine = select(members.segment_id).where(members.profile_id == profile_id)
    return set(connection.execute(mine).scalars())


def _remove(connection: Connection, profile_id: str, segment_id: str) -> None:
    members = segment_members.c
    this = (members.profile_id == profile_id) & (members.segment_id == segment_id)
    connection.execute(delete(segment_members).where(this))


def _reassign(connection: Connection, table: Table, old: str, new: str) -> None:
    values: dict[str, Any] = {"profile_id": new}
    connection.execute(update(table).where(table.c.profile_id == old).values(values))


def _join_predicted(connection: Connection, old: str, new: str) -> None:
    values = predicted_values.c
    known = select(values.name).where(values.profile_id == new).scalar_subquery()
    mine = values.profile_id == old
    connection.execute(delete(predicted_values).where(mine, values.name.in_(known)))
    _reassign(connection, predicted_values, old, new)
