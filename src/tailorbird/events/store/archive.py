"""Queries on the log for those who take it into the archive and cut it off behind them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select

from tailorbird.events.data_sets import Stored
from tailorbird.events.store.tables import LANES, log_events, positions
from tailorbird.events.types import Lane

_LANES = {number: lane for lane, number in LANES.items()}


def read_span(connection: Connection, after: int, upto: int, limit: int) -> list[Stored]:
    """Return the next rows of both lanes beyond a position, at most up to another, in order."""
    rows = connection.execute(
        select(log_events.c.position, log_events.c.lane, log_events.c.payload)
        .where(log_events.c.position > after, log_events.c.position <= upto)
        .order_by(log_events.c.position)
        .limit(limit)
    )
    return [Stored(position, _LANES[lane], payload) for position, lane, payload in rows]


def newest_position(connection: Connection) -> int:
    """Return the last position the log holds, 0 if it holds none."""
    return connection.execute(select(func.max(log_events.c.position))).scalar() or 0


def oldest_position(connection: Connection) -> int:
    """Return the first position the log holds, 0 if it holds none."""
    return connection.execute(select(func.min(log_events.c.position))).scalar() or 0


def first_beyond(connection: Connection, lane: Lane, position: int) -> int | None:
    """Return a lane's first position beyond another, None if it has none."""
    return connection.execute(
        select(func.min(log_events.c.position)).where(
            log_events.c.lane == LANES[lane], log_events.c.position > position
        )
    ).scalar()


def slowest_consumer(connection: Connection, lane: Lane) -> int:
    """Return how far the slowest of all consumers has come in a lane (operational database)."""
    return (
        connection.execute(
            select(func.min(positions.c.position)).where(positions.c.lane == LANES[lane])
        ).scalar()
        or 0
    )


def older_than(connection: Connection, upto: int, before: int, limit: int) -> int:
    """Return the last of the log's first rows that all came before an instant, 0 for none.

    Looks at no more than ``limit`` rows, and at none beyond ``upto``.
    """
    rows = connection.execute(
        select(log_events.c.position, log_events.c.received_at)
        .where(log_events.c.position <= upto)
        .order_by(log_events.c.position)
        .limit(limit)
    )
    last = 0
    for position, received_at in rows:
        if received_at >= before:
            break
        last = position
    return last


def cut_off(connection: Connection, upto: int) -> int:
    """Remove the log's rows up to a position; return how many."""
    return connection.execute(delete(log_events).where(log_events.c.position <= upto)).rowcount
