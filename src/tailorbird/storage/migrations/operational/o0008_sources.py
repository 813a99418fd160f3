"""Shops that are connected, what they delivered, asked and have in stock."""

import sqlalchemy as sa
from alembic import op

revision = "o0008"
down_revision = "o0007"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "shop_connections",
        _text("kind"),
        _text("shop"),
        _text("address"),
        _text("secret"),
        _text("api_id"),
        _text("api_secret"),
        _text("token"),
        _number("token_until"),
        _number("connected_at"),
        sa.PrimaryKeyConstraint("kind", "shop", name="pk_shop_connections"),
    )
    op.create_table(
        "shop_deliveries",
        _text("kind"),
        _text("shop"),
        _text("topic"),
        _text("outcome"),
        _number("deliveries"),
        _number("last_at"),
        sa.PrimaryKeyConstraint("kind", "shop", "topic", "outcome", name="pk_shop_deliveries"),
    )
    op.create_table(
        "shop_stock_items",
        _text("kind"),
        _text("item_id"),
        _text("product_id"),
        sa.Column("quantity", sa.BigInteger()),
        sa.PrimaryKeyConstraint("kind", "item_id", name="pk_shop_stock_items"),
    )
    op.create_index("ix_shop_stock_items_product_id", "shop_stock_items", ["product_id"])
    op.create_table(
        "shop_stock_levels",
        _text("kind"),
        _text("item_id"),
        _text("place_id"),
        sa.Column("available", sa.BigInteger()),
        _number("at"),
        sa.PrimaryKeyConstraint("kind", "item_id", "place_id", name="pk_shop_stock_levels"),
    )
    op.create_table(
        "shop_requests",
        _text("request_id"),
        _text("kind"),
        _text("shop"),
        _text("wish"),
        _text("customer_id"),
        _text("email"),
        _number("asked_at"),
        _number("due_at"),
        sa.Column("done_at", sa.BigInteger()),
        _text("outcome"),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_shop_requests"),
    )
    op.create_table(
        "shop_backfills",
        _text("kind"),
        _text("shop"),
        _text("part"),
        _text("cursor"),
        _number("records"),
        _number("started_at"),
        _number("updated_at"),
        sa.Column("ended_at", sa.BigInteger()),
        _text("trouble"),
        sa.PrimaryKeyConstraint("kind", "shop", "part", name="pk_shop_backfills"),
    )
