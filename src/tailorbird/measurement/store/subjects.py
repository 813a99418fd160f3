"""Queries on what this room keeps of one person."""

from __future__ import annotations

from sqlalchemy import Connection, select

from tailorbird.measurement.store.tables import measured_people
from tailorbird.storage.personal import Rows, Subject


def export_rows(connection: Connection, subject: Subject) -> Rows:
    """Return every row about somebody, by table."""
    mine = measured_people.c.profile_id.in_(subject.profile_ids)
    wanted = select(measured_people).where(mine).order_by(*measured_people.primary_key.columns)
    rows = connection.execute(wanted)
    return {measured_people.name: [dict(row) for row in rows.mappings()]}
