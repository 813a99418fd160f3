"""Segments: what they are, who is in them since when, and what may be asked of an event."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "o0016"
down_revision = "o0014"
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _number() -> sa.Column[int]:
    return sa.Column("number", _NUMBER, nullable=False)


def _table(name: str, *columns: Any, key: tuple[str, ...]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))


def upgrade() -> None:
    op.add_column("person_events", sa.Column("facts", sa.String()))
    counts: sa.Column[bool] = sa.Column(
        "counts", sa.Boolean(), nullable=False, server_default=sa.true()
    )
    op.add_column("person_events", counts)
    _definitions()
    _membership()
    _movements()
    _numbers()


def _definitions() -> None:
    _table(
        "segments",
        *(_text(name) for name in ("segment_id", "name", "description", "preset", "tree")),
        _big("version"),
        _text("state"),
        *(_big(name) for name in ("created_at", "updated_at", "filled_at")),
        key=("segment_id",),
    )
    only = sa.Column("only", sa.Integer(), autoincrement=False, nullable=False)
    _table("segment_changes", only, _big("number"), key=("only",))
    _table(
        "segment_exports",
        _number(),
        _text("segment_id"),
        _text("asked_by"),
        *(_big(name) for name in ("at", "people", "left_out")),
        key=("number",),
    )


def _membership() -> None:
    members = (_text("segment_id"), _text("profile_id"), _big("since"), _big("version"))
    _table("segment_members", *members, key=("segment_id", "profile_id"))
    op.create_index("ix_segment_members_profile_id", "segment_members", ["profile_id"])
    newest = ["segment_id", "since"]
    op.create_index("ix_segment_members_segment_id_since", "segment_members", newest)
    _table("segment_timers", _text("profile_id"), _big("due_at"), key=("profile_id",))
    op.create_index("ix_segment_timers_due_at", "segment_timers", ["due_at"])
    _table("segment_touched", _text("profile_id"), _big("number"), key=("profile_id",))


def _movements() -> None:
    _table(
        "segment_movements",
        _number(),
        _text("segment_id"),
        _text("profile_id"),
        sa.Column("entered", sa.Boolean(), nullable=False),
        _big("at"),
        _text("cause"),
        key=("number",),
    )
    for columns in (["segment_id", "at"], ["profile_id"], ["at"]):
        op.create_index(f"ix_segment_movements_{'_'.join(columns)}", "segment_movements", columns)
    day = sa.Column("day", sa.Integer(), nullable=False)
    counted = [_big(name) for name in ("entered", "left", "size")]
    _table("segment_days", _text("segment_id"), day, *counted, key=("segment_id", "day"))


def _numbers() -> None:
    value = sa.Column("value", sa.Float(), nullable=False)
    _table(
        "learned_numbers",
        _text("name"),
        value,
        _big("basis"),
        sa.Column("fallback", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        _big("learned_at"),
        key=("name",),
    )
    again = sa.Column("value", sa.Float(), nullable=False)
    _table(
        "predicted_values", _text("profile_id"), _text("name"), again, key=("profile_id", "name")
    )
