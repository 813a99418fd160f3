"""What browsers claim without a proof."""

import sqlalchemy as sa
from alembic import op

revision = "o0009"
down_revision = "o0008"


def upgrade() -> None:
    op.create_table(
        "identity_claims",
        sa.Column("anonymous_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("anonymous_id", "kind", "value", name="pk_identity_claims"),
    )
    op.create_index("ix_identity_claims_kind_value", "identity_claims", ["kind", "value"])
