"""Queries on everybody at once, for questions to the archive."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tailorbird.profiles.store.tables import identities
from tailorbird.storage.database import Database
from tailorbird.storage.expressions import PEOPLE
from tailorbird.storage.whole_tables import arrow_of


def whose_now(database: Database) -> Any:
    """Return every identifier and the profile it belongs to now, as an Arrow table."""
    wanted = select(identities.c.kind, identities.c.value, identities.c.profile_id)
    with database.read() as connection:
        return arrow_of(connection, wanted, PEOPLE)
