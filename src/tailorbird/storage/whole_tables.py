"""Whole tables of the operational database as Arrow, for questions that join them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import Select
from sqlalchemy.dialects import sqlite

from tailorbird.storage.archive.parquet import schema_of
from tailorbird.storage.archive.types import DataSet
from tailorbird.storage.database import Connection

_ROWS = 20_000


def arrow_of(connection: Connection, wanted: Select[Any], data_set: DataSet) -> Any:
    """Return what a statement without parameters selects, in the columns of a data set.

    A SQLite file is read by the columns' own driver, several times as fast; another database
    through the connection, by parts.
    """
    path = connection.engine.url.database
    if connection.dialect.name == "sqlite" and path:
        # only here: the driver takes its time to load
        from tailorbird.storage.engines.adbc import table_from  # noqa: PLC0415

        statement = str(wanted.compile(dialect=sqlite.dialect()))
        return table_from(Path(path), statement).cast(schema_of(data_set))
    rows = connection.execution_options(yield_per=_ROWS).execute(wanted)
    names = data_set.names()
    parts = [
        pa.table(dict(zip(names, map(list, zip(*part, strict=True)), strict=True)))
        for part in rows.partitions()
    ]
    schema = schema_of(data_set)
    return pa.concat_tables([part.cast(schema) for part in parts] or [schema.empty_table()])
