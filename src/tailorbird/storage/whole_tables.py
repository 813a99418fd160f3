"""Whole tables of the operational database as Arrow, for questions that join them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import Select, func, select
from sqlalchemy.dialects import sqlite

from tailorbird.storage.archive.parquet import array_of, schema_of
from tailorbird.storage.archive.types import DataSet
from tailorbird.storage.database import Connection, Database

_ROWS = 20_000
FEW = 20_000  # rows that are not worth a process of their own


Opening = Callable[[], AbstractContextManager[Any]]
"""Opens record batches that are read once."""


def batches_of(
    database: Database, wanted: Select[Any], data_set: DataSet, among: Select[Any] | None = None
) -> Opening:
    """Return how to open what a statement selects as record batches, never all of it in memory.

    The statement may hold values; they are written into it. Where it has to look through many rows
    for those it wants, ``among`` selects all of these.
    """

    @contextmanager
    def opened() -> Iterator[Any]:
        with database.read() as connection, _reading(connection, wanted, data_set, among) as reader:
            yield reader

    return opened


def _written(wanted: Select[Any]) -> str:
    values = {"literal_binds": True}
    return str(wanted.compile(dialect=sqlite.dialect(), compile_kwargs=values))


@contextmanager
def _reading(
    connection: Connection, wanted: Select[Any], data_set: DataSet, among: Select[Any] | None = None
) -> Iterator[Any]:
    """Give record batches: through the connection, or where there are many, by columns.

    A SQLite file is read several times as fast by the columns' own driver, but that takes a process
    of its own to start.
    """
    path = connection.engine.url.database
    by_columns = connection.dialect.name == "sqlite" and path
    if by_columns and _many(connection, wanted if among is None else among):
        # only here: the driver takes its time to load
        from tailorbird.storage.engines.adbc import reader_from  # noqa: PLC0415

        with reader_from(Path(str(path)), _written(wanted)) as reader:
            yield reader
        return
    rows = connection.execute(wanted.execution_options(yield_per=_ROWS))
    yield pa.RecordBatchReader.from_batches(schema_of(data_set), _batches(rows, data_set))


def _many(connection: Connection, wanted: Select[Any]) -> bool:
    first = select(func.count()).select_from(wanted.limit(FEW).subquery())
    return connection.execute(first).scalar() == FEW


def arrow_of(connection: Connection, wanted: Select[Any], data_set: DataSet) -> Any:
    """Return what a statement selects, in the columns of a data set."""
    with _reading(connection, wanted, data_set) as reader:
        return reader.read_all().cast(schema_of(data_set))


def table_of_rows(rows: Iterable[Sequence[Any]], data_set: DataSet) -> Any:
    """Return rows, in the order of a data set's columns, as an Arrow table."""
    schema = schema_of(data_set)
    return pa.Table.from_batches(_batches(rows, data_set), schema=schema)


def _batches(rows: Iterable[Sequence[Any]], data_set: DataSet) -> Iterator[Any]:
    schema, rest = schema_of(data_set), iter(rows)
    while part := list(islice(rest, _ROWS)):
        columns = zip(*part, strict=True)
        arrays = [
            array_of(column, field.type) for column, field in zip(columns, schema, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)
