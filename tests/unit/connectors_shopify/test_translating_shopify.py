"""What Shopify's bodies become: ids, whose event it is, refunds, consent, stock."""

from __future__ import annotations

import base64
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailorbird.connectors.shopify import USED, is_signed, signature, translate
from tailorbird.connectors.shops.types import Delivery, Translated
from tailorbird.core.clock import SECOND
from tailorbird.core.errors import BadInput
from tailorbird.events.types import Event

NOW = 1_790_000_000 * SECOND
SHOP = "my-shop.myshopify.com"


def read(topic: str, body: Any) -> Translated:
    packed = json.dumps(body).encode()
    return translate(
        Delivery(topic=topic, shop=SHOP, signature="", body=packed, received_at=NOW, currency="GBP")
    )


def one(topic: str, body: Any) -> Event:
    (event,) = read(topic, body).events
    return event


def test_the_signature_is_shopifys() -> None:
    # HMAC-SHA256 of RFC 4231, case 2, in base64
    body = b"what do ya want for nothing?"
    digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert base64.b64decode(signature("Jefe", body)).hex() == digest
    assert is_signed("Jefe", body, signature("Jefe", body))
    assert not is_signed("Jefe", body + b" ", signature("Jefe", body))
    assert not is_signed("", body, signature("", body))


def test_an_order_is_its_customers_and_keeps_list_prices() -> None:
    line = {"product_id": 5, "title": "Mug", "price": "10.00", "quantity": 2, "sku": "M"}
    body = {
        "id": 2**63 + 9,
        "processed_at": "2026-02-01T10:00:00Z",
        "total_price": "18.00",
        "currency": "EUR",
        "email": "typed@example.com",
        "customer": {"id": 7, "email": "own@example.com"},
        "note_attributes": [{"name": "_tailorbird_id", "value": "browser-1"}],
        "line_items": [line],
    }
    event = one("orders/create", body)
    assert event.message_id == f"shopify:order:{2**63 + 9}"
    assert (event.user_id, event.anonymous_id) == ("7", "browser-1")
    assert event.context == {"traits": {"email": "own@example.com"}}
    assert event.properties["order_id"] == str(2**63 + 9)
    assert event.properties["total"] == "18.00"
    assert event.properties["products"][0]["price"] == "10.00"


def test_a_guest_is_known_by_the_address_typed() -> None:
    event = one("orders/create", {"id": 1, "email": "guest@example.com", "line_items": []})
    assert (event.user_id, event.context) == (None, {"traits": {"email": "guest@example.com"}})


def test_a_refunds_pieces_cost_what_was_paid_for_them() -> None:
    line = {"quantity": 3, "subtotal": 20.0, "line_item": {"product_id": 5, "price": "10.00"}}
    body = {
        "id": 9,
        "order_id": 1,
        "refund_line_items": [line],
        "transactions": [{"kind": "refund", "status": "success", "amount": "20.00"}],
    }
    event = one("refunds/create", body)
    assert event.message_id == "shopify:refund:9"
    assert event.properties["order_id"] == "1"
    assert event.properties["products"][0]["price"] == "6.6667"
    assert event.properties["products"][0]["quantity"] == 3


@pytest.mark.parametrize(
    ("state", "granted"),
    [("subscribed", True), ("SUBSCRIBED", True), ("unsubscribed", False), ("redacted", False)],
)
def test_an_answer_counts_from_its_time(state: str, granted: bool) -> None:
    consent = {"state": state, "consent_updated_at": "2026-01-02T00:00:00Z"}
    _, said = read("customers/update", {"id": 1, "email_marketing_consent": consent}).events
    assert said.context["consent"]["categoryPreferences"] == {"email_marketing": granted}
    assert said.occurred_at < NOW


@pytest.mark.parametrize(
    "consent",
    [
        {"state": "not_subscribed", "consent_updated_at": "2026-01-02T00:00:00Z"},
        {"state": "pending", "consent_updated_at": "2026-01-02T00:00:00Z"},
        {"state": "subscribed", "consent_updated_at": None},  # of unknown time
        None,
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(consent: Any) -> None:
    found = read("customers/update", {"id": 1, "email_marketing_consent": consent})
    assert len(found.events) == 1


@pytest.mark.parametrize(
    ("variant", "left"),
    [
        ({"inventory_management": "shopify", "inventory_quantity": 0}, False),
        ({"inventory_management": "shopify", "inventory_quantity": 2}, True),
        ({"inventory_management": None, "inventory_quantity": 0}, True),
        (
            {
                "inventory_management": "shopify",
                "inventory_policy": "continue",
                "inventory_quantity": -3,
            },
            True,
        ),
    ],
)
def test_a_product_is_in_stock_if_a_variant_can_be_bought(
    variant: dict[str, Any], left: bool
) -> None:
    body = {"id": 5, "title": "Mug", "handle": "mug", "variants": [{"id": 1, **variant}]}
    (product,) = read("products/update", body).products
    assert product.in_stock is left
    assert product.url == f"https://{SHOP}/products/mug"


def test_a_draft_is_not_sold_and_the_cheapest_variant_is_the_price() -> None:
    variants = [{"id": 1, "price": "9.00"}, {"id": 2, "price": "7.50"}]
    (product,) = read(
        "products/create", {"id": 5, "status": "draft", "variants": variants}
    ).products
    assert (product.sellable, product.price) == (False, Decimal("7.50"))


def test_a_request_of_another_shop_is_not_taken() -> None:
    with pytest.raises(BadInput, match="another shop"):
        read("customers/redact", {"shop_domain": "x.myshopify.com", "customer": {"id": 1}})


def test_what_cannot_be_kept_is_left_out_or_refused() -> None:
    event = one("customers/create", {"id": 1, "first_name": "A\x00da"})
    assert event.traits == {"firstName": "Ada"}
    for wrong in ({"id": "x" * 300}, {"id": 1, "created_at": "1200-01-01T00:00:00Z"}):
        with pytest.raises(BadInput):
            read("customers/create", wrong)


def test_an_order_of_hundreds_of_lines_is_taken_whole() -> None:
    lines = [{"product_id": n, "title": "T" * 100, "price": "1.00"} for n in range(1, 501)]
    assert len(one("orders/create", {"id": 1, "line_items": lines}).properties["products"]) == 500


def test_an_unknown_topic_is_of_no_use() -> None:
    assert translate(
        Delivery(topic="themes/create", shop=SHOP, signature="", body=b"no json", received_at=NOW)
    ) == Translated(used=False)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = """
id order_id customer customer_id line_items price quantity variants shop_domain inventory_item_id
location_id available refund_line_items token transactions note_attributes discount_codes order_edit
email email_marketing_consent total_price currency created_at updated_at title orders_requested
"""


BODIES = st.dictionaries(st.sampled_from(FIELDS.split()), JSON, max_size=8)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(USED)),
    st.dictionaries(st.sampled_from(FIELDS.split()), JSON, max_size=8),
)
def test_whatever_a_body_holds_it_is_read_or_refused_in_a_sentence(
    topic: str, body: dict[str, Any]
) -> None:
    try:
        found = read(topic, {**body, "shop_domain": SHOP})
    except BadInput as error:
        found = Translated(used=bool(error.message))
    assert found.used
    for event in found.events:
        assert len(event.message_id) <= 100
