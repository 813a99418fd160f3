"""Queries on everybody at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from tailorbird.profiles.store.tables import identities, profiles
from tailorbird.storage.database import Database
from tailorbird.storage.expressions import PEOPLE
from tailorbird.storage.whole_tables import arrow_of


def whose_now(database: Database) -> Any:
    """Return every identifier and the profile it belongs to now, as an Arrow table."""
    wanted = select(identities.c.kind, identities.c.value, identities.c.profile_id)
    with database.read() as connection:
        return arrow_of(connection, wanted, PEOPLE)


def profile_ids_after(connection: Connection, profile_id: str, limit: int) -> list[str]:
    """Return the next people's present profiles, in the order of their ids."""
    wanted = (profiles.c.profile_id > profile_id) & profiles.c.merged_into.is_(None)
    found = select(profiles.c.profile_id).where(wanted).order_by(profiles.c.profile_id)
    return list(connection.execute(found.limit(limit)).scalars())
