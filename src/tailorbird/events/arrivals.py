"""What arrived, by source and name."""

from __future__ import annotations

from collections.abc import Iterable

from tailorbird.events import store
from tailorbird.events.types import Arrivals, Event, Kind
from tailorbird.storage.database import Connection, Database


def count(connection: Connection, events: Iterable[Event]) -> None:
    """Count events as they are processed, inside that transaction."""
    seen: dict[tuple[str, str], tuple[int, int]] = {}
    for event in events:
        # a page's name may be a person's ("Ana's orders"), so only events are counted by theirs
        key = (event.source, event.name if event.kind is Kind.TRACK else event.kind.value)
        before, last_at = seen.get(key, (0, 0))
        seen[key] = (before + 1, max(last_at, event.received_at))
    store.count_arrivals(connection, seen)


def read(database: Database) -> list[Arrivals]:
    """Return what arrived by source, the most recent source first."""
    with database.read() as connection:
        return store.read_arrivals(connection)
