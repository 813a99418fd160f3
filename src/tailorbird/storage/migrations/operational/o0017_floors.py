"""Floors: how much a shop has, as counted last, and what its owner opened or closed by hand."""

import sqlalchemy as sa
from alembic import op

revision = "o0017"
down_revision = "o0016"
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "floor_counts",
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("have", sa.BigInteger(), nullable=False),
        sa.Column("a_month", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("measure", "days", name="pk_floor_counts"),
    )
    op.create_table(
        "floor_overrides",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("tactic", sa.String(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_floor_overrides"),
    )
    op.create_index("ix_floor_overrides_tactic", "floor_overrides", ["tactic"])
