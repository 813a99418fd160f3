"""Every query of the log, and of what is known about arrivals and refusals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from tailorbird.core.hashing import digest16
from tailorbird.events.types import Arrivals, Event, Lane, LoggedEvent, Refusal
from tailorbird.storage.schema import LOG, OPERATIONAL

# SQLite only aliases its row number to a column typed INTEGER.
POSITION = BigInteger().with_variant(Integer, "sqlite")
LANES = {Lane.LIVE: 0, Lane.BACKFILL: 1}
_CHUNK = 500  # parameters in one IN list

log_events = Table(
    "events",
    LOG,
    Column("position", POSITION, primary_key=True, autoincrement=False),
    Column("lane", SmallInteger, nullable=False),
    Column("anonymous_id", String),
    Column("user_id", String),
    Column("received_at", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index(None, "lane", "position"),
)
message_ids = Table(
    "message_ids",
    LOG,
    Column("key", LargeBinary(16), primary_key=True),
    Column("received_at", BigInteger, nullable=False),
    # imported rows are known by their natural key for good, the rest for 30 days
    Column("keep", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)
positions = Table(
    "positions",
    OPERATIONAL,
    Column("consumer", String, primary_key=True),
    Column("lane", SmallInteger, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
outbox = Table(
    "outbox",
    OPERATIONAL,
    Column("number", POSITION, primary_key=True, autoincrement=True),
    Column("lane", SmallInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)
arrivals = Table(
    "arrivals",
    OPERATIONAL,
    Column("source", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("events", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)
refusals = Table(
    "refusals",
    OPERATIONAL,
    Column("source", String, primary_key=True),
    Column("code", String, primary_key=True),
    Column("field", String, primary_key=True),
    Column("message", String, nullable=False),
    Column("sample", String, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)

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


def save_position(connection: Connection, consumer: str, lane: Lane, position: int) -> None:
    """Remember how far a consumer has come, in the transaction of what it changed."""
    key = (positions.c.consumer == consumer) & (positions.c.lane == LANES[lane])
    changed = connection.execute(update(positions).where(key).values(position=position))
    if not changed.rowcount:
        connection.execute(
            insert(positions).values(consumer=consumer, lane=LANES[lane], position=position)
        )


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


def count_refusals(connection: Connection, refused: Iterable[tuple[Refusal, int]]) -> None:
    """Add refusals of one kind to their count; the newest sample and sentence stay."""
    for refusal, count in refused:
        key = (
            (refusals.c.source == refusal.source)
            & (refusals.c.code == refusal.code)
            & (refusals.c.field == refusal.field)
        )
        newest = {
            "message": refusal.message,
            "sample": refusal.sample,
            "last_at": refusal.received_at,
        }
        changed = connection.execute(
            update(refusals).where(key).values(times=refusals.c.times + count, **newest)
        )
        if not changed.rowcount:
            connection.execute(
                insert(refusals).values(
                    source=refusal.source,
                    code=refusal.code,
                    field=refusal.field,
                    times=count,
                    **newest,
                )
            )


def read_refusals(connection: Connection, limit: int) -> list[tuple[Refusal, int]]:
    """Return kinds of refusals with their counts, the most recent first."""
    rows = connection.execute(select(refusals).order_by(refusals.c.last_at.desc()).limit(limit))
    return [
        (
            Refusal(
                source=row.source,
                code=row.code,
                field=row.field,
                message=row.message,
                received_at=row.last_at,
                sample=row.sample,
            ),
            row.times,
        )
        for row in rows
    ]
