"""Queries on the log and on the message ids it remembers."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import (
    Connection,
    func,
    insert,
    or_,
    select,
)

from tailorbird.core.hashing import digest16
from tailorbird.events.store.tables import (
    LANES,
    log_events,
    message_ids,
)
from tailorbird.events.types import Event, Lane, LoggedEvent

_CHUNK = 500  # parameters in one IN list
_decoder = msgspec.json.Decoder(Event)


def last_position(connection: Connection, lane: Lane) -> int:
    """Return the position of a lane's newest event, 0 for an empty lane."""
    newest = select(func.max(log_events.c.position)).where(log_events.c.lane == LANES[lane])
    return connection.execute(newest).scalar() or 0


def known_keys(connection: Connection, keys: Sequence[bytes]) -> set[bytes]:
    """Return those of ``keys`` that were appended before."""
    found: set[bytes] = set()
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        found.update(
            connection.execute(
                select(message_ids.c.key).where(message_ids.c.key.in_(part))
            ).scalars()
        )
    return found


def message_key(message_id: str) -> bytes:
    """Return the compact key a message id is remembered by."""
    return digest16(message_id)


def insert_events(connection: Connection, rows: list[dict[str, object]]) -> None:
    """Append rows whose positions are assigned already."""
    connection.execute(insert(log_events), rows)


def insert_keys(connection: Connection, rows: list[dict[str, object]]) -> None:
    """Remember message keys."""
    connection.execute(insert(message_ids), rows)


def read_lane(connection: Connection, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
    """Return the next events of a lane beyond a position, in order."""
    rows = connection.execute(
        select(log_events.c.position, log_events.c.payload)
        .where(log_events.c.lane == LANES[lane], log_events.c.position > after)
        .order_by(log_events.c.position)
        .limit(limit)
    )
    return [LoggedEvent(position, _decoder.decode(payload)) for position, payload in rows]


def read_tail(
    connection: Connection, after: int, anonymous_id: str | None, user_id: str | None, limit: int
) -> list[LoggedEvent]:
    """Return the live events of these identifiers beyond a position, in order."""
    mine = [
        column == value
        for column, value in (
            (log_events.c.anonymous_id, anonymous_id),
            (log_events.c.user_id, user_id),
        )
        if value
    ]
    rows = connection.execute(
        select(log_events.c.position, log_events.c.payload)
        .where(log_events.c.lane == LANES[Lane.LIVE], log_events.c.position > after, or_(*mine))
        .order_by(log_events.c.position)
        .limit(limit)
    )
    return [LoggedEvent(position, _decoder.decode(payload)) for position, payload in rows]
