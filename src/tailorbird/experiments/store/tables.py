"""The tables of this room."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

NUMBER = BigInteger().with_variant(Integer, "sqlite")

experiments = Table(
    "experiments",
    OPERATIONAL,
    Column("experiment_id", String, primary_key=True),  # the key: unique for good
    Column("kind", String, nullable=False),
    Column("status", String, nullable=False),
    Column("definition", String, nullable=False),  # the whole of it as JSON, without who is forced
    Column("created_at", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
# Who is shown a variation to look at it: identifiers of people, so a table of its own.
experiment_forced = Table(
    "experiment_forced",
    OPERATIONAL,
    Column("experiment_id", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("variation", String, nullable=False),
    info=kept(Kept.RECORDED),
)
# What was done to which experiment; its number counts up, so that processes notice a change.
experiment_changes = Table(
    "experiment_changes",
    OPERATIONAL,
    Column("number", NUMBER, primary_key=True),
    Column("experiment_id", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("done_by", String, nullable=False),
    Column("what", String, nullable=False),
    Index(None, "experiment_id"),
    info=kept(Kept.RECORDED),
)
# Who saw which variation, first when: folded from events named Experiment Viewed, under the keys
# they carry. A row is there whether anybody defined the experiment or not, so nothing depends on
# which came first.
exposures = Table(
    "exposures",
    OPERATIONAL,
    Column("experiment_id", String, primary_key=True),
    Column("profile_id", String, primary_key=True),
    Column("variation", String, primary_key=True),
    Column("first_at", BigInteger, nullable=False),
    Index(None, "profile_id"),
    info=kept(Kept.DERIVED),
)
