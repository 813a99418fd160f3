"""The tables of connected shops."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, String, Table

from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

connections = Table(
    "shop_connections",
    OPERATIONAL,
    Column("kind", String, primary_key=True),
    Column("shop", String, primary_key=True),
    Column("address", String, nullable=False),
    Column("secret", String, nullable=False),
    Column("api_id", String, nullable=False),
    Column("api_secret", String, nullable=False),
    Column("token", String, nullable=False),
    Column("token_until", BigInteger, nullable=False),
    Column("connected_at", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
deliveries = Table(
    "shop_deliveries",
    OPERATIONAL,
    Column("kind", String, primary_key=True),
    Column("shop", String, primary_key=True),
    Column("topic", String, primary_key=True),
    Column("outcome", String, primary_key=True),
    Column("deliveries", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
stock_items = Table(
    "shop_stock_items",
    OPERATIONAL,
    Column("kind", String, primary_key=True),
    Column("item_id", String, primary_key=True),
    Column("product_id", String, nullable=False),
    Column("quantity", BigInteger),
    Index(None, "product_id"),
    info=kept(Kept.RECORDED),
)
stock_levels = Table(
    "shop_stock_levels",
    OPERATIONAL,
    Column("kind", String, primary_key=True),
    Column("item_id", String, primary_key=True),
    Column("place_id", String, primary_key=True),
    Column("available", BigInteger),
    Column("at", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
requests = Table(
    "shop_requests",
    OPERATIONAL,
    Column("request_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("shop", String, nullable=False),
    Column("wish", String, nullable=False),
    Column("customer_id", String, nullable=False),
    Column("email", String, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("done_at", BigInteger),
    Column("outcome", String, nullable=False),
    Column("counts", JSON, nullable=False),
    info=kept(Kept.RECORDED),
)
backfills = Table(
    "shop_backfills",
    OPERATIONAL,
    Column("kind", String, primary_key=True),
    Column("shop", String, primary_key=True),
    Column("part", String, primary_key=True),
    Column("cursor", String, nullable=False),
    Column("records", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("trouble", String, nullable=False),
    info=kept(Kept.WORKING),
)
