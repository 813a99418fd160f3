"""Queries on the order in which the lanes were processed."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from tailorbird.events.store.tables import LANES, processing_turns
from tailorbird.events.types import Lane, Turn

_lanes = {number: lane for lane, number in LANES.items()}


def note_turn(connection: Connection, lane: Lane, upto: int) -> None:
    """Write down that a lane was processed up to a position, in the transaction that did so."""
    newest = select(processing_turns).order_by(processing_turns.c.number.desc()).limit(1)
    last = connection.execute(newest).first()
    if last is not None and last.lane == LANES[lane]:
        key = processing_turns.c.number == last.number
        connection.execute(update(processing_turns).where(key).values(upto=upto))
        return
    number = 1 if last is None else last.number + 1
    row = {"number": number, "lane": LANES[lane], "upto": upto}
    connection.execute(insert(processing_turns).values(row))


def read_turns(connection: Connection) -> list[Turn]:
    """Return which lane was processed up to where, in the order in which it was."""
    rows = connection.execute(select(processing_turns).order_by(processing_turns.c.number))
    return [Turn(lane=_lanes[row.lane], upto=row.upto) for row in rows]
