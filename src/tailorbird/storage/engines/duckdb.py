"""DuckDB: in this process, in memory, with a limit; what does not fit goes to a folder.

No extension is ever loaded: Parquet and JSON are built in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tailorbird.core.errors import ArchiveChanged, DiskFull, StorageError

DIALECT = "duckdb"
_FULL = ("no space left", "could not allocate", "out of memory")
_GONE = ("no files found", "no such file")


@contextmanager
def session(memory: str, threads: int, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that nothing is left of afterwards.

    ``memory`` is the most it takes, such as "256MB"; ``spill`` is a folder for the rest.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "threads": str(threads),
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    with _explained():
        connection = duckdb.connect(":memory:", config=config)
        try:
            connection.execute("SET TimeZone = 'UTC'")  # days are days of UTC
            connection.execute("SET enable_progress_bar = false")  # where we print, we say what
            yield connection
        finally:
            connection.close()


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the engine says of files, room and memory into our errors."""
    try:
        yield
    except duckdb.InvalidInputException as error:
        first = str(error).splitlines()[0]
        raise StorageError(f"A file of the archive is damaged ({first}).") from error
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        said = str(error).lower()
        if any(words in said for words in _GONE):
            raise ArchiveChanged("The archive changed while it was read; do it again.") from error
        if any(words in said for words in _FULL):
            raise DiskFull(
                "There is not enough memory and room on the disk for this look into the archive. "
                "Make room, then try again."
            ) from error
        raise StorageError(f"The archive could not be read: {error}.") from error
