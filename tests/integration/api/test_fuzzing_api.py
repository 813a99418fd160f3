"""Anything at all sent to the doors: an answer in JSON, with a code and a sentence, never a 5xx."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.api.doors import Answer, Doors, basic, serving

pytestmark = pytest.mark.xdist_group("fuzzing")  # the last test looks at what the others sent
PATHS = ["/v1/track", "/v1/identify", "/v1/page", "/v1/batch", "/v1/recommend", "/v1/alias"]
NAMES = ["Product Viewed", "Product Added", "Order Completed", "Order Refunded", "Cart Viewed"]
STRATEGIES = ["best_sellers", "recently_viewed", "bought_together", "trending"]
MORE_NAMES = ["Order Cancelled", "Coupon Denied", "Stock Adjusted", "Product Reviewed"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with serving(tmp_path_factory.mktemp("fuzz")) as started:
        yield started


texts = st.text(st.characters(), max_size=12)  # halves of characters too
numbers = st.integers() | st.integers(-(10**40), 10**40) | st.floats() | st.decimals().map(str)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts | st.sampled_from(["P1", "1e400", "\0", ""]),
    lambda held: st.lists(held, max_size=4) | st.dictionaries(texts, held, max_size=4),
    max_leaves=10,
)
PRODUCT = ["product_id", "sku", "name", "price", "quantity", "category", "ordinal", "is_service"]
ORDER = ["order_id", "refund_id", "adjustment_id", "products", "total", "currency", "query"]
products = st.dictionaries(st.sampled_from(PRODUCT), values, max_size=4)
properties = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys([*PRODUCT, *ORDER], values),
        "products": st.lists(products | values, max_size=3) | values,
    },
)
plausible = st.fixed_dictionaries(
    {"anonymousId": st.sampled_from(["a1", "a2"]) | values},
    optional={
        "type": st.sampled_from(["track", "identify", "page"]) | values,
        "event": st.sampled_from([*NAMES, *MORE_NAMES]) | values,
        "userId": st.sampled_from(["u1", "u2"]) | values,
        "messageId": texts | values,
        "timestamp": st.sampled_from(["2026-01-01", "0001-01-01", "9999-12-31T23:59:59Z"]) | values,
        "sentAt": st.datetimes().map(str) | values,
        "properties": properties | values,
        "traits": st.dictionaries(st.sampled_from(["email", "name"]), values) | values,
        "context": st.dictionaries(st.sampled_from(["consent", "traits"]), values) | values,
    },
)
placements = st.fixed_dictionaries(
    {},
    optional={
        "name": texts,
        "strategy": st.sampled_from(["best_sellers", "recently_viewed", "bought_together"])
        | values,
        "limit": st.integers(-2, 100) | values,
        "item": texts | values,
        "category": texts | values,
    },
)
requests = st.fixed_dictionaries(
    {"placements": st.lists(placements, max_size=3) | values},
    optional={"anonymousId": texts | values, "cart": st.lists(texts) | values},
)
batches = st.fixed_dictionaries(
    {"batch": st.lists(plausible | values, max_size=5) | values},
    optional={"context": values, "sentAt": values, "writeKey": values},
)
two_paths = st.lists(st.sampled_from(PATHS), min_size=2, max_size=2)
packings = st.sampled_from(["plain", "gzip", "cut gzip", "false gzip"])


def encode(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=True).encode()


@given(
    paths=two_paths,
    content=st.one_of(plausible, batches, requests, values, plausible, batches, requests),
    packing=packings,
)
@settings(max_examples=650, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_json_is_sent_the_answer_is_json_and_no_failure(
    running: Doors, paths: list[str], content: Any, packing: str
) -> None:
    body = encode(content)
    headers = {"Authorization": basic(running.key)}
    if packing != "plain":
        headers["Content-Encoding"] = "gzip"
        body = body if packing == "false gzip" else gzip.compress(body)
        body = body[:-5] if packing == "cut gzip" else body
    check(running, paths, body, headers)


@given(
    paths=two_paths,
    body=st.binary(max_size=300),
    authorization=st.one_of(
        st.none(), st.text(st.characters(min_codepoint=33, max_codepoint=126)), st.just("Basic !")
    ),
)
@settings(max_examples=300)
def test_whatever_bytes_are_sent_the_answer_is_json_and_no_failure(
    running: Doors, paths: list[str], body: bytes, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    check(running, paths, body, headers)


def check(running: Doors, paths: list[str], body: bytes, headers: dict[str, str]) -> None:
    for path in paths:
        check_answer(running.call(path, body, headers))


def check_answer(answer: Answer) -> None:
    assert answer.status < 500, answer.body
    assert answer.headers["content-type"] == "application/json"
    if answer.status != 200:
        assert answer.status in {400, 401, 404, 405}
        assert answer.said["code"]
        assert answer.said["message"]
        assert "Traceback" not in answer.said["message"]


def test_all_of_that_was_processed_and_nothing_had_to_be_set_aside(running: Doors) -> None:
    """Runs after the others in this file: what a door takes, the rooms behind it understand."""
    running.shop.wait_until_processed()
    aside = [one for one, _ in running.shop.refusals(1_000) if one.code == "not_processable"]
    assert aside == []
