"""Queries on the log and on the message ids it remembers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    Connection,
    Row,
    func,
    insert,
    or_,
    select,
    update,
)

from tailorbird.events.anonymising import message_digest
from tailorbird.events.store.tables import (
    ERASURES,
    LANES,
    heads,
    log_events,
    message_ids,
)
from tailorbird.events.types import Event, Lane, LoggedEvent
from tailorbird.storage.among import bytes_among
from tailorbird.storage.bulk import insert_rows

_decoder = msgspec.json.Decoder(Event)


_heads = select(heads.c.lane, heads.c.position)
_locked_heads = _heads.order_by(heads.c.lane).with_for_update()


def read_heads(connection: Connection) -> dict[Lane, int]:
    """Return the position of each lane's newest event, 0 for a lane that never had one."""
    return _by_lane(_by_number(connection.execute(_heads)))


def lock_heads(connection: Connection) -> tuple[dict[Lane, int], int]:
    """The same for one who is about to append: no other append begins before this one ends.

    With them comes the newest erasure the log was told of.
    """
    held = _by_number(connection.execute(_locked_heads))
    return _by_lane(held), held.get(ERASURES, 0)


def note_erasures(connection: Connection, number: int) -> None:
    """Remember the newest erasure, for whoever appends from now on."""
    if _by_number(connection.execute(_locked_heads)).get(ERASURES, 0) < number:
        _save_head(connection, ERASURES, number)


def save_heads(connection: Connection, newest: Mapping[Lane, int]) -> None:
    """Remember the newest position of some lanes, in the transaction that appended there."""
    for lane, position in newest.items():
        _save_head(connection, LANES[lane], position)


def _save_head(connection: Connection, number: int, position: int) -> None:
    key = heads.c.lane == number
    if not connection.execute(update(heads).where(key).values(position=position)).rowcount:
        connection.execute(insert(heads).values(lane=number, position=position))


def newest_rows(connection: Connection) -> dict[Lane, int]:
    """Return the newest position among each lane's rows, 0 where none is left."""
    newest = func.max(log_events.c.position)
    return {
        lane: connection.execute(select(newest).where(log_events.c.lane == number)).scalar() or 0
        for lane, number in LANES.items()
    }


def _by_number(rows: Iterable[Row[Any]]) -> dict[int, int]:
    return {row.lane: row.position for row in rows}


def _by_lane(held: Mapping[int, int]) -> dict[Lane, int]:
    return {lane: held.get(number, 0) for lane, number in LANES.items()}


def known_keys(connection: Connection, keys: Sequence[bytes]) -> set[bytes]:
    """Return those of ``keys`` that were appended before."""
    return bytes_among(connection, message_ids.c.key, keys)


def message_key(message_id: str) -> bytes:
    """Return the compact key a message id is remembered by."""
    return message_digest(message_id)


def insert_events(connection: Connection, rows: list[tuple[object, ...]]) -> None:
    """Append rows whose positions are assigned already, values in the order of the columns."""
    insert_rows(connection, log_events, rows)


def insert_keys(connection: Connection, rows: list[tuple[object, ...]]) -> None:
    """Remember message keys, values in the order of the columns."""
    insert_rows(connection, message_ids, rows)


def read_lane(connection: Connection, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
    """Return the next events of a lane beyond a position, in order."""
    rows = connection.execute(
        select(log_events.c.position, log_events.c.payload)
        .where(log_events.c.lane == LANES[lane], log_events.c.position > after)
        .order_by(log_events.c.position)
        .limit(limit)
    )
    return [LoggedEvent(position, _decoder.decode(payload)) for position, payload in rows]


def newest_events(connection: Connection, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
    """Return a lane's newest events beyond a position, the newest first."""
    rows = connection.execute(
        select(log_events.c.position, log_events.c.payload)
        .where(log_events.c.lane == LANES[lane], log_events.c.position > after)
        .order_by(log_events.c.position.desc())
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
