"""The tables of this room."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
)

from tailorbird.events.types import Lane
from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import LOG, OPERATIONAL

POSITION = BigInteger().with_variant(Integer, "sqlite")
LANES = {Lane.LIVE: 0, Lane.BACKFILL: 1}
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
    info=kept(Kept.RECORDED),
)
# The newest position of each lane: what an append locks, and what is left when events are trimmed.
heads = Table(
    "heads",
    LOG,
    Column("lane", SmallInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
message_ids = Table(
    "message_ids",
    LOG,
    Column("key", LargeBinary(16), primary_key=True),
    Column("received_at", BigInteger, nullable=False),
    # imported rows are known by their natural key for good, the rest for 30 days
    Column("keep", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
    info=kept(Kept.RECORDED),
)
positions = Table(
    "positions",
    OPERATIONAL,
    Column("consumer", String, primary_key=True),
    Column("lane", SmallInteger, primary_key=True),
    Column("position", BigInteger, nullable=False),
    info=kept(Kept.WORKING),
)
# Which lane's turn it was, up to where: a rebuild takes the events in the very same order.
processing_turns = Table(
    "processing_turns",
    OPERATIONAL,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", SmallInteger, nullable=False),
    Column("upto", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
outbox = Table(
    "outbox",
    OPERATIONAL,
    Column("number", POSITION, primary_key=True, autoincrement=True),
    Column("lane", SmallInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    info=kept(Kept.WORKING),
)
arrivals = Table(
    "arrivals",
    OPERATIONAL,
    Column("source", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("events", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    info=kept(Kept.DERIVED),
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
    info=kept(Kept.RECORDED),
)
