"""The door for choices, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from tailorbird.core.clock import DAY, HOUR
from tailorbird.testing.happenings import line, order
from tests.integration.api.doors import Doors, basic, serving, track

PRODUCTS = [f"P{number}" for number in range(8)]


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """A shop that has sold enough for best sellers."""
    with serving(tmp_path_factory.mktemp("recommend")) as running:
        now = running.shop.now()
        orders = [
            order(
                f"O{number}",
                now - DAY - number * HOUR,
                [line(product) for product in PRODUCTS[: 1 + number % len(PRODUCTS)]],
                user=f"customer-{number}",
            )
            for number in range(200)
        ]
        running.shop.accept(orders).result()
        running.shop.wait_until_processed()
        running.shop.refresh()
        yield running


def ask(doors: Doors, **content: Any) -> dict[str, Any]:
    placement = {"name": "home", "strategy": "best_sellers", "limit": 3}
    answer = doors.post("/v1/recommend", {"placements": [placement], **content})
    assert answer.status == 200, answer.body
    return answer.said


def test_a_spot_is_filled_with_products_a_score_and_a_reason(doors: Doors) -> None:
    [decision] = ask(doors, anonymousId="visitor-1")["decisions"]
    assert UUID(decision["decisionId"]).version == 7
    assert (decision["placement"], len(decision["slots"])) == ("home", 3)
    for slot in decision["slots"]:
        assert slot["product"]["product_id"] in PRODUCTS
        assert slot["product"]["price"] == "1.00"
        assert slot["score"] > 0
        assert slot["reason"]
        assert slot["reason_code"]


def test_the_next_answer_knows_the_last_click(doors: Doors) -> None:
    viewed = {"name": "seen", "strategy": "recently_viewed", "limit": 5}
    for product in ("P3", "P5", "P1"):
        seen = track(anonymousId="reader", properties={"product_id": product})
        assert doors.post("/v1/track", seen).status == 200
        [decision] = ask(doors, anonymousId="reader", placements=[viewed])["decisions"]
        assert decision["slots"][0]["product"]["product_id"] == product


def test_what_lies_in_the_cart_given_is_not_shown(doors: Doors) -> None:
    [decision] = ask(doors, cart=["P0", "P1"])["decisions"]
    assert {"P0", "P1"}.isdisjoint(slot["product"]["product_id"] for slot in decision["slots"])


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({}, "placements"),
        ({"placements": None}, "placements"),
        ({"placements": [{}]}, "name"),
        ({"placements": [{"name": "a", "strategy": "magic"}]}, "strategy"),
        ({"placements": [{"name": "a", "strategy": "best_sellers", "limit": 0}]}, "limit"),
        ({"placements": [{"name": "a", "strategy": "best_sellers", "limit": -1}]}, "limit"),
        ({"placements": [{"name": "a", "strategy": "best_sellers", "limit": 10**9}]}, "limit"),
        ({"placements": [{"name": "a", "strategy": "best_sellers", "limit": "3"}]}, "limit"),
        ({"placements": [{"name": "a", "strategy": "best_sellers"}] * 100}, "placements"),
        ({"placements": [], "anonymousId": 5}, "anonymousId"),
        ({"placements": [], "cart": [1]}, "cart"),
        ({"placements": [], "cart": "P1"}, "cart"),
    ],
)
def test_a_wrong_request_is_a_sentence_that_names_the_field(
    doors: Doors, content: dict[str, Any], named: str
) -> None:
    answer = doors.post("/v1/recommend", content)
    assert (answer.status, answer.said["success"], answer.said["code"]) == (400, False, "bad_input")
    assert named in answer.said["message"]


def test_only_the_shops_key_opens_it(doors: Doors) -> None:
    good: dict[str, Any] = {"placements": []}
    assert doors.post("/v1/recommend", {**good, "writeKey": doors.key}, key=None).status == 200
    for key, body in ((None, good), ("wrong", good), (None, {**good, "writeKey": "wrong"})):
        answer = doors.post("/v1/recommend", body, key=key)
        assert (answer.status, answer.said["code"]) == (401, "not_allowed")


def test_a_customer_number_opens_nobodys_facts(doors: Doors) -> None:
    """A number can be guessed; the browser's own long id cannot."""
    seen = track(userId="customer-1", anonymousId="a-long-secret", properties={"product_id": "P2"})
    assert doors.post("/v1/track", seen).status == 200
    viewed = {"name": "seen", "strategy": "recently_viewed", "limit": 5}
    for guess in (
        {"userId": "customer-1"},
        {"user_id": "customer-1"},
        {"anonymousId": "customer-1"},
    ):
        [decision] = ask(doors, placements=[viewed], **guess)["decisions"]
        assert "recently_viewed" not in {slot["strategy"] for slot in decision["slots"]}


def test_the_answer_of_a_stranger_names_nobody(doors: Doors) -> None:
    body = json.dumps(
        {"placements": [{"name": "a", "strategy": "best_sellers", "limit": 8}]}
    ).encode()
    answer = doors.call("/v1/recommend", body, {"Authorization": basic(doors.key)})
    assert b"customer" not in answer.body
