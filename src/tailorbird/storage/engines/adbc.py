"""SQLite to Arrow, column by column, without making a Python object of every value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from adbc_driver_sqlite import dbapi

from tailorbird.core.errors import StorageError

_BATCH = "20000"  # rows


def table_from(path: Path, statement: str) -> Any:
    """Return the answer to a statement as an Arrow table; the file is only read."""
    try:
        with dbapi.connect(f"{path.absolute().as_uri()}?mode=ro") as connection:
            cursor = connection.cursor()
            try:
                cursor.execute(statement)
                return cursor.fetch_arrow_table()
            finally:
                cursor.close()
    except dbapi.Error as error:
        raise StorageError(f"{path} could not be read: {error}.") from error


@contextmanager
def reader_from(path: Path, statement: str) -> Iterator[Any]:
    """Give the answer to a statement as Arrow record batches, read as they are asked for."""
    try:
        with (
            dbapi.connect(f"{path.absolute().as_uri()}?mode=ro") as connection,
            connection.cursor() as cursor,
        ):
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": _BATCH})
            cursor.execute(statement)
            with cursor.fetch_record_batch() as reader:
                yield reader
    except dbapi.Error as error:
        raise StorageError(f"{path} could not be read: {error}.") from error
