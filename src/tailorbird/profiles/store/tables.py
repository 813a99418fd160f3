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
    true,
)

from tailorbird.storage.kept import Kept, kept
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
    info=kept(Kept.DERIVED),
)
identities = Table(
    "identities",
    OPERATIONAL,
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("profile_id", String, nullable=False),
    Index(None, "profile_id"),
    info=kept(Kept.DERIVED),
)
identity_links = Table(
    "identity_links",
    OPERATIONAL,
    Column("weak_kind", String, primary_key=True),
    Column("weak_value", String, primary_key=True),
    Column("strong_kind", String, primary_key=True),
    Column("strong_value", String, primary_key=True),
    # when this was first so, by the events' own times: 0 where it was not noted yet
    Column("since", BigInteger, nullable=False, server_default="0"),
    Index(None, "strong_kind", "strong_value"),
    info=kept(Kept.DERIVED),
)
# Customer numbers and mailboxes that a browser named without a proof: they join nobody.
identity_claims = Table(
    "identity_claims",
    OPERATIONAL,
    Column("anonymous_id", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    Index(None, "kind", "value"),
    info=kept(Kept.DERIVED),
)
# Browsers and mailboxes that an erased person shared with somebody. The pseudonym is drawn by
# chance and leads nowhere; it keeps what was shared from becoming the other's alone.
erased_links = Table(
    "erased_links",
    OPERATIONAL,
    Column("weak_kind", String, primary_key=True),
    Column("weak_value", String, primary_key=True),
    Column("pseudonym", String, primary_key=True),
    info=kept(Kept.RECORDED),
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
    # whether the consent that it carries leaves it to learning
    Column("may_learn", Boolean, nullable=False, server_default=true()),
    # what segments may ask of it: JSON as facts_of_events says; and whether they may ask at all
    Column("facts", String),
    Column("counts", Boolean, nullable=False, server_default=true()),
    Index(None, "profile_id", "at"),
    info=kept(Kept.DERIVED),
)
views = Table(
    "views",
    OPERATIONAL,
    Column("profile_id", String, primary_key=True),
    Column("product_id", String, primary_key=True),
    Column("at", BigInteger, nullable=False),
    info=kept(Kept.DERIVED),
)
cart_lines = Table(
    "cart_lines",
    OPERATIONAL,
    Column("profile_id", String, primary_key=True),
    Column("product_id", String, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    # whether the consent that came with it leaves it to choosing for this person
    Column("personal", Boolean, nullable=False, server_default=true()),
    info=kept(Kept.DERIVED),
)
visits = Table(
    "visits",
    OPERATIONAL,
    Column("day", Integer, primary_key=True),
    Column("profile_id", String, primary_key=True),
    Index(None, "profile_id"),
    info=kept(Kept.DERIVED),
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
    info=kept(Kept.DERIVED),
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
    info=kept(Kept.DERIVED),
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
    info=kept(Kept.DERIVED),
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
    info=kept(Kept.DERIVED),
)
