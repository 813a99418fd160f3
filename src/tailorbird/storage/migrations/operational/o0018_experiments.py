"""Experiments: what they are, what was done to them, and who saw which variation first when."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "o0018"
down_revision = "o0017"
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _table(name: str, *columns: Any, key: tuple[str, ...]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))


def upgrade() -> None:
    defined = _text("experiment_id", "kind", "status", "definition")
    _table("experiments", *defined, _big("created_at"), key=("experiment_id",))
    forced = _text("experiment_id", "value", "variation")
    _table("experiment_forced", *forced, key=("experiment_id", "value"))
    counting: sa.Column[int] = sa.Column("number", _NUMBER, nullable=False)
    [which] = _text("experiment_id")
    _table(
        "experiment_changes",
        counting,
        which,
        _big("at"),
        *_text("done_by", "what"),
        key=("number",),
    )
    op.create_index("ix_experiment_changes_experiment_id", "experiment_changes", ["experiment_id"])
    seen = _text("experiment_id", "profile_id", "variation")
    first = _big("first_at")
    _table("exposures", *seen, first, key=("experiment_id", "profile_id", "variation"))
    op.create_index("ix_exposures_profile_id", "exposures", ["profile_id"])
