"""Queries on what is kept of people here: to export and to erase."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, delete, select

from tailorbird.experiments.store.tables import experiment_forced, exposures
from tailorbird.storage.personal import Counts, Rows, Subject


def export_rows(connection: Connection, subject: Subject) -> Rows:
    """Return every row about somebody, by table."""
    found: Rows = {}
    for table, theirs in _mine(subject):
        rows = connection.execute(select(table).where(theirs).order_by(*table.primary_key.columns))
        found[table.name] = [dict(row) for row in rows.mappings()]
    return found


def erase(connection: Connection, subject: Subject) -> Counts:
    """Forget what somebody saw, and that anything was set for them by hand."""
    return {
        table.name: connection.execute(delete(table).where(theirs)).rowcount
        for table, theirs in _mine(subject)
    }


def _mine(subject: Subject) -> list[tuple[Table, ColumnElement[bool]]]:
    known = (*subject.identifiers, *subject.profile_ids)
    return [
        (exposures, exposures.c.profile_id.in_(subject.profile_ids)),
        (experiment_forced, experiment_forced.c.value.in_(known)),
    ]
