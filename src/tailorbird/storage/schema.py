"""Bring a database file to today's schema, or say why that cannot be done."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from tailorbird.core.errors import NewerDatabase
from tailorbird.storage.database import Database

_FOLDER = Path(__file__).parent / "migrations"
# Primary keys and indexes get the same names on every database.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
}
OPERATIONAL = MetaData(naming_convention=NAMING)
LOG = MetaData(naming_convention=NAMING)


class Chain(StrEnum):
    """Which file a chain of steps builds."""

    OPERATIONAL = "operational"
    LOG = "log"


def upgrade(database: Database, chain: Chain) -> list[str]:
    """Apply the steps the database lacks, all or none, and return their names.

    Raises:
        NewerDatabase: the file holds steps this version does not know.
    """
    return database.write(lambda connection: _upgrade(connection, chain, database.place))


def pending(connection: Connection, chain: Chain, place: str) -> list[str]:
    """Return the names of the steps the database lacks, oldest first."""
    script = ScriptDirectory.from_config(_config(chain))
    current = MigrationContext.configure(connection).get_current_revision()
    known = [step.revision for step in script.walk_revisions()][::-1]
    if current is None:
        return known
    if current not in known:
        raise NewerDatabase(
            f"{place} was written by a newer Tailorbird (schema {current}; this version knows "
            f"{known[-1]}). Install that version or newer; nothing was changed."
        )
    return known[known.index(current) + 1 :]


def _upgrade(connection: Connection, chain: Chain, place: str) -> list[str]:
    steps = pending(connection, chain, place)
    if steps:
        config = _config(chain)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return steps


def _config(chain: Chain) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("version_locations", str(_FOLDER / chain))
    config.set_main_option("path_separator", "newline")
    return config
