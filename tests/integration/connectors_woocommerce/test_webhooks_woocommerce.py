"""WooCommerce's webhooks at the running server: who is believed, what is kept, replays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tailorbird.connectors.shops.connecting import ShopConnection
from tailorbird.connectors.woocommerce import signature
from tests.integration.api.doors import Answer, Doors, serving

FOLDER = Path(__file__).resolve().parents[2] / "data" / "webhooks"
PATH, SECRET = "/v1/webhooks/woocommerce", "of the tests"
SOURCE = "http://localhost/wordpress/"


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with serving(tmp_path_factory.mktemp("woo")) as running:
        running.shop.shops.connect(
            ShopConnection(
                kind="woocommerce", shop="localhost/wordpress", address=SOURCE, secret=SECRET
            )
        )
        yield running


def headers(topic: str, body: bytes, secret: str = SECRET, source: str = SOURCE) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Source": source,
        "X-WC-Webhook-Signature": signature(secret, body),
        "X-WC-Webhook-Delivery-ID": "1e39b411c16382875440af2d87b25755",
    }


def send(doors: Doors, topic: str, body: Any) -> Answer:
    packed = json.dumps(body).encode()
    return doors.call(PATH, packed, headers(topic, packed))


def documented(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "woocommerce_rest_docs" / name).read_text())
    return found


def payloads() -> list[tuple[str, dict[str, Any]]]:
    recorded = [json.loads(one.read_text()) for one in sorted((FOLDER / "woocommerce").iterdir())]
    found = [(one["topic"], one["body"]) for one in recorded]
    for name in ("orders", "customers", "products", "coupons", "order-refunds"):
        topic = "action.refunded" if name == "order-refunds" else f"{name[:-1]}.updated"
        found.append((topic, documented(f"{name}.json")))
    return found


def test_every_payload_is_answered_and_a_replay_adds_nothing(doors: Doors) -> None:
    every = payloads()
    assert len(every) == 10
    outcomes = [(topic, send(doors, topic, body).said["outcome"]) for topic, body in every]
    for topic, outcome in outcomes:
        wanted = "unused" if topic.startswith(("coupon.", "action.")) else "taken"
        assert outcome == wanted, topic
    counted = doors.shop.shops.connected.deliveries()
    assert sum(one.deliveries for one in counted) == 10
    before = doors.ids()
    assert before.count("woocommerce:order:727") == 1
    for topic, body in every:
        send(doors, topic, body)
    assert doors.ids() == before


def test_the_documented_order_is_the_guests_and_exact(doors: Doors) -> None:
    send(doors, "order.created", documented("orders.json"))
    doors.shop.wait_until_processed()
    found = doors.shop.privacy.find("john.doe@example.com")
    person = doors.shop.person(found.profile_id)
    assert person is not None
    (order,) = person.orders
    assert (order.order_id, order.total_minor, order.currency) == ("727", 2935, "USD")
    assert [line.product_id for line in order.lines] == ["93", "22"]
    assert order.placed_at == 1490210882 * 1_000_000  # 19:28:02 UTC, not the shop's 16:28:02


def test_an_attempt_to_pay_is_no_order_until_it_succeeds(doors: Doors) -> None:
    body = documented("orders.json") | {"id": 800, "status": "pending", "date_paid_gmt": None}
    send(doors, "order.created", body)
    send(doors, "order.updated", body | {"status": "failed"})
    assert "woocommerce:order:800" not in doors.ids()
    send(doors, "order.updated", body | {"status": "processing"})
    assert doors.ids().count("woocommerce:order:800") == 1
    send(doors, "order.updated", body | {"status": "cancelled"})
    assert "woocommerce:order:800:cancelled" in doors.ids()


def test_the_same_order_from_browser_and_webhook_is_one(doors: Doors) -> None:
    doors.shop.wait_until_processed()
    before = doors.shop.profiles.order_count()
    event = {"order_id": "900", "total": "29.35", "products": []}
    doors.shop.track(name="Order Completed", anonymous_id="browser", properties=event)
    noted = {"meta_data": [{"key": "_tailorbird_id", "value": "browser"}]}
    send(doors, "order.created", documented("orders.json") | {"id": 900} | noted)
    doors.shop.wait_until_processed()
    assert doors.shop.profiles.order_count() == before + 1
    told = [one for one in doors.events() if one.message_id == "woocommerce:order:900"]
    assert [one.anonymous_id for one in told] == ["browser"]


def test_a_product_that_is_deleted_is_shown_no_more(doors: Doors) -> None:
    send(doors, "product.created", documented("products.json"))
    found = doors.shop.product("794")
    assert found is not None
    assert (str(found.price), found.category, found.showable) == ("21.99", "Clothing", True)
    send(doors, "product.deleted", {"id": 794})
    found = doors.shop.product("794")
    assert found is not None
    assert not found.showable


def test_a_new_webhook_says_hello_unsigned_and_is_answered(doors: Doors) -> None:
    before = len(doors.ids())
    assert doors.call(PATH, b"webhook_id=12", {}).status == 200
    assert doors.call(PATH, b"webhook_id=12&id=1", {}).status == 401
    assert len(doors.ids()) == before


def test_who_does_not_know_the_secret_is_refused(doors: Doors) -> None:
    before = len(doors.ids())
    packed = json.dumps(documented("orders.json") | {"id": 1}).encode()
    signed = headers("order.created", packed)
    changed = packed.replace(b'"id": 1,', b'"id": 2,', 1)
    assert changed != packed
    bad = [
        (packed, headers("order.created", packed, secret="wrong")),
        (packed, headers("order.created", packed, source="https://another.example")),
        (changed, signed),
        (packed + b" ", signed),
        (packed, signed | {"X-WC-Webhook-Signature": ""}),
        (packed, {k: v for k, v in signed.items() if k != "X-WC-Webhook-Signature"}),
    ]
    for body, sent in bad:
        answer = doors.call(PATH, body, sent)
        assert (answer.status, answer.said["code"]) == (401, "not_allowed")
    assert len(doors.ids()) == before


@pytest.mark.parametrize("body", [b"[1]", b"no json", b"{}", b'{"id": {}}'])
def test_a_body_of_no_use_is_acknowledged_and_shown_as_refused(doors: Doors, body: bytes) -> None:
    answer = doors.call(PATH, body, headers("order.created", body))
    assert (answer.status, answer.said["outcome"]) == (200, "refused")
    assert any(refusal.source == "woocommerce" for refusal, _ in doors.shop.refusals())
