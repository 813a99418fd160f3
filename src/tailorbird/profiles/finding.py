"""Find people by an identifier of theirs, or page through all of them."""

from __future__ import annotations

from tailorbird.profiles.store.finding import ids_after
from tailorbird.profiles.store.people import profiles_of
from tailorbird.profiles.types import Identity, IdentityKind
from tailorbird.storage.database import Database


def find(database: Database, kind: IdentityKind, value: str) -> str | None:
    """Return the profile that an identifier belongs to, None if nobody has it."""
    identity = Identity(kind, value)
    with database.read() as connection:
        return profiles_of(connection, [identity]).get(identity)


def page_of_ids(database: Database, after: str, limit: int) -> list[str]:
    """Return the next present profiles by their ids; ``after`` is empty for the first."""
    with database.read() as connection:
        return ids_after(connection, after, limit)
