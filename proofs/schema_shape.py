"""Everything a database knows of its tables, to be compared with another's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, inspect

from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, Step, outstanding, upgrade

STEPS = "alembic_version"  # the table that says which steps were taken
Shape = dict[str, dict[str, Any]]


def shape(connection: Connection) -> Shape:
    """The tables by name: columns, keys, indexes, constraints; without the table of steps."""
    found = inspect(connection)
    return {
        table: {
            "columns": {one["name"]: _column(one) for one in found.get_columns(table)},
            "key": found.get_pk_constraint(table),
            "indexes": sorted(repr(one) for one in found.get_indexes(table)),
            "unique": sorted(repr(one) for one in found.get_unique_constraints(table)),
            "foreign": sorted(repr(one) for one in found.get_foreign_keys(table)),
            "checks": sorted(repr(one) for one in found.get_check_constraints(table)),
            "kind": _kind(connection, table),
        }
        for table in found.get_table_names()
        if table != STEPS
    }


def shapes_by_step(database: Database, chain: Chain) -> dict[str, Shape]:
    """What each step leads to, by the step's name; "" before the first. The database is empty."""
    shapes = {"": shape_of(database)}
    names = [step.name for step in outstanding(database, chain)]

    def look(step: Step) -> None:
        before = names.index(step.name) - 1
        if before >= 0:
            shapes[names[before]] = shape_of(database)

    upgrade(database, chain, look)
    shapes[names[-1]] = shape_of(database)
    return shapes


def shape_of(database: Database) -> Shape:
    """The shape of a database as it is now."""
    with database.read() as connection:
        return shape(connection)


def _column(one: Any) -> tuple[str, bool, str]:
    return str(one["type"]), one["nullable"], str(one["default"])


def _kind(connection: Connection, table: str) -> str:
    if connection.dialect.name != "sqlite":
        return ""
    made = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
    ).scalar_one()
    return " ".join(word for word in ("WITHOUT ROWID", "AUTOINCREMENT") if word in made)
