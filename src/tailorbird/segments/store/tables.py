"""The tables of this room."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    text,
)

from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

NUMBER = BigInteger().with_variant(Integer, "sqlite")

segments = Table(
    "segments",
    OPERATIONAL,
    Column("segment_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("description", String, nullable=False),
    Column("preset", String, nullable=False),
    Column("tree", String, nullable=False),  # the condition tree as JSON
    Column("version", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("filled_at", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
# One row: counts up with whatever changes how trees are read, so that processes notice.
segment_changes = Table(
    "segment_changes",
    OPERATIONAL,
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    info=kept(Kept.WORKING),
)
# Membership follows from the facts and the time: it is neither folded from the log nor recorded.
segment_members = Table(
    "segment_members",
    OPERATIONAL,
    Column("segment_id", String, primary_key=True),
    Column("profile_id", String, primary_key=True),
    Column("since", BigInteger, nullable=False),
    # the version of the tree that last said so: a fill takes out whom it did not meet again
    Column("version", BigInteger, nullable=False),
    Index(None, "profile_id"),
    Index(None, "segment_id", "since"),
    info=kept(Kept.WORKING),
)
# When to look at a person again because time alone could change something: one row a person.
segment_timers = Table(
    "segment_timers",
    OPERATIONAL,
    Column("profile_id", String, primary_key=True),
    Column("due_at", BigInteger, nullable=False),
    Index(None, "due_at"),
    info=kept(Kept.WORKING),
)
# Whom the processor has looked at since a fill began: its answer about them is the newer one.
segment_touched = Table(
    "segment_touched",
    OPERATIONAL,
    Column("profile_id", String, primary_key=True),
    Column("number", BigInteger, nullable=False),
    info=kept(Kept.WORKING),
)
segment_movements = Table(
    "segment_movements",
    OPERATIONAL,
    Column("number", NUMBER, primary_key=True),
    Column("segment_id", String, nullable=False),
    Column("profile_id", String, nullable=False),
    Column("entered", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("cause", String, nullable=False),
    Index(None, "segment_id", "at"),
    Index(None, "profile_id"),
    Index(None, "at"),
    info=kept(Kept.WORKING),
)
segment_days = Table(
    "segment_days",
    OPERATIONAL,
    Column("segment_id", String, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("entered", BigInteger, nullable=False),
    Column("left", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
segment_exports = Table(
    "segment_exports",
    OPERATIONAL,
    Column("number", NUMBER, primary_key=True),
    Column("segment_id", String, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("people", BigInteger, nullable=False),
    Column("left_out", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
learned_numbers = Table(
    "learned_numbers",
    OPERATIONAL,
    Column("name", String, primary_key=True),
    Column("value", Float, nullable=False),
    Column("basis", BigInteger, nullable=False),
    Column("fallback", Boolean, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("learned_at", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
predicted_values = Table(
    "predicted_values",
    OPERATIONAL,
    Column("profile_id", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("value", Float, nullable=False),
    info=kept(Kept.RECORDED),
)
