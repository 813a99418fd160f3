"""Events that a change itself causes: written with the change, appended by a relay afterwards.

The log is a file of its own, so the two cannot be committed as one. The outbox row is committed
with the change; the relay appends it under an id derived from its cause, which the log takes only
once, and then forgets the row. A crash in between repeats the append, to no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec

from tailorbird.core.hashing import hex_digest
from tailorbird.events import store
from tailorbird.events.log import EventLog
from tailorbird.events.types import Event, Lane
from tailorbird.storage.database import Connection, Database

RELAY_BATCH = 500


def caused_id(cause: str, name: str, number: int = 0) -> str:
    """Return the message id of the event that ``cause`` causes; the same each time."""
    return f"caused:{hex_digest(cause, name, str(number))}"


def leave(connection: Connection, events: Sequence[tuple[Lane, Event]]) -> None:
    """Write events to the outbox, inside the transaction of the change that causes them."""
    store.add_to_outbox(connection, [(lane, msgspec.json.encode(event)) for lane, event in events])


def relay(database: Database, log: EventLog) -> int:
    """Append all that waits in the outbox to the log; return how many rows were relayed."""
    relayed = 0
    while rows := _waiting(database):
        for lane, part in groupby(rows, key=lambda row: row[1]):
            log.append([event for *_, event in part], lane)
        _forget(database, [number for number, *_ in rows])
        relayed += len(rows)
    return relayed


def _waiting(database: Database) -> list[tuple[int, Lane, Event]]:
    with database.read() as connection:
        return store.read_outbox(connection, RELAY_BATCH)


def _forget(database: Database, numbers: list[int]) -> None:
    database.write(lambda connection: store.clear_outbox(connection, numbers))
