"""Many rows at once, the fastest way the database offers, behind one name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, MetaData, Table, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

# both know the same ON CONFLICT, each by a class of its own
_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows whose values stand in the order of the table's columns.

    Values go to the driver as they are, so columns that need a conversion (JSON) must come
    converted.
    """
    if rows and connection.dialect.name == "postgresql":
        from tailorbird.storage.engines import postgres  # noqa: PLC0415 - loaded only where used

        postgres.copy_rows(connection, table, rows)
    elif rows:
        connection.exec_driver_sql(_statement(table, connection.dialect), list(rows))


def keep_newest(
    connection: Connection, table: Table, rows: Sequence[tuple[object, ...]], when: Column[int]
) -> None:
    """Insert rows, in the order of the columns; of one that is there the later ``when`` stays."""
    if rows:
        new = _INSERTS[connection.dialect.name](table)
        later = getattr(new.excluded, when.name)
        kept = new.on_conflict_do_update(
            index_elements=list(table.primary_key.columns), set_={when: later}, where=when < later
        )
        names = table.columns.keys()
        connection.execute(kept, [dict(zip(names, row, strict=True)) for row in rows])


def keep_earliest(
    connection: Connection, table: Table, rows: Sequence[tuple[object, ...]], when: Column[int]
) -> None:
    """Insert rows, in the order of the columns; of one that is there the earlier ``when`` stays."""
    if rows:
        new = _INSERTS[connection.dialect.name](table)
        earlier = getattr(new.excluded, when.name)
        kept = new.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={when: earlier},
            where=when > earlier,
        )
        names = table.columns.keys()
        connection.execute(kept, [dict(zip(names, row, strict=True)) for row in rows])


def empty_tables(connection: Connection, tables: MetaData) -> None:
    """Remove every row of these tables; numbers that count up begin at 1 again."""
    for table in tables.sorted_tables:
        connection.execute(delete(table))
        number = table.autoincrement_column
        if number is not None and connection.dialect.name == "postgresql":
            sequence = func.pg_get_serial_sequence(table.name, number.name)
            connection.execute(select(func.setval(sequence, 1, False)))


@lru_cache(maxsize=64)
def _statement(table: Table, dialect: Dialect) -> str:
    return str(insert(table).compile(dialect=dialect))
