"""The tables of this room."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
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
# Beside them, as ``ERASURES``, the newest erasure: an append learns of it by the same look.
ERASURES = -1
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
# What arrived hour by hour, for the page of data. Counted as it arrives, not folded again.
arrival_hours = Table(
    "arrival_hours",
    OPERATIONAL,
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("source", String, primary_key=True),
    Column("events", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("clocks_off", BigInteger, nullable=False),
    Column("clock_most", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
# In which forms the fields of events came: a field that changes its form is worth a look.
field_types = Table(
    "field_types",
    OPERATIONAL,
    Column("event", String, primary_key=True),
    Column("field", String, primary_key=True),
    Column("form", String, primary_key=True),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
# Who told of an order: its pages, its server or both. Orders stand here as digests.
order_sightings = Table(
    "order_sightings",
    OPERATIONAL,
    Column("order_key", LargeBinary(16), primary_key=True),
    Column("first_at", BigInteger, nullable=False),
    Column("by_browser", Boolean, nullable=False),
    Column("by_server", Boolean, nullable=False),
    Index(None, "first_at"),
    info=kept(Kept.RECORDED),
)
# Where in the log a checkout began; whose it is, the people's timeline says by the same position.
checkout_starts = Table(
    "checkout_starts",
    OPERATIONAL,
    Column("position", POSITION, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "at"),
    info=kept(Kept.RECORDED),
)
