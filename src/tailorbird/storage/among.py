"""Many keys in one question, as one parameter: a parameter for each costs more than the answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

import msgspec
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    LargeBinary,
    String,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.sql.schema import Column

_SIZES = (8, 32, 128, 500)  # of one question for bytes; a shorter list repeats its first


def among(
    connection: Connection, column: ColumnElement[str], values: Collection[str]
) -> ColumnElement[bool]:
    """Return the condition that a text column holds one of ``values``, however many there are."""
    if connection.dialect.name == "postgresql":
        listed = bindparam(None, list(values), ARRAY(String), unique=True)
        return column == any_(listed)
    packed = bindparam(None, msgspec.json.encode(list(values)).decode(), String, unique=True)
    return column.in_(select(func.json_each(packed).table_valued("value").c.value))


def bytes_among(
    connection: Connection, column: Column[bytes], values: Sequence[bytes]
) -> set[bytes]:
    """Return those of ``values`` that a column of bytes holds."""
    if connection.dialect.name == "postgresql":
        listed = bindparam(None, list(values), ARRAY(LargeBinary), unique=True)
        return set(connection.execute(select(column).where(column == any_(listed))).scalars())
    found: set[bytes] = set()
    for part in _parts(values):
        rows = connection.exec_driver_sql(_question(column, len(part)), part)
        found.update(key for (key,) in rows.fetchall())
    return found


def _parts(values: Sequence[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Cut into few sizes, so that few different questions are asked."""
    most = _SIZES[-1]
    for start in range(0, len(values), most):
        part = tuple(values[start : start + most])
        size = next(size for size in _SIZES if size >= len(part))
        yield part + part[:1] * (size - len(part))


@lru_cache(maxsize=32)
def _question(column: Column[bytes], size: int) -> str:
    marks = ", ".join("?" * size)
    of, name = column.table.name, column.name
    return f"SELECT {name} FROM {of} WHERE {name} IN ({marks})"  # noqa: S608 - our own names
