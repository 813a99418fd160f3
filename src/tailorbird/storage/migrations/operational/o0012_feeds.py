"""Catalogue feeds: where they lie, what each said last, the prices of the last weeks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "o0012"
down_revision = "o0011"


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "feeds",
        _text("name"),
        _text("address"),
        _text("format"),
        _number("every"),
        _text("currency"),
        _number("low_stock"),
        _flag("by_group"),
        _flag("private_allowed"),
        _number("added_at"),
        _number("next_at"),
        _number("pulled_at"),
        _text("etag"),
        _text("last_modified"),
        _number("products"),
        _number("refused_rows"),
        _text("trouble"),
        sa.PrimaryKeyConstraint("name", name="pk_feeds"),
    )
    op.create_table(
        "feed_products",
        _text("feed"),
        _text("product_id"),
        sa.Column("price", sa.String()),
        _text("currency"),
        sa.Column("in_stock", sa.Boolean()),
        sa.Column("pieces", sa.BigInteger()),
        _flag("sellable"),
        _flag("gone"),
        sa.PrimaryKeyConstraint("feed", "product_id", name="pk_feed_products"),
    )
    op.create_table(
        "feed_prices",
        _text("feed"),
        _text("product_id"),
        _number("since"),
        _text("price"),
        _text("currency"),
        sa.PrimaryKeyConstraint("feed", "product_id", "since", name="pk_feed_prices"),
    )
