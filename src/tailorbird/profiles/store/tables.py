"""The tables of this room."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
)

from tailorbird.storage.schema import OPERATIONAL

POSITION = BigInteger().with_variant(Integer, "sqlite")

profiles = Table(
    "profiles",
    OPERATIONAL,
    Column("profile_id", String, primary_key=True),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("traits", JSON, nullable=False),
    Column("merged_into", String),
    Index(None, "last_seen"),
)
identities = Table(
    "identities",
    OPERATIONAL,
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("profile_id", String, nullable=False),
    Index(None, "profile_id"),
)
identity_links = Table(
    "identity_links",
    OPERATIONAL,
    Column("weak_kind", String, primary_key=True),
    Column("weak_value", String, primary_key=True),
    Column("strong_kind", String, primary_key=True),
    Column("strong_value", String, primary_key=True),
    Index(None, "strong_kind", "strong_value"),
)
person_events = Table(
    "person_events",
    OPERATIONAL,
    Column("position", POSITION, primary_key=True, autoincrement=False),
    Column("profile_id", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("name", String, nullable=False),
    Column("product_id", String),
    Column("order_id", String),
    Column("detail", JSON, nullable=False),
    Index(None, "profile_id", "at"),
)
views = Table(
    "views",
    OPERATIONAL,
    Column("profile_id", String, primary_key=True),
    Column("product_id", String, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
cart_lines = Table(
    "cart_lines",
    OPERATIONAL,
    Column("profile_id", String, primary_key=True),
    Column("product_id", String, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
)
visits = Table(
    "visits",
    OPERATIONAL,
    Column("day", Integer, primary_key=True),
    Column("profile_id", String, primary_key=True),
    Index(None, "profile_id"),
)
orders = Table(
    "orders",
    OPERATIONAL,
    Column("order_id", String, primary_key=True),
    Column("profile_id", String),
    Column("placed_at", BigInteger, nullable=False),
    Column("currency", String, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("refunded_minor", BigInteger, nullable=False),
    Column("status", String, nullable=False),
    Column("source", String, nullable=False),
    Index(None, "profile_id", "placed_at"),
    Index(None, "placed_at"),
)
order_lines = Table(
    "order_lines",
    OPERATIONAL,
    Column("order_id", String, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("product_id", String, nullable=False),
    # only where the catalogue has none: service lines
    Column("title", String),
    Column("quantity", Integer, nullable=False),
    Column("unit_price", String, nullable=False),  # exact decimal text
    Column("total_minor", BigInteger, nullable=False),
    Column("refunded", Integer, nullable=False),
    Column("is_service", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
refund_lines = Table(
    "refund_lines",
    OPERATIONAL,
    Column("refund_id", String, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("order_id", String),
    Column("profile_id", String),
    Column("product_id", String, nullable=False),
    Column("title", String, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("matched", Integer, nullable=False),
    Column("unit_price", String, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("currency", String, nullable=False),
    Column("refunded_at", BigInteger, nullable=False),
    Column("source", String, nullable=False),
    Index(None, "profile_id", "product_id"),
    Index(None, "order_id"),
    Index(None, "refunded_at"),
)
refund_matches = Table(
    "refund_matches",
    OPERATIONAL,
    Column("refund_id", String, primary_key=True),
    Column("refund_ordinal", Integer, primary_key=True),
    Column("order_id", String, primary_key=True),
    Column("order_ordinal", Integer, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Index(None, "order_id"),
)
