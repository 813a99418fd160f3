"""What stands beside the archive for a whole audience: whose events are, and facts of now.

Whose an event is follows from ``whose`` alone, never from the identifiers it arrived with.
"""

from __future__ import annotations

from tailorbird.storage.archive.types import Form, data_set

AUDIENCE = data_set("audience", profile_id=Form.TEXT)
"""Everybody there is."""
TOLD = data_set("audience", profile_id=Form.TEXT, traits=Form.TEXT)
"""The same with what is told of them, as JSON."""
WHOSE = data_set("whose", position=Form.NUMBER, profile_id=Form.TEXT)
"""Events that segments may read, with whose they are."""
ORDERS = data_set(
    "orders",
    order_id=Form.TEXT,
    profile_id=Form.TEXT,
    placed_at=Form.NUMBER,
    net_minor=Form.NUMBER,
    currency=Form.TEXT,
)
"""Orders that were not cancelled."""
CART = data_set(
    "cart", profile_id=Form.TEXT, product_id=Form.TEXT, quantity=Form.NUMBER, at=Form.NUMBER
)
PRODUCTS = data_set(
    "products", product_id=Form.TEXT, title=Form.TEXT, category=Form.TEXT, brand=Form.TEXT
)
"""What the catalogue says of products now."""
CONSENTS = data_set(
    "consents", profile_id=Form.TEXT, channel=Form.TEXT, purpose=Form.TEXT, granted=Form.FLAG
)
"""The yes of those who never said no to anything."""
DECIDED = data_set(
    "decided", profile_id=Form.TEXT, channel=Form.TEXT, purpose=Form.TEXT, granted=Form.FLAG
)
"""The answers in force of those who did."""
PREDICTED = data_set("predicted", profile_id=Form.TEXT, name=Form.TEXT, value=Form.REAL)

# What a sample is kept as: of the archive's data sets the columns that questions read.
SAMPLE_EVENTS = data_set(
    "events",
    position=Form.NUMBER,
    kind=Form.TEXT,
    name=Form.TEXT,
    occurred_at=Form.INSTANT,
    payload=Form.TEXT,
)
SAMPLE_ITEMS = data_set(
    "items",
    position=Form.NUMBER,
    name=Form.TEXT,
    occurred_at=Form.INSTANT,
    order_id=Form.TEXT,
    product_id=Form.TEXT,
    title=Form.TEXT,
    category=Form.TEXT,
    brand=Form.TEXT,
    price=Form.PRICE,
    quantity=Form.NUMBER,
    is_service=Form.FLAG,
)
