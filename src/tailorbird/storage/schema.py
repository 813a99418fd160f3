"""Bring a database to today's schema, or say why that cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path

from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from msgspec import Struct
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


class Step(Struct, frozen=True):
    """One step of a chain: its name, and in a few words what it brings."""

    name: str
    what: str


def upgrade(
    database: Database, chain: Chain, before: Callable[[Step], object] = lambda _: None
) -> list[str]:
    """Apply the steps the database lacks, each in a transaction of its own; return their names.

    ``before`` is called with each step before it begins. A program that ends in the middle leaves
    whole steps, and the next start goes on. Several programs may do this at once: each step is
    looked for and applied in one transaction, and writers take turns.

    Raises:
        NewerDatabase: the database holds steps this version does not know.
    """
    applied = []
    for step in outstanding(database, chain):
        before(step)
        if database.write(partial(_apply, chain=chain, name=step.name)):
            applied.append(step.name)
    return applied


def outstanding(database: Database, chain: Chain) -> list[Step]:
    """Return the steps the database lacks, oldest first.

    Raises:
        NewerDatabase: the database holds steps this version does not know.
    """
    with database.read() as connection:
        lacking = pending(connection, chain, database.place)
    script = _script(chain)
    return [Step(name, (script.get_revision(name).doc or "")) for name in lacking]


def pending(connection: Connection, chain: Chain, place: str) -> list[str]:
    """Return the names of the steps the database lacks, oldest first.

    Raises:
        NewerDatabase: the database holds steps this version does not know.
    """
    current = _current(connection)
    known = [step.revision for step in _script(chain).walk_revisions()][::-1]
    if current is None:
        return known
    if current not in known:
        raise NewerDatabase(
            f"{place} was written by a newer Tailorbird (schema {current}; this version knows "
            f"{known[-1]}). Install that version or newer; nothing was changed."
        )
    return known[known.index(current) + 1 :]


def is_new(database: Database) -> bool:
    """Tell whether a database holds nothing of ours yet."""
    with database.read() as connection:
        return _current(connection) is None


def _apply(connection: Connection, chain: Chain, name: str) -> bool:
    """Apply one step and write down that it was; False if another program was faster."""
    script = _script(chain)
    step = script.get_revision(name)
    if _current(connection) != step.down_revision:
        return False
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        step.module.upgrade()
    context.stamp(script, name)
    return True


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@lru_cache
def _script(chain: Chain) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("version_locations", str(_FOLDER / chain))
    config.set_main_option("path_separator", "newline")
    return ScriptDirectory.from_config(config)
