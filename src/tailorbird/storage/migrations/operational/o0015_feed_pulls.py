"""What the latest fetch of each feed brought, for the page that shows it."""

import sqlalchemy as sa
from alembic import op

revision = "o0015"
down_revision = "o0013"


def upgrade() -> None:
    op.create_table(
        "feed_pulls",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name="pk_feed_pulls"),
    )
    op.create_table(
        "feed_allowances",
        sa.Column("feed", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name="pk_feed_allowances"),
    )
