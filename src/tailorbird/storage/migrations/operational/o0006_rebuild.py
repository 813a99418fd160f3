"""What the shop declares of its products is written down, so that a rebuild can fold it again."""

import sqlalchemy as sa
from alembic import op

revision = "o0006"
down_revision = "o0005"


def upgrade() -> None:
    op.create_table(
        "product_declarations",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("live", sa.BigInteger(), nullable=False),
        sa.Column("backfill", sa.BigInteger(), nullable=False),
        sa.Column("product", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_product_declarations"),
    )
    op.create_table(
        "orders_of_unknown",
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", name="pk_orders_of_unknown"),
    )
