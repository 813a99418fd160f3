"""Queries on events that wait for the relay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    insert,
    select,
)

from tailorbird.events.store.tables import (
    LANES,
    outbox,
)
from tailorbird.events.types import Event, Lane

_decoder = msgspec.json.Decoder(Event)


def add_to_outbox(connection: Connection, events: Sequence[tuple[Lane, bytes]]) -> None:
    """Leave events for the relay, in the transaction of the change that caused them."""
    if events:
        connection.execute(
            insert(outbox),
            [{"lane": LANES[lane], "payload": payload} for lane, payload in events],
        )


def read_outbox(connection: Connection, limit: int) -> list[tuple[int, Lane, Event]]:
    """Return what the relay has still to append, oldest first."""
    lanes = {number: lane for lane, number in LANES.items()}
    rows = connection.execute(select(outbox).order_by(outbox.c.number).limit(limit))
    return [(row.number, lanes[row.lane], _decoder.decode(row.payload)) for row in rows]


def clear_outbox(connection: Connection, numbers: Iterable[int]) -> None:
    """Forget relayed rows."""
    connection.execute(
        delete(outbox).where(outbox.c.number == bindparam("relayed")),
        [{"relayed": number} for number in numbers],
    )
