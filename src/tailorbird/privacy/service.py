"""Use cases of consent, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from tailorbird.privacy import store
from tailorbird.privacy.consent import most_restrictive, present
from tailorbird.privacy.types import ConsentRecord
from tailorbird.storage.database import Connection


def record(connection: Connection, records: Iterable[ConsentRecord]) -> None:
    """Append answers to the record."""
    store.add(connection, records)


def state(connection: Connection, profile_id: str) -> dict[str, ConsentRecord]:
    """Return the answer in force for each purpose."""
    return present(store.of_person(connection, profile_id))


def merge(connection: Connection, old: str, new: str) -> None:
    """Join the records of two people who are one; the most restrictive answer survives."""
    added = most_restrictive(state(connection, old), state(connection, new), new)
    store.reassign(connection, old, new)
    store.add(connection, added)
