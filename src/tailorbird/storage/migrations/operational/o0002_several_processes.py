"""The order in which the lanes were processed."""

import sqlalchemy as sa
from alembic import op

revision = "o0002"
down_revision = "o0001"


def upgrade() -> None:
    op.create_table(
        "processing_turns",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_processing_turns"),
    )
    # what was processed before was not written down; imports usually came first (lane 1)
    op.execute(
        "INSERT INTO processing_turns (number, lane, upto) "
        "SELECT 2 - lane, lane, position FROM positions WHERE consumer = 'processor'"
    )
