"""What stays of an event once its person is erased: the shop's facts, nothing of the person."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.events.anonymising import anonymised, message_digest, without
from tailorbird.events.types import Event, Kind
from tailorbird.events.vocabulary import VOCABULARY, OrderCompleted, OrderRefunded, interpret

MARK = "zqmark"
PRODUCT = {"product_id": "P1", "sku": "S1", "price": "2.50", "quantity": 2, "ordinal": 4}


def happened(name: str, kind: Kind = Kind.TRACK, **properties: Any) -> Event:
    return Event(
        message_id=f"{MARK}-message",
        kind=kind,
        name=name,
        anonymous_id=f"{MARK}-browser",
        user_id=f"{MARK}-user",
        occurred_at=1,
        received_at=2,
        source="library",
        properties=properties,
        traits={"email": f"{MARK}@mail.example"},
        context={"ip": MARK, "traits": {"email": MARK}},
    )


words = st.recursive(
    st.just(MARK) | st.integers() | st.booleans(),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text(max_size=5), held),
    max_leaves=6,
)


@pytest.mark.parametrize("name", [*VOCABULARY, "A name of the shop's own"])
@given(free=st.dictionaries(st.text(min_size=1, max_size=12), words, max_size=5))
def test_nothing_free_stays_and_it_can_still_be_read(name: str, free: dict[str, Any]) -> None:
    facts: dict[str, Any] = {
        "products": [{**PRODUCT, f"x-{key}": value} for key, value in free.items()],
        "order_id": "O1",
        "adjustment_id": "A1",
        "query": f"gift for {MARK}",
        "coupon": MARK,
        "reason": MARK,
        "review_body": MARK,
    }
    free = {f"x-{key}": value for key, value in free.items()}
    after = anonymised(happened(name, **free, **facts))
    assert MARK not in msgspec.json.encode(after).decode()
    assert (after.user_id, after.anonymous_id, after.traits, after.context) == (None, None, {}, {})
    interpret(after)
    assert anonymised(after) == after


def test_orders_keep_their_books() -> None:
    before = happened(
        "Order Completed",
        order_id="O1",
        total="5.00",
        currency="GBP",
        coupon=MARK,
        products=[{**PRODUCT, "name": "Cup"}, {**PRODUCT, "name": MARK, "is_service": True}],
    )
    told, kept = interpret(before), interpret(anonymised(before))
    assert isinstance(told, OrderCompleted)
    assert isinstance(kept, OrderCompleted)
    assert (kept.key, kept.total, kept.currency) == ("O1", told.total, "GBP")
    assert [(p.key, p.price, p.quantity) for p in kept.products] == [
        (p.key, p.price, p.quantity) for p in told.products
    ]
    assert [p.name for p in kept.products] == ["Cup", None]


def test_a_refund_learns_the_order_it_was_matched_to() -> None:
    refund = happened("Order Refunded", refund_id="R", products=[{"product_id": "P1"}, PRODUCT])
    kept = interpret(anonymised(refund, {0: "O7", 4: "O8"}))
    assert isinstance(kept, OrderRefunded)
    assert [product.order_id for product in kept.products] == ["O7", "O8"]
    whole = interpret(anonymised(happened("Order Refunded", total="3.00"), {0: "O7"}))
    assert isinstance(whole, OrderRefunded)
    assert whole.key == "O7"


def test_a_page_keeps_neither_name_nor_address() -> None:
    page = anonymised(happened(f"{MARK}'s orders", Kind.PAGE, path=f"/{MARK}"))
    assert (page.kind, page.name, page.properties) == (Kind.PAGE, "", {})


def test_a_message_is_recognised_by_the_same_bytes_before_and_after() -> None:
    before = happened("Product Viewed", product_id="P1")
    after = anonymised(before)
    assert message_digest(after.message_id) == message_digest(before.message_id)
    assert message_digest("erased:not hexadecimal") != message_digest("erased:")


def test_only_what_was_shared_is_taken_from_another_s_event() -> None:
    theirs = happened("Product Viewed", product_id="P1", note="mine")
    browserless = without(theirs, set(), {f"{MARK}-browser"})
    assert browserless.anonymous_id is None
    assert browserless.user_id == theirs.user_id
    assert browserless.properties == theirs.properties
    nameless = without(theirs, {f"{MARK}@mail.example"}, set())
    assert "email" not in nameless.traits
    assert nameless.context["traits"] == {}
    assert without(theirs, {"other@mail.example"}, {"other"}) is theirs
