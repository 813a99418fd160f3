"""Shopify's webhooks at the running server: who is believed, what is kept, what a replay does."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tailorbird.connectors.shopify import USED
from tailorbird.connectors.shops.connecting import ShopConnection
from tests.integration.api.doors import Answer, Doors, serving
from tests.integration.connectors_shopify.recorded import (
    PATH,
    SECRET,
    SHOP,
    headers,
    recorded,
    topic,
)

ORDER = "820982911946154500"


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with serving(tmp_path_factory.mktemp("shopify")) as running:
        running.shop.shops.connect(
            ShopConnection(kind="shopify", shop=SHOP, address=f"https://{SHOP}", secret=SECRET)
        )
        running.shop.housekeeping.start()
        yield running


def send(doors: Doors, name: str, body: dict[str, Any] | None = None, **more: str) -> Answer:
    packed = json.dumps(topic(name) if body is None else body).encode()
    return doors.call(PATH, packed, headers(name, packed, **more))


def names(doors: Doors) -> list[str]:
    return [event.name or event.kind for event in doors.events()]


def test_every_recorded_topic_is_answered_and_what_is_used_is_in_the_log(doors: Doors) -> None:
    every = recorded()
    assert len(every) == 106
    outcomes = {}
    for one in every:
        packed = json.dumps(one["body"]).encode()
        answer = doors.call(PATH, packed, headers(one["topic"], packed))
        assert answer.status == 200, (one["topic"], answer.body)
        outcomes[one["topic"]] = answer.said["outcome"]
    used = {name for name, outcome in outcomes.items() if outcome == "taken"}
    assert used == USED & set(outcomes)
    assert {outcomes[name] for name in outcomes.keys() - used} == {"unused"}
    told = names(doors)
    for name in ("Order Completed", "Order Cancelled", "Order Refunded", "Checkout Started"):
        assert told.count(name) == 1
    counted = doors.shop.shops.connected.deliveries()
    assert sum(one.deliveries for one in counted) == 106
    assert {one.topic for one in counted if one.outcome == "unused"} == outcomes.keys() - used


def test_the_order_is_the_customers_and_one(doors: Doors) -> None:
    send(doors, "orders/create")
    doors.shop.wait_until_processed()
    found = doors.shop.privacy.find("115310627314723950")
    person = doors.shop.person(found.profile_id)
    assert person is not None
    (order,) = person.orders
    assert (order.order_id, order.total_minor, order.currency) == (ORDER, 3699, "CAD")
    assert [line.product_id for line in order.lines] == ["7339056169172", "7788537905364"]


@pytest.mark.parametrize("name", ["orders/create", "refunds/create", "orders/paid", "carts/update"])
def test_a_replay_adds_nothing_whatever_its_headers_say(doors: Doors, name: str) -> None:
    send(doors, name)
    before = len(doors.ids())
    packed = json.dumps(topic(name)).encode()
    again = headers(name, packed) | {"X-Shopify-Webhook-Id": "another", "X-Shopify-Event-Id": "n"}
    assert doors.call(PATH, packed, again).status == 200
    assert len(doors.ids()) == before


def test_who_does_not_know_the_secret_is_refused(doors: Doors) -> None:
    before = len(doors.ids())
    packed = json.dumps(topic("orders/create") | {"id": 1}).encode()
    signed = headers("orders/create", packed)
    changed = packed.replace(b'"id": 1,', b'"id": 2,', 1)
    assert len(changed) == len(packed)
    assert changed != packed
    bad = [
        (packed, headers("orders/create", packed, secret="wrong")),
        (packed, headers("orders/create", packed, shop="another.myshopify.com")),
        (changed, signed),
        (packed + b" ", signed),
        (packed, signed | {"X-Shopify-Hmac-Sha256": ""}),
        (packed, signed | {"X-Shopify-Hmac-Sha256": "é"}),
        (packed, {k: v for k, v in signed.items() if k != "X-Shopify-Hmac-Sha256"}),
    ]
    for body, sent in bad:
        answer = doors.call(PATH, body, sent)
        assert (answer.status, answer.said["code"]) == (401, "not_allowed")
    assert len(doors.ids()) == before


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("orders/create", b"[1]"),
        ("orders/create", b"no json"),
        ("orders/create", b"{}"),
        ("refunds/create", b'{"id": 5}'),
        ("customers/redact", b'{"shop_domain": "another.myshopify.com", "customer": {"id": 1}}'),
        ("products/update", b'{"id": {}}'),
    ],
)
def test_a_body_of_no_use_is_acknowledged_and_shown_as_refused(
    doors: Doors, name: str, body: bytes
) -> None:
    answer = doors.call(PATH, body, headers(name, body))
    assert (answer.status, answer.said["outcome"]) == (200, "refused")
    assert any(refusal.source == "shopify" for refusal, _ in doors.shop.refusals())


def test_an_id_beyond_what_floats_hold_keeps_every_digit(doors: Doors) -> None:
    body = topic("orders/create") | {"id": 9007199254740993123, "line_items": []}
    assert send(doors, "orders/create", body).status == 200
    assert "shopify:order:9007199254740993123" in doors.ids()


def test_stock_follows_what_the_places_have(doors: Doors) -> None:
    variant = {
        "id": 11,
        "inventory_item_id": 77,
        "price": "5.00",
        "inventory_management": "shopify",
    }
    product = {"id": 7001, "title": "Mug", "variants": [variant | {"inventory_quantity": 3}]}
    assert send(doors, "products/update", product | {"updated_at": "2026-01-01T10:00:00Z"}).said

    def left() -> bool | None:
        found = doors.shop.product("7001")
        assert found is not None
        return found.in_stock

    def level(place: int, available: int, minute: int) -> None:
        at = f"2026-01-01T10:{minute:02}:00Z"
        body = {"inventory_item_id": 77, "location_id": place, "available": available}
        assert send(doors, "inventory_levels/update", body | {"updated_at": at}).status == 200

    assert left() is True
    level(1, 0, 5)
    assert left() is False
    level(2, 4, 6)
    assert left() is True
    level(2, 0, 8)
    level(2, 9, 7)  # an older word that comes late
    assert left() is False
    late = product | {"updated_at": "2025-12-01T10:00:00Z", "title": "Old"}
    send(doors, "products/update", late)
    found = doors.shop.product("7001")
    assert found is not None
    assert found.title == "Mug"
    send(doors, "products/delete", {"id": 7001})
    found = doors.shop.product("7001")
    assert found is not None
    assert not found.showable


def wait_for(doors: Doors, wish: str) -> Any:
    for _ in range(200):
        found = [one for one in doors.shop.shops.connected.requests() if one.wish == wish]
        if found and found[0].done_at is not None:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(doors.shop.housekeeping.jobs.standings())


def test_the_privacy_topics_end_in_export_and_erasure(doors: Doors) -> None:
    customer = {"id": 191167, "email": "john.privacy@example.com"}
    send(doors, "orders/create", topic("orders/create") | {"id": 299938, "customer": customer})
    doors.shop.wait_until_processed()

    asked = topic("customers/data_request") | {"customer": customer}
    assert send(doors, "customers/data_request", asked).said["outcome"] == "taken"
    exported = wait_for(doors, "export")
    assert exported.outcome == "ready"
    assert exported.counts["events"] >= 1
    assert (exported.due_at - exported.asked_at) // 86_400_000_000 == 30

    redact = topic("customers/redact") | {"customer": customer}
    assert send(doors, "customers/redact", redact).said["outcome"] == "taken"
    erased = wait_for(doors, "erase")
    assert (erased.outcome, erased.customer_id, erased.email) == ("erased", "", "")
    assert doors.shop.people("john.privacy") == []
    assert not any("john.privacy" in str(one) for one in doors.events())
    assert not any(one.email for one in doors.shop.shops.connected.requests())

    # the same person told of late does not come back
    late = {**topic("orders/updated"), "id": 299938, "customer": customer}
    send(doors, "orders/updated", {**late, "updated_at": "2023-02-20T20:50:03-05:00"})
    doors.shop.wait_until_processed()
    assert doors.shop.people("john.privacy") == []


def test_when_the_shop_leaves_everybody_is_erased_and_its_secret_forgotten(doors: Doors) -> None:
    send(doors, "customers/create", {"id": 5551, "email": "last@example.com"})
    doors.shop.wait_until_processed()
    assert doors.shop.people("last@")
    assert send(doors, "shop/redact").said["outcome"] == "taken"
    assert wait_for(doors, "erase_shop").outcome == "erased"
    assert doors.shop.people() == []
    assert not any("last@example.com" in str(one) for one in doors.events())
    assert send(doors, "shop/redact").status == 401
