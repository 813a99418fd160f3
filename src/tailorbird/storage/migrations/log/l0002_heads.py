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
    for lane in (0, 1):
        op.execute(
            "INSERT INTO heads (lane, position) "
            f"SELECT {lane}, COALESCE(MAX(position), 0) FROM events WHERE lane = {lane}"
        )
