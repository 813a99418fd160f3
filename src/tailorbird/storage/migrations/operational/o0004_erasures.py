"""What is remembered of erasures, and which events they have still to rewrite."""

import sqlalchemy as sa
from alembic import op

revision = "o0004"
down_revision = "o0003"


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("erasure_id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("erasure_id", name="pk_erasures"),
    )
    op.create_table(
        "erased_identifiers",
        sa.Column("hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_erased_identifiers"),
    )
    op.create_table(
        "erased_links",
        sa.Column("weak_kind", sa.String(), nullable=False),
        sa.Column("weak_value", sa.String(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("weak_kind", "weak_value", "pseudonym", name="pk_erased_links"),
    )
    op.create_table(
        "erasure_rewrites",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_erasure_rewrites"),
    )
