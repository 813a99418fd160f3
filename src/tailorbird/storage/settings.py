"""Small facts an installation remembers about itself, by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Connection, String, Table, insert, select, update

from tailorbird.storage.database import Database
from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

settings = Table(
    "settings",
    OPERATIONAL,
    Column("name", String, primary_key=True),
    Column("value", JSON, nullable=False),
    info=kept(Kept.RECORDED),
)


class Settings:
    """Remember and recall values that JSON can hold."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> Any:
        """Return what is remembered under a name, None if nothing is."""
        with self._database.read() as connection:
            return _read(connection, name)

    def set(self, name: str, value: object) -> None:
        """Remember a value, in place of an earlier one."""

        def change(connection: Connection) -> None:
            key = settings.c.name == name
            if not connection.execute(update(settings).where(key).values(value=value)).rowcount:
                connection.execute(insert(settings).values(name=name, value=value))

        self._database.write(change)

    def get_or_set(self, name: str, value: object) -> Any:
        """Return what is remembered under a name; if nothing is, remember ``value`` for good."""

        def change(connection: Connection) -> Any:
            held = _read(connection, name)
            if held is None:
                connection.execute(insert(settings).values(name=name, value=value))
            return value if held is None else held

        return self._database.write(change)


def _read(connection: Connection, name: str) -> Any:
    return connection.execute(select(settings.c.value).where(settings.c.name == name)).scalar()
