"""The tables of this room."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table

from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

_NUMBER = BigInteger().with_variant(Integer, "sqlite")

# How much there was when it was counted last, and how much of it came in the last four weeks: so
# the pace is known.
floor_counts = Table(
    "floor_counts",
    OPERATIONAL,
    Column("measure", String, primary_key=True),
    Column("days", Integer, primary_key=True),
    Column("have", BigInteger, nullable=False),
    Column("a_month", BigInteger, nullable=False),  # of these, in the last 28 days
    Column("at", BigInteger, nullable=False),
    info=kept(Kept.WORKING),
)
# What the owner opened or closed by hand; the newest row of a tactic holds.
floor_overrides = Table(
    "floor_overrides",
    OPERATIONAL,
    Column("number", _NUMBER, primary_key=True),
    Column("tactic", String, nullable=False),
    Column("opened", Boolean),  # none where an earlier word was taken back
    Column("reason", String, nullable=False),
    Column("done_by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("counts", String, nullable=False),  # how the shop stood then, as JSON
    Index(None, "tactic"),
    info=kept(Kept.RECORDED),
)
