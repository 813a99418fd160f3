"""What a door takes, and which field it names when it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.core.clock import DAY, HOUR, SECOND, from_datetime
from tailorbird.core.errors import BadInput, TooLarge
from tailorbird.events.anonymising import message_digest
from tailorbird.events.types import Event, Kind
from tailorbird.events.validation import parse, parse_all
from tailorbird.events.vocabulary import OrderCompleted, ProductEvent, interpret

NOW = from_datetime(datetime(2026, 1, 31, 12, tzinfo=UTC))


def take(**changes: Any) -> Event:
    item = {"type": "track", "event": "Signed In", "anonymousId": "a1", **changes}
    return parse(item, now=NOW, source="test")


def product(name: str = "Product Viewed", **properties: Any) -> Event:
    return take(event=name, properties={"product_id": "P1", **properties})


def refused(**changes: Any) -> BadInput:
    with pytest.raises(BadInput) as caught:
        take(**changes)
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 400
    return caught.value


# -- the call


def test_an_event_keeps_what_was_said_and_when() -> None:
    event = take(messageId="m1", userId="u1", properties={"a": 1}, context={"b": [2]}, traits=None)
    assert (event.message_id, event.kind, event.name) == ("m1", Kind.TRACK, "Signed In")
    assert (event.anonymous_id, event.user_id, event.source) == ("a1", "u1", "test")
    assert (event.properties, event.context, event.traits) == ({"a": 1}, {"b": [2]}, {})
    assert event.occurred_at == event.received_at == NOW


@pytest.mark.parametrize("given", ["shopify:orders:1", "caused:" + "0" * 32, "erased:" + "0" * 32])
def test_a_page_cannot_use_up_an_id_that_the_shop_s_own_facts_have(given: str) -> None:
    item = {"type": "track", "event": "E", "anonymousId": "a1", "messageId": given}
    from_page = parse(item, now=NOW, source="http")
    assert message_digest(from_page.message_id) != message_digest(given)
    assert parse(item, now=NOW + SECOND, source="http").message_id == from_page.message_id
    assert parse(item, now=NOW, source="server").message_id == given
    plain = parse({**item, "messageId": "ajs-next-1-2"}, now=NOW, source="http")
    assert plain.message_id == "ajs-next-1-2"


@pytest.mark.parametrize("kind", list(Kind))
def test_every_call_of_the_specification_is_taken(kind: Kind) -> None:
    event = parse({"userId": "u", "event": "E", "name": "N"}, now=NOW, source="t", kind=kind)
    assert (event.kind, event.name) == (kind, "E" if kind is Kind.TRACK else "N")


def test_traits_said_in_the_context_of_an_identify_count() -> None:
    context = {"traits": {"email": "a@shop.example", "plan": "old"}}
    event = take(type="identify", userId="u1", context=context, traits={"plan": "new"})
    assert event.traits == {"email": "a@shop.example", "plan": "new"}
    assert take(context=context).traits == {}


@pytest.mark.parametrize(
    ("call", "kept"),
    [
        ({"type": "group", "groupId": "g1"}, {"groupId": "g1"}),
        ({"type": "alias", "userId": "u1", "previousId": 17}, {"previousId": "17"}),
        ({"type": "page", "name": "start", "category": "docs"}, {"category": "docs"}),
        ({"type": "track", "groupId": "g1", "category": "docs"}, {}),
    ],
)
def test_what_a_call_says_beside_its_properties_is_kept(
    call: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert take(**call).properties == kept


@pytest.mark.parametrize("item", [None, 1, "text", [], [{}]])
def test_what_is_no_object_is_refused(item: object) -> None:
    with pytest.raises(BadInput, match="JSON object"):
        parse(item, now=NOW, source="test")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "trak"}, "type"),
        ({"type": None}, "type"),
        ({"type": 5}, "type"),
        ({"event": None}, "event"),
        ({"event": " "}, "event"),
        ({"event": ["a"]}, "event"),
        ({"event": "x" * 256}, "event"),
        ({"event": "x\0"}, "event"),
        ({"anonymousId": None}, "userId"),
        ({"anonymousId": "  "}, "userId"),
        ({"anonymousId": True}, "anonymousId"),
        ({"anonymousId": 1.5}, "anonymousId"),
        ({"anonymousId": "a" * 256}, "anonymousId"),
        ({"userId": {"id": 1}}, "userId"),
        ({"userId": "a\0b"}, "userId"),
        ({"messageId": "m" * 101}, "messageId"),
        ({"messageId": "m\0"}, "messageId"),
        ({"properties": []}, "properties"),
        ({"traits": "none"}, "traits"),
        ({"context": 1}, "context"),
        ({"timestamp": 1_700_000_000}, "timestamp"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"originalTimestamp": "yesterday"}, "originalTimestamp"),
        ({"timestamp": "2026-01-31", "sentAt": "soon"}, "sentAt"),
    ],
)
def test_a_wrong_field_of_the_call_is_named(changes: dict[str, Any], field: str) -> None:
    error = refused(**changes)
    assert error.field == field
    assert error.message.startswith(field)


def test_a_very_long_wrong_value_is_not_said_back_whole() -> None:
    assert len(refused(type="x" * 20_000).message) < 200
    assert len(refused(timestamp="x" * 20_000).message) < 200


def test_ids_may_be_numbers_of_any_size() -> None:
    event = take(userId=42, anonymousId=10**30)
    assert (event.user_id, event.anonymous_id) == ("42", f"{10**30}")


def test_ids_of_the_longest_length_are_taken() -> None:
    event = take(messageId="ä" * 100, userId="u" * 255)
    assert (len(event.message_id), len(event.user_id or "")) == (100, 255)


def test_an_empty_id_is_no_id() -> None:
    event = take(userId="", anonymousId=" a1 ")
    assert (event.user_id, event.anonymous_id) == (None, "a1")


def test_without_a_message_id_each_event_is_its_own() -> None:
    assert take().message_id != take(messageId="").message_id


# -- properties


@pytest.mark.parametrize(
    ("name", "properties", "field"),
    [
        ("Product Viewed", {}, "product_id"),
        ("Product Added", {"product_id": ""}, "product_id"),
        ("Product Removed", {"product_id": " ", "sku": " "}, "product_id"),
        ("Product Viewed", {"product_id": {"id": 1}}, "product_id"),
        ("Product Viewed", {"product_id": "P", "name": 7}, "name"),
        ("Product Added", {"product_id": "P", "quantity": "many"}, "quantity"),
        ("Product Added", {"product_id": "P", "quantity": 2.5}, "quantity"),
        ("Product Added", {"product_id": "P", "quantity": 10**10}, "quantity"),
        ("Product Added", {"product_id": "P", "price": "£5"}, "price"),
        ("Product Added", {"product_id": "P", "price": True}, "price"),
        ("Product Added", {"product_id": "P", "price": "NaN"}, "price"),
        ("Product Added", {"product_id": "P", "price": "-Infinity"}, "price"),
        ("Product Added", {"product_id": "P", "price": float("inf")}, "price"),
        ("Product Added", {"product_id": "P", "price": 10**12}, "price"),
        ("Product Added", {"product_id": "P", "price": "1e-999999999"}, "price"),
        ("Product Added", {"product_id": "P", "price": "0E+999999999"}, "price"),
        ("Product Added", {"product_id": "P", "value": "1e400"}, "value"),
        ("Order Completed", {}, "order_id"),
        ("Order Completed", {"order_id": "1", "products": {}}, "products"),
        ("Order Completed", {"order_id": "1", "products": [1]}, "products[0]"),
        ("Order Completed", {"order_id": "1", "total": "NaN"}, "total"),
        ("Order Completed", {"order_id": "1", "tax": "1e99"}, "tax"),
        (
            "Order Completed",
            {"order_id": "1", "products": [{"product_id": "a"}, {"price": "x"}]},
            "products[1].price",
        ),
        (
            "Order Completed",
            {"order_id": "1", "products": [{"product_id": "a"}, {"price": "Infinity"}]},
            "products[1].price",
        ),
        (
            "Order Completed",
            {"order_id": "1", "products": [{"price": 10**11, "quantity": 10}]},
            "products[0].quantity",
        ),
        ("Coupon Applied", {"discount": "-Infinity"}, "discount"),
        ("Product Reviewed", {"rating": "NaN"}, "rating"),
        ("Products Searched", {"query": None}, "query"),
    ],
)
def test_a_wrong_property_is_named_by_its_path(
    name: str, properties: dict[str, Any], field: str
) -> None:
    error = refused(event=name, properties=properties)
    assert error.field == f"properties.{field}"
    assert error.message.startswith(error.field)


def test_numbers_may_be_text_and_ids_numbers() -> None:
    event = product(product_id=12, price=" 2.50 ", quantity="3", position="1")
    typed = interpret(event)
    assert isinstance(typed, ProductEvent)
    assert (typed.key, typed.price, typed.quantity) == ("12", Decimal("2.50"), 3)


def test_a_price_is_exact_to_the_last_digit() -> None:
    for given_price, wanted in [("0.001", "0.001"), (0.1, "0.1"), (19, "19"), (1e-9, "1e-9")]:
        typed = interpret(product(price=given_price))
        assert isinstance(typed, ProductEvent)
        assert typed.price == Decimal(wanted)


def test_the_sku_stands_in_for_a_missing_product_id() -> None:
    typed = interpret(product(product_id="", sku=7))
    assert isinstance(typed, ProductEvent)
    assert typed.key == "7"


def test_an_order_id_may_be_a_number() -> None:
    typed = interpret(take(event="Order Completed", properties={"order_id": 536365}))
    assert isinstance(typed, OrderCompleted)
    assert typed.key == "536365"


def test_events_outside_the_vocabulary_may_carry_anything() -> None:
    odd = {"price": "free", "quantity": None, "products": "none", "n": 10**40, "f": 1e308}
    assert take(event="Quiz Finished", properties=odd).properties == odd


# -- what cannot be stored or sent on


@pytest.mark.parametrize("where", ["properties", "traits", "context"])
@pytest.mark.parametrize("value", ["half a \ud800", object(), {("a",): 1}])
def test_what_json_cannot_hold_is_refused_wherever_it_stands(where: str, value: object) -> None:
    assert refused(**{where: {"deep": [{"in": value}]}}).code == "bad_input"


@pytest.mark.parametrize("field", ["anonymousId", "userId", "messageId", "event"])
def test_half_a_character_in_an_id_is_refused(field: str) -> None:
    refused(**{field: "\ud800"})


def test_an_event_nested_deeper_than_anything_real_is_refused() -> None:
    deep: dict[str, Any] = {}
    inner = deep
    for _ in range(5_000):
        inner["in"] = inner = {}
    refused(properties=deep)


@pytest.mark.parametrize(
    "changes",
    [
        {"properties": {"note": "a\0b"}},
        {"properties": {"a\0b": 1}},
        {"traits": {"name": "\0"}},
        {"event": "Product Viewed", "properties": {"product_id": "P\0"}},
    ],
)
def test_a_nul_is_refused_wherever_it_stands(changes: dict[str, Any]) -> None:
    """PostgreSQL cannot hold one, so no database is given one."""
    assert "NUL" in refused(**changes).message


def test_the_letters_of_an_escaped_nul_are_only_letters() -> None:
    assert take(properties={"note": r"a\u0000b"}).properties["note"] == r"a\u0000b"


def test_32_kilobytes_are_taken_and_not_one_more() -> None:
    empty = len(msgspec.json.encode(take(messageId="m", properties={"t": ""})))
    room = 32 * 1024 - empty
    take(messageId="m", properties={"t": "x" * room})
    with pytest.raises(TooLarge, match="32 KB"):
        take(messageId="m", properties={"t": "x" * (room + 1)})


# -- time


@pytest.mark.parametrize(
    ("given_time", "wanted"),
    [
        ("2026-01-31T11:59:59.250Z", NOW - 750_000),
        ("2026-01-31T13:00:00+01:00", NOW),
        ("2026-01-31T12:00:00", NOW),
        ("2026-01-31", NOW - 12 * HOUR),
        ("", NOW),
    ],
)
def test_times_are_understood(given_time: str, wanted: int) -> None:
    assert take(timestamp=given_time).occurred_at == wanted
    assert take(originalTimestamp=given_time).occurred_at == wanted


@pytest.mark.parametrize(
    ("given_time", "taken"),
    [
        ("1990-01-01T00:00:00Z", True),
        ("1989-12-31T23:59:59Z", False),
        ("2027-02-01T12:00:00Z", True),
        ("2027-02-01T12:00:00.000001Z", False),
        ("0001-01-01T00:00:00+14:00", False),
        ("9999-12-31T23:59:59-14:00", False),
    ],
)
def test_times_from_1990_to_a_year_ahead_are_taken(given_time: str, taken: bool) -> None:
    if taken:
        take(timestamp=given_time)
    else:
        assert refused(timestamp=given_time).field == "timestamp"


@given(st.integers(-400, 400), st.integers(0, 7 * 86_400))
def test_a_wrong_clock_of_the_sender_is_corrected_by_ours(wrong_days: int, ago: int) -> None:
    """Whatever the sender's clock says, an event of ten minutes ago is of ten minutes ago."""
    theirs = NOW + wrong_days * DAY
    happened = datetime.fromtimestamp((theirs - ago * SECOND) / SECOND, UTC).isoformat()
    sent = datetime.fromtimestamp(theirs / SECOND, UTC).isoformat()
    assert take(timestamp=happened, sentAt=sent).occurred_at == NOW - ago * SECOND


def test_a_batch_may_say_once_when_it_was_sent() -> None:
    item = {"type": "track", "event": "E", "userId": "u", "timestamp": "2020-01-01T00:00:00Z"}
    [event], [] = parse_all([item], now=NOW, source="t", sent_at="2020-01-01T00:01:00Z")
    assert event.occurred_at == NOW - 60 * SECOND
    own = {**item, "sentAt": "2020-01-01T00:00:00Z"}
    [event], [] = parse_all([own], now=NOW, source="t", sent_at="2020-01-01T00:01:00Z")
    assert event.occurred_at == NOW


def test_an_empty_time_of_sending_is_none() -> None:
    item = {"type": "track", "event": "E", "userId": "u", "timestamp": "2026-01-31T12:00:00Z"}
    assert parse_all([item], now=NOW, source="t", sent_at="")[1] == []


# -- many


def test_of_many_the_good_ones_stay_and_the_bad_ones_are_numbered() -> None:
    good = {"type": "track", "event": "E", "userId": "u"}
    events, problems = parse_all([good, {}, good, 5, good], now=NOW, source="t")
    assert len(events) == 3
    assert [(one.index, one.field, one.code) for one in problems] == [
        (1, "type", "bad_input"),
        (3, "", "bad_input"),
    ]


json_like = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text(), held, max_size=3),
    max_leaves=8,
)
NAMES = ["type", "event", "userId", "anonymousId", "messageId", "timestamp", "sentAt"]
PARTS = ["properties", "traits", "context", "name", "originalTimestamp"]


@given(st.dictionaries(st.sampled_from([*NAMES, *PARTS]), json_like), st.sampled_from(Kind))
def test_whatever_is_sent_is_an_event_or_a_sentence(item: dict[str, Any], kind: Kind) -> None:
    for sent in (item, {"event": "Order Completed", "userId": "u", **item}):
        events, problems = parse_all([{**sent, "type": kind}], now=NOW, source="t")
        assert len(events) + len(problems) == 1
        assert all(problem.message for problem in problems)


def test_an_order_without_a_number_is_refused_by_name() -> None:
    item = {"type": "track", "event": "Order Completed", "userId": "u", "properties": {}}
    with pytest.raises(BadInput) as missing:
        parse(item, now=NOW, source="http")
    with pytest.raises(BadInput) as empty:
        parse({**item, "properties": {"order_id": " "}}, now=NOW, source="http")
    assert "order_id" in missing.value.message
    assert empty.value.field == "properties.order_id"
