"""The tables of catalogue feeds: where they lie, and what each said last."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, String, Table

from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

feeds = Table(
    "feeds",
    OPERATIONAL,
    Column("name", String, primary_key=True),
    Column("address", String, nullable=False),
    Column("format", String, nullable=False),
    Column("every", BigInteger, nullable=False),
    Column("currency", String, nullable=False),
    Column("low_stock", BigInteger, nullable=False),
    Column("by_group", Boolean, nullable=False),
    Column("private_allowed", Boolean, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("pulled_at", BigInteger, nullable=False),
    Column("etag", String, nullable=False),
    Column("last_modified", String, nullable=False),
    Column("products", BigInteger, nullable=False),
    Column("refused_rows", BigInteger, nullable=False),
    Column("trouble", String, nullable=False),
    info=kept(Kept.RECORDED),
)
# What the feed itself said last: orders and imports may tell the catalogue otherwise meanwhile, and
# that is no change of the offer.
feed_products = Table(
    "feed_products",
    OPERATIONAL,
    Column("feed", String, primary_key=True),
    Column("product_id", String, primary_key=True),
    Column("price", String),  # exact decimal text, as in products
    Column("currency", String, nullable=False),
    Column("in_stock", Boolean),
    Column("pieces", BigInteger),
    Column("sellable", Boolean, nullable=False),
    Column("gone", Boolean, nullable=False),
    info=kept(Kept.RECORDED),
)
feed_prices = Table(
    "feed_prices",
    OPERATIONAL,
    Column("feed", String, primary_key=True),
    Column("product_id", String, primary_key=True),
    Column("since", BigInteger, primary_key=True),
    Column("price", String, nullable=False),
    Column("currency", String, nullable=False),
    info=kept(Kept.RECORDED),
)
feed_pulls = Table(
    "feed_pulls",
    OPERATIONAL,
    Column("feed", String, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("said", JSON, nullable=False),
    info=kept(Kept.RECORDED),
)
# Feeds whose next fetch is taken also where many products are missing.
feed_allowances = Table(
    "feed_allowances",
    OPERATIONAL,
    Column("feed", String, primary_key=True),
    info=kept(Kept.WORKING),
)
