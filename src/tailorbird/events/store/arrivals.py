"""Queries on what arrived, by source and name."""

from __future__ import annotations

from sqlalchemy import (
    Connection,
    case,
    insert,
    select,
    update,
)

from tailorbird.events.store.tables import (
    arrivals,
)
from tailorbird.events.types import Arrivals


def count_arrivals(connection: Connection, seen: dict[tuple[str, str], tuple[int, int]]) -> None:
    """Add (source, name) -> (events, newest arrival) to what has arrived."""
    for (source, name), (count, last_at) in seen.items():
        key = (arrivals.c.source == source) & (arrivals.c.name == name)
        newest = case((arrivals.c.last_at > last_at, arrivals.c.last_at), else_=last_at)
        changed = connection.execute(
            update(arrivals).where(key).values(events=arrivals.c.events + count, last_at=newest)
        )
        if not changed.rowcount:
            connection.execute(
                insert(arrivals).values(source=source, name=name, events=count, last_at=last_at)
            )


def read_arrivals(connection: Connection) -> list[Arrivals]:
    """Return what arrived by source, the most recent source first."""
    by_source: dict[str, list[tuple[str, int, int]]] = {}
    for row in connection.execute(select(arrivals).order_by(arrivals.c.events.desc())):
        by_source.setdefault(row.source, []).append((row.name, row.events, row.last_at))
    found = [
        Arrivals(
            source=source,
            events=sum(events for _, events, _ in names),
            last_at=max(last_at for *_, last_at in names),
            names=[(name, events) for name, events, _ in names],
        )
        for source, names in by_source.items()
    ]
    return sorted(found, key=lambda arrival: -arrival.last_at)
