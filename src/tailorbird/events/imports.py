"""Which files were imported, when, and what became of their rows."""

from __future__ import annotations

from tailorbird.events.store.imports import read_imports, save_import
from tailorbird.events.types import ImportRun
from tailorbird.storage.database import Database


def note(database: Database, run: ImportRun) -> None:
    """Write down that an import began, or how it ended."""
    database.write(lambda connection: save_import(connection, run))


def latest(database: Database, limit: int) -> list[ImportRun]:
    """Return the latest imports, the newest first."""
    with database.read() as connection:
        return read_imports(connection, limit)
