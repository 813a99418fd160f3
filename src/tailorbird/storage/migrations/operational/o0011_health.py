"""How well data comes in: by the hour, by the form of its fields, order by order."""

import sqlalchemy as sa
from alembic import op

revision = "o0011"
down_revision = "o0009"

_POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "arrival_hours",
        sa.Column("hour", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("clocks_off", sa.BigInteger(), nullable=False),
        sa.Column("clock_most", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "source", name="pk_arrival_hours"),
    )
    op.create_table(
        "field_types",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("event", "field", "form", name="pk_field_types"),
    )
    op.create_table(
        "order_sightings",
        sa.Column("order_key", sa.LargeBinary(16), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("by_browser", sa.Boolean(), nullable=False),
        sa.Column("by_server", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("order_key", name="pk_order_sightings"),
    )
    op.create_index("ix_order_sightings_first_at", "order_sightings", ["first_at"])
    op.create_table(
        "checkout_starts",
        sa.Column("position", _POSITION, nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_checkout_starts"),
    )
    op.create_index("ix_checkout_starts_at", "checkout_starts", ["at"])
