"""SQLite: write-ahead log, full durability, one writer, many readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    ProgrammingError,
)

from tailorbird.core.errors import DiskFull, StorageError, TailorbirdError
from tailorbird.storage.engines import Opened

BUSY_TIMEOUT_MS = 30_000
MOST_READERS = 32
PREFIX = "sqlite:///"
# ours to mend, not the disk's: never answered with "try again"
_OURS = (IntegrityError, DataError, ProgrammingError, InterfaceError, NotSupportedError)


def opened(url: str) -> Opened:
    """Open a database file, made with its folder if it is missing.

    The writer holds one connection and begins immediately, so two writers queue instead of
    failing half-way; readers see the last committed state and can change nothing.
    """
    path = Path(url.removeprefix(PREFIX))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{path} cannot be used: {error.strerror}.") from error
    return Opened(
        place=str(path),
        writer=_engine(path, write=True),
        readers=_engine(path, write=False),
        explain=lambda error: explain(error, path),
        worth_repeating=lambda _: False,  # one writer that waits its turn: nothing to repeat
        reclaim=_reclaim,
    )


def explain(error: DBAPIError, path: Path) -> TailorbirdError | None:
    """Return our error for a driver's error on the database at ``path``, None if it is ours."""
    if isinstance(error, _OURS):
        return None
    said = str(error.orig).lower()
    if "disk is full" in said or "disk i/o error" in said:
        return DiskFull(
            f"The disk that holds {path.parent} is full or failing. Make room, then try again; "
            "what was acknowledged before is safe."
        )
    if "not a database" in said or "malformed" in said:
        return StorageError(
            f"{path} is not a Tailorbird database, or it is damaged. Choose another folder "
            "with --data, or restore a backup."
        )
    if "unable to open" in said or "readonly" in said:
        return StorageError(f"{path} cannot be opened for writing. Check the folder's rights.")
    if "locked" in said:
        return StorageError(f"{path} is held by another program. Stop it, then try again.")
    return StorageError(f"{path.name} refused the change: {error.orig}")


def _engine(path: Path, *, write: bool) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=1 if write else 4,
        max_overflow=0 if write else MOST_READERS - 4,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in _pragmas(write=write):
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _reclaim(connection: Any) -> None:
    """Write the file anew without its free pages, then empty the write-ahead file too."""
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _pragmas(*, write: bool) -> list[str]:
    shared = [f"busy_timeout = {BUSY_TIMEOUT_MS}", "foreign_keys = ON"]
    if not write:
        return [*shared, "cache_size = -4000", "query_only = ON"]
    return [
        *shared,
        "journal_mode = WAL",
        "synchronous = FULL",
        "secure_delete = ON",
        "cache_size = -32000",
        "wal_autocheckpoint = 4000",
        "journal_size_limit = 67108864",
    ]
