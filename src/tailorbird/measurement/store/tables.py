"""The tables of this room."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

# Everybody in an experiment, as summed: what is taken off the sums again when it changes.
measured_people = Table(
    "measured_people",
    OPERATIONAL,
    Column("experiment_id", String, primary_key=True),
    Column("profile_id", String, primary_key=True),
    Column("variation", String, nullable=False),  # empty: saw several; !: a machine
    Column("exposed_at", BigInteger, nullable=False),
    Column("own", BigInteger, nullable=False),  # the value of the experiment's own metric
    Column("outcome", String, nullable=False),  # JSON: metric to value and covariate
    Index(None, "profile_id"),
    info=kept(Kept.WORKING),
)
# Sums as text: squares of money over many people outgrow 64 bits, and have to stay exact.
measured_sums = Table(
    "measured_sums",
    OPERATIONAL,
    Column("experiment_id", String, primary_key=True),
    Column("variation", String, primary_key=True),
    Column("metric", String, primary_key=True),
    *(Column(name, String, nullable=False) for name in ("n", "y", "yy", "x", "xx", "xy")),
    info=kept(Kept.WORKING),
)
# The same at the end of each day, so that a range can be drawn over time.
measured_days = Table(
    "measured_days",
    OPERATIONAL,
    Column("experiment_id", String, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("variation", String, primary_key=True),
    Column("metric", String, primary_key=True),
    *(Column(name, String, nullable=False) for name in ("n", "y", "yy", "x", "xx", "xy")),
    info=kept(Kept.RECORDED),
)
# Which definition the sums of an experiment were made by: another one has them made anew.
measured_experiments = Table(
    "measured_experiments",
    OPERATIONAL,
    Column("experiment_id", String, primary_key=True),
    Column("made_by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    info=kept(Kept.WORKING),
)
