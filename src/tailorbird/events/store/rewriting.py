"""Queries on logged events by their places: to show them, and to rewrite them after an erasure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from tailorbird.events.store.tables import LANES, log_events, outbox
from tailorbird.events.types import Event, Lane, LoggedEvent

_CHUNK = 500
_decoder = msgspec.json.Decoder(Event)


def read_positions(connection: Connection, positions: Iterable[int]) -> list[LoggedEvent]:
    """Return the events at these places that the log still holds, in order."""
    every = sorted(positions)
    found = []
    for start in range(0, len(every), _CHUNK):
        rows = connection.execute(
            select(log_events.c.position, log_events.c.payload)
            .where(log_events.c.position.in_(every[start : start + _CHUNK]))
            .order_by(log_events.c.position)
        )
        found += [LoggedEvent(position, _decoder.decode(payload)) for position, payload in rows]
    return found


def rewrite_events(connection: Connection, changed: Sequence[LoggedEvent]) -> None:
    """Write events in place of those at their positions; lane and time of arrival stay."""
    if changed:
        connection.execute(
            update(log_events)
            .where(log_events.c.position == bindparam("at_position"))
            .values(
                anonymous_id=bindparam("new_anonymous_id"),
                user_id=bindparam("new_user_id"),
                payload=bindparam("new_payload"),
            ),
            [
                {
                    "at_position": logged.position,
                    "new_anonymous_id": logged.event.anonymous_id,
                    "new_user_id": logged.event.user_id,
                    "new_payload": msgspec.json.encode(logged.event),
                }
                for logged in changed
            ],
        )


def all_outbox(connection: Connection) -> Iterator[tuple[int, Lane, Event]]:
    """Yield every event that waits for the relay."""
    lanes = {number: lane for lane, number in LANES.items()}
    for row in connection.execute(select(outbox).order_by(outbox.c.number)).all():
        yield row.number, lanes[row.lane], _decoder.decode(row.payload)


def rewrite_outbox(connection: Connection, number: int, event: Event) -> None:
    """Write an event in place of one that waits for the relay."""
    this = outbox.c.number == number
    connection.execute(update(outbox).where(this).values(payload=msgspec.json.encode(event)))
