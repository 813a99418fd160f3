"""Each lane's newest position, kept apart from the events: it outlives their trimming."""

import sqlalchemy as sa
from alembic import op

revision = "l0002"
down_revision = "l0001"


def upgrade() -> None:
    op.create_table(
        "heads",
        sa.Column("lane", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name="pk_heads"),
    )
    op.execute(
        "INSERT INTO heads (lane, position) SELECT 0, COALESCE(MAX(position), 0) FROM events "
        "WHERE lane = 0 UNION ALL SELECT 1, COALESCE(MAX(position), 0) FROM events WHERE lane = 1"
    )
