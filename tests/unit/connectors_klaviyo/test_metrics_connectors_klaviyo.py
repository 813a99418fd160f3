"""Klaviyo's metrics in this shop's words, and whatever a shop may send in their place."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.connectors.klaviyo.events import Door, events_of
from tailorbird.connectors.klaviyo.metrics import Meaning, meaning_of
from tailorbird.connectors.klaviyo.people import Who, traits_of, who_is
from tailorbird.connectors.klaviyo.types import Happening, ProfileAttributes, ProfileResource
from tailorbird.core.errors import BadInput
from tailorbird.events.types import Event, Kind
from tailorbird.events.validation import check

DOOR = Door(source="server", now=1_770_000_000_000_000, most_bytes=512 * 1024)
ADA = Who(user_id="C-1", email="ada@example.com")
KNOWN = (
    "Viewed Product",
    "Added to Cart",
    "Started Checkout",
    "Placed Order",
    "Ordered Product",
    "Fulfilled Order",
    "Cancelled Order",
    "Refunded Order",
    "Active on Site",
)


def happening(metric: str, properties: dict[str, Any] | None = None, **more: Any) -> Happening:
    named = {"data": {"attributes": {"name": metric}}}
    told = {"metric": named, "properties": properties or {}, **more}
    return msgspec.convert(told, Happening)


def meant(metric: str, properties: dict[str, Any] | None = None, **more: Any) -> Meaning:
    return meaning_of(happening(metric, properties, **more), "own-key")


def made(told: Happening, who: Who = ADA, door: Door = DOOR) -> Event:
    return events_of(told, ProfileResource(), who, door)[-1]


@pytest.mark.parametrize(
    "spelled", [{"ProductID": "P1"}, {"product_id": "P1"}, {"$product_id": "P1"}, {"SKU": "P1"}]
)
def test_a_product_is_known_however_it_is_spelled(spelled: dict[str, str]) -> None:
    found = meant("viewed product", {**spelled, "Colour": "red"})
    assert found.name == "Product Viewed"
    assert "P1" in found.properties.values()
    assert found.properties["Colour"] == "red"


def test_a_view_of_no_product_stays_what_it_was_called() -> None:
    assert meant("Viewed Product", {"Colour": "red"}) == Meaning(
        "Viewed Product", {"Colour": "red"}
    )


def test_what_was_added_is_not_the_first_thing_in_the_cart() -> None:
    items = [{"ProductID": "OLD", "Quantity": 1}, {"ProductID": "NEW", "Quantity": 3}]
    added = {"AddedItemProductID": "NEW", "AddedItemQuantity": 3, "Items": items}
    found = meant("Added to Cart", added)
    assert found.name == "Product Added"
    assert (found.properties["product_id"], found.properties["quantity"]) == ("NEW", 3)
    assert len(found.properties["items"]) == 2
    alone = meant("Added to Cart", {"Items": items[:1]})
    assert (alone.name, alone.properties["product_id"]) == ("Product Added", "OLD")
    whole = meant("Added to Cart", {"Items": items})
    assert (whole.name, len(whole.properties["products"])) == ("Cart Viewed", 2)


def test_an_order_takes_its_number_from_where_there_is_one() -> None:
    def number(properties: dict[str, Any], **more: Any) -> object:
        return meant("Placed Order", properties, **more).properties["order_id"]

    assert number({"OrderId": 1001}, unique_id="u") == "1001"
    assert number({"$event_id": "E-1"}, unique_id="u") == "E-1"
    assert number({}, unique_id="u") == "u"
    assert number({}) == "own-key"


def test_an_order_says_its_total_and_its_lines() -> None:
    items = [{"ProductID": 1111.0, "ProductName": 7, "Quantity": "2", "ItemPrice": "1.50"}]
    found = meant(
        "Placed Order",
        {"OrderId": "O", "Items": items, "DiscountCode": "X", "$value": 9},
        value=3.0,
        value_currency="EUR",
    ).properties
    assert (found["total"], found["currency"], found["coupon"]) == ("3.0", "EUR", "X")
    line = {"product_id": "1111", "name": "7", "price": "1.50", "quantity": 2}
    assert found["products"] == [line]


def test_what_becomes_of_an_order_names_it() -> None:
    fulfilled = meant("Fulfilled Order", {"OrderId": "O"})
    assert (fulfilled.name, fulfilled.properties["status"]) == ("Order Updated", "fulfilled")
    cancelled = meant("Cancelled Order", {"OrderId": "O", "Reason": "late"})
    assert cancelled == Meaning("Order Cancelled", {"order_id": "O", "reason": "late"})
    assert meant("Cancelled Order", {}).name == "Cancelled Order"
    refunded = meant("Refunded Order", {"OrderId": "O", "RefundId": "R"}, value=2)
    assert refunded.properties == {"refund_id": "R", "order_id": "O", "value": "2.0"}


def test_a_visit_is_a_page() -> None:
    found = meant("Active on Site", {"page": "https://s.example/a", "browser": "Firefox"})
    assert found.kind is Kind.PAGE
    assert found.properties == {"url": "https://s.example/a", "browser": "Firefox"}


def test_a_line_of_an_order_makes_no_order() -> None:
    said = {"OrderId": "O", "ProductID": "P"}
    assert meant("Ordered Product", said) == Meaning("Ordered Product", said)


def test_a_word_that_means_something_else_here_does_no_harm() -> None:
    said = {"ProductID": "P", "quantity": "many", "price": "free", "position": "top"}
    assert meant("Viewed Product", said).properties == {"product_id": "P"}


def test_the_key_of_an_event_follows_from_person_metric_id_and_door() -> None:
    told = happening("Bought", {"n": 1}, unique_id="u")
    same = made(happening("Bought", {"n": 2}, unique_id="u")).message_id
    assert made(told).message_id == same
    others = [
        made(told, Who(user_id="C-2")),
        made(happening("Sold", unique_id="u")),
        made(happening("Bought", unique_id="v")),
        made(told, door=Door(source="http", now=DOOR.now, most_bytes=DOOR.most_bytes)),
    ]
    assert len({same, *(event.message_id for event in others)}) == 5


@pytest.mark.parametrize("broken", [{"email": "x"}, {"email": "a@b@c"}, {"phone_number": "+49"}])
def test_somebody_needs_an_identifier(broken: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        who_is(ProfileAttributes(**broken))


def test_a_network_address_is_not_kept() -> None:
    place = {"city": "Ulm", "ip": "192.0.2.1"}
    told = ProfileResource(ProfileAttributes(email="a@b.c", location=place))
    assert traits_of(told) == {"city": "Ulm"}


WORDS = st.sampled_from(
    ["ProductID", "SKU", "Items", "Quantity", "ItemPrice", "OrderId", "$value", "Categories"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS | st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(
    metric=st.sampled_from([*KNOWN, "Order Completed", "Product Viewed"]),
    properties=st.dictionaries(WORDS | st.text(max_size=8), VALUES, max_size=6),
    value=st.none() | st.floats(allow_nan=False),
    unique_id=st.none() | st.text(max_size=40),
)
def test_whatever_is_sent_is_kept_or_refused_with_a_reason(
    metric: str, properties: dict[str, Any], value: float | None, unique_id: str | None
) -> None:
    told = happening(metric, properties, value=value, unique_id=unique_id)
    try:
        event = made(told)
    except BadInput:
        return
    check(event, most_bytes=DOOR.most_bytes)
    assert len(event.message_id) <= 100
    msgspec.json.decode(msgspec.json.encode(event), type=Event)
