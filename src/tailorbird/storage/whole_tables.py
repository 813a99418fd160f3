"""Whole tables of the operational database as Arrow, for questions that join them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import Select
from sqlalchemy.dialects import sqlite

from tailorbird.storage.archive.parquet import schema_of
from tailorbird.storage.archive.types import DataSet
from tailorbird.storage.database import Connection, Database

_ROWS = 20_000


Opening = Callable[[], AbstractContextManager[Any]]
"""Opens record batches that are read once."""


def batches_of(database: Database, wanted: Select[Any], data_set: DataSet) -> Opening:
    """Return how to open what a statement selects as record batches, never all of it in memory.

    The statement may hold values; they are written into it.
    """

    @contextmanager
    def opened() -> Iterator[Any]:
        with database.read() as connection:
            path = connection.engine.url.database
            if connection.dialect.name != "sqlite" or not path:
                yield _batches_through(connection, wanted, data_set)
                return
        # only here: the driver takes its time to load
        from tailorbird.storage.engines.adbc import reader_from  # noqa: PLC0415

        with reader_from(Path(path), _written(wanted)) as reader:
            yield reader

    return opened


def _written(wanted: Select[Any]) -> str:
    values = {"literal_binds": True}
    return str(wanted.compile(dialect=sqlite.dialect(), compile_kwargs=values))


def _batches_through(connection: Connection, wanted: Select[Any], data_set: DataSet) -> Any:
    rows = connection.execution_options(yield_per=_ROWS).execute(wanted)
    return pa.RecordBatchReader.from_batches(schema_of(data_set), _batches(rows, data_set))


def arrow_of(connection: Connection, wanted: Select[Any], data_set: DataSet) -> Any:
    """Return what a statement selects, in the columns of a data set.

    A SQLite file is read by the columns' own driver, several times as fast; another database
    through the connection, by parts.
    """
    path = connection.engine.url.database
    if connection.dialect.name == "sqlite" and path:
        # only here: the driver takes its time to load
        from tailorbird.storage.engines.adbc import table_from  # noqa: PLC0415

        return table_from(Path(path), _written(wanted)).cast(schema_of(data_set))
    rows = connection.execution_options(yield_per=_ROWS).execute(wanted)
    return table_of_rows(rows, data_set)


def table_of_rows(rows: Iterable[Sequence[Any]], data_set: DataSet) -> Any:
    """Return rows, in the order of a data set's columns, as an Arrow table."""
    schema = schema_of(data_set)
    return pa.Table.from_batches(_batches(rows, data_set), schema=schema)


def _batches(rows: Iterable[Sequence[Any]], data_set: DataSet) -> Iterator[Any]:
    schema, rest = schema_of(data_set), iter(rows)
    while part := list(islice(rest, _ROWS)):
        columns = zip(*part, strict=True)
        arrays = [
            pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)
