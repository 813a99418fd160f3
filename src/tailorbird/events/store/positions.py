"""Queries on how far consumers have come."""

from __future__ import annotations

from sqlalchemy import (
    Connection,
    insert,
    select,
    update,
)

from tailorbird.events.store.tables import (
    LANES,
    positions,
)
from tailorbird.events.types import Lane


def load_position(connection: Connection, consumer: str, lane: Lane) -> int:
    """Return how far a consumer has come in a lane."""
    return (
        connection.execute(
            select(positions.c.position).where(
                positions.c.consumer == consumer, positions.c.lane == LANES[lane]
            )
        ).scalar()
        or 0
    )


def lock_positions(connection: Connection, consumer: str) -> dict[Lane, int]:
    """Return how far a consumer has come in each lane, and keep others from moving it meanwhile."""
    mine = select(positions.c.lane, positions.c.position).where(positions.c.consumer == consumer)
    rows = connection.execute(mine.order_by(positions.c.lane).with_for_update())
    held: dict[int, int] = {row.lane: row.position for row in rows}
    return {lane: held.get(number, 0) for lane, number in LANES.items()}


def save_position(connection: Connection, consumer: str, lane: Lane, position: int) -> None:
    """Remember how far a consumer has come, in the transaction of what it changed."""
    key = (positions.c.consumer == consumer) & (positions.c.lane == LANES[lane])
    changed = connection.execute(update(positions).where(key).values(position=position))
    if not changed.rowcount:
        connection.execute(
            insert(positions).values(consumer=consumer, lane=LANES[lane], position=position)
        )
