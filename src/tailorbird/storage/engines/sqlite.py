"""SQLite: write-ahead log, full durability, one writer, many readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event

BUSY_TIMEOUT_MS = 30_000
MOST_READERS = 32


def open_engines(path: Path) -> tuple[Engine, Engine]:
    """Return a writing and a reading engine for one database file.

    The writer holds one connection and begins immediately, so two writers queue instead of
    failing half-way; readers see the last committed state and can change nothing.
    """
    return _engine(path, write=True), _engine(path, write=False)


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
