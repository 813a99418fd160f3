"""Whole tables from one database to another, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, MetaData, Row, Table, delete, insert, select

from tailorbird.storage.kept import Kept, kind_of

ROWS = 5_000  # read or written at once
Values = dict[str, Any]


class Difference(Struct, frozen=True, kw_only=True):
    """A row that two databases do not agree on; None where one of them has no such row."""

    table: str
    key: dict[str, Any]
    one: Values | None
    other: Values | None


def tables_of(metadata: MetaData, kind: Kept) -> list[Table]:
    """Return the tables that keep such facts, by name."""
    every = sorted(metadata.tables.values(), key=lambda table: table.name)
    return [table for table in every if kind_of(table) is kind]


def copy_table(source: Connection, target: Connection, table: Table) -> int:
    """Add every row of a table to another database's; return how many there were."""
    copied = 0
    for part in _parts(source, table):
        target.execute(insert(table), [dict(row._mapping) for row in part])  # noqa: SLF001 - public
        copied += len(part)
    return copied


def clear_table(connection: Connection, table: Table) -> None:
    """Delete every row."""
    connection.execute(delete(table))


def rows_of(connection: Connection, table: Table) -> Iterator[Values]:
    """Yield the rows of a table in the order of its key.

    A number that the database counts up by itself says only which row came first, so the first
    is 1, the second 2, whatever the database called them.
    """
    counted = table.autoincrement_column
    number = 0
    for part in _parts(connection, table):
        for row in part:
            number += 1
            # plain text for names, so that a row can be written as JSON
            values = {str(name): value for name, value in row._mapping.items()}  # noqa: SLF001 - public
            if counted is not None:
                values[str(counted.name)] = number
            yield values


def differences(one: Connection, other: Connection, table: Table, most: int) -> list[Difference]:
    """Return the first rows, by key, on which two databases do not agree."""
    pairs = zip_longest(rows_of(one, table), rows_of(other, table))
    if all(mine == theirs for mine, theirs in pairs):
        return []
    mine, theirs = _by_key(one, table), _by_key(other, table)
    found = []
    for key in sorted({**mine, **theirs}, key=repr):
        if mine.get(key) != theirs.get(key):
            names = (str(column.name) for column in table.primary_key)
            found.append(
                Difference(
                    table=str(table.name),
                    key=dict(zip(names, key, strict=True)),
                    one=mine.get(key),
                    other=theirs.get(key),
                )
            )
    return found[:most]


def _by_key(connection: Connection, table: Table) -> dict[tuple[Any, ...], Values]:
    names = [column.name for column in table.primary_key]
    return {tuple(row[name] for name in names): row for row in rows_of(connection, table)}


def _parts(connection: Connection, table: Table) -> Iterator[list[Row[Any]]]:
    wanted = select(table).order_by(*table.primary_key.columns)
    # on the statement, not on the connection: what comes after it is no query of many rows
    rows = connection.execute(wanted, execution_options={"yield_per": ROWS})
    try:
        for part in rows.partitions():
            yield list(part)
    finally:  # for whoever stops in the middle: PostgreSQL holds a cursor open until then
        rows.close()
