"""Outcomes of people in experiments, the sums over them, and the sums of each day."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "o0019"
down_revision = "o0018"
_SUMS = ("n", "y", "yy", "x", "xx", "xy")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _table(name: str, *columns: Any, key: tuple[str, ...]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))


def upgrade() -> None:
    who = _text("experiment_id", "profile_id", "variation")
    outcome = _text("outcome")
    key = ("experiment_id", "profile_id")
    _table("measured_people", *who, _big("exposed_at"), _big("own"), *outcome, key=key)
    op.create_index("ix_measured_people_profile_id", "measured_people", ["profile_id"])
    of = ("experiment_id", "variation", "metric")
    _table("measured_sums", *_text(*of, *_SUMS), key=of)
    day: sa.Column[int] = sa.Column("day", sa.Integer(), nullable=False)
    first, *rest = _text(*of, *_SUMS)
    _table("measured_days", first, day, *rest, key=("experiment_id", "day", "variation", "metric"))
    made = _text("experiment_id", "made_by")
    _table("measured_experiments", *made, _big("at"), key=("experiment_id",))
