"""Real answers of a running server, held against the description that it serves itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tailorbird.api import describing, storefront
from tailorbird.api.experiments import features
from tailorbird.api.experiments import paths as experiments
from tailorbird.api.floors import paths as floors
from tailorbird.api.klaviyo import paths as klaviyo
from tailorbird.api.openapi import document
from tailorbird.api.segments import paths as segments
from tailorbird.events.types import Kind
from tests.integration.api.doors import Answer, Doors, track

DESCRIPTION = document()
OTHERS = {*klaviyo.PATHS, *segments.PATHS, *experiments.PATHS, *floors.PATHS, *features.RULES}
# The calls of one shape; Klaviyo's, those about segments and experiments have tests of their own.
CALLS = {
    path: said
    for path, said in DESCRIPTION["paths"].items()
    if path
    not in {*klaviyo.PATHS, *segments.PATHS, *experiments.PATHS, *floors.PATHS, *features.RULES}
}
PLACEMENTS = [{"name": "p", "strategy": "recently_viewed"}, {"name": "q", "strategy": "trending"}]
KINDS = ("identify", "page", "screen", "group", "alias")
PRODUCT = {"product_id": "P1", "name": "A lamp", "price": "9.95", "currency": "EUR"}
LAMP = track(properties=PRODUCT, anonymousId="looker-12345")
TOO_MANY = [track(anonymousId=None, userId=None) for _ in range(30)]

CASES: list[tuple[str, Any, int]] = [
    ("/v1/track", LAMP, 200),
    ("/v1/track", track(event=""), 400),
    ("/v1/track", track(properties={}), 400),
    *[(f"/v1/{kind}", {"anonymousId": "looker-12345"}, 200) for kind in KINDS],
    *[(f"/v1/{kind}", {}, 400) for kind in KINDS],
    ("/v1/batch", {"batch": [LAMP, track()], "context": {"ip": "1.2.3.4"}}, 200),
    ("/v1/batch", {"batch": [track(), {"type": "page"}, 7, *TOO_MANY]}, 400),
    ("/v1/batch", {}, 400),
    *[(f"/v1/{kind[0]}", {**LAMP, "type": None}, 200) for kind in Kind],
    *[(f"/v1/{name}", {"batch": [LAMP]}, 200) for name in ("b", "import")],
    ("/v1/t", {}, 400),
    ("/v1/b", {}, 400),
    ("/v1/recommend", {"placements": PLACEMENTS, "anonymousId": "looker-12345"}, 200),
    ("/v1/recommend", {"placements": [{"name": "x", "strategy": "guessing"}]}, 400),
    ("/v1/recommend", {}, 400),
    ("/v1/assignments", {"experiments": [], "anonymousId": "looker-12345"}, 200),
    ("/v1/assignments", {"experiments": "all"}, 400),
    ("/v1/visitor", {"anonymousId": "looker-12345"}, 200),
    ("/v1/visitor", {}, 200),
    ("/v1/visitor", {"anonymousId": "?"}, 400),
]


def faults(path: str, status: int, said: object) -> list[str]:
    """What the description says against an answer."""
    steps = ["paths", path, "post", "responses", str(status)]
    steps += ["content", "application/json", "schema"]
    pointer = "/".join(step.replace("/", "~1") for step in steps)
    validator = Draft202012Validator({**DESCRIPTION, "$ref": f"#/{pointer}"})
    return [error.message for error in validator.iter_errors(said)]


def check(path: str, answer: Answer, status: int) -> None:
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/json"
    assert faults(path, status, answer.said) == []


@pytest.mark.parametrize(("path", "content", "status"), CASES)
def test_every_call_answers_as_described(
    doors: Doors, path: str, content: Any, status: int
) -> None:
    check(path, doors.post(path, content), status)


def test_every_call_that_takes_json_is_tried() -> None:
    described = {path for path, methods in CALLS.items() if "post" in methods}
    assert {path for path, _, status in CASES if status == 200} == described - {storefront.BOT}


def test_a_block_with_products_answers_as_described(doors: Doors) -> None:
    order = {"order_id": "O1", "products": [{**PRODUCT, "quantity": 1}]}
    doors.shop.track(name="Order Completed", properties=order, anonymous_id="somebody-else")
    doors.post("/v1/track", LAMP)
    doors.shop.wait_until_processed()
    answer = doors.post(
        "/v1/recommend", {"placements": PLACEMENTS[:1], "anonymousId": "looker-12345"}
    )
    assert answer.said["decisions"][0]["slots"][0]["product"]["title"] == "A lamp"
    check("/v1/recommend", answer, 200)


@pytest.mark.parametrize("path", [p for p, m in CALLS.items() if "post" in m])
def test_a_refused_caller_is_answered_as_described(doors: Doors, path: str) -> None:
    check(path, doors.call(path, b"{", method="PUT"), 405)
    if path == storefront.VISITOR:
        foreign = {"Origin": "https://elsewhere.example"}
        check(path, doors.call(path, b"{}", foreign), 401)
        return
    asked = json.dumps({"placements": [], "experiments": []}).encode()
    body = b"no-key" if path == storefront.BOT else asked
    check(path, doors.call(path, body), 401)


def test_what_is_not_json_is_refused_as_described(doors: Doors) -> None:
    for path in ("/v1/track", "/v1/batch", "/v1/recommend"):
        check(path, doors.call(path, b"{"), 400)


def test_a_program_that_browsed_is_answered_as_described(doors: Doors) -> None:
    check(storefront.BOT, doors.call(storefront.BOT, doors.key.encode()), 200)


def test_the_script_answers_as_described(doors: Doors) -> None:
    first = doors.call(storefront.SCRIPT, b"", method="GET")
    again = {"If-None-Match": first.headers["etag"]}
    second = doors.call(storefront.SCRIPT, b"", again, method="GET")
    described = DESCRIPTION["paths"][storefront.SCRIPT]["get"]["responses"]
    assert {str(first.status), str(second.status)} == set(described)
    assert first.headers["content-type"].partition(";")[0] in described["200"]["content"]


def test_an_answer_that_is_not_described_would_be_noticed() -> None:
    assert faults("/v1/track", 200, {"success": True}) == []
    assert faults("/v1/track", 200, {"success": True, "more": 1})
    assert faults("/v1/track", 400, {"success": False, "code": "x"})
    assert faults("/v1/recommend", 200, {"decisions": [{"placement": "p"}]})


def test_the_server_describes_itself(doors: Doors) -> None:
    served = doors.call("/openapi.json", b"", method="GET")
    assert served.said == DESCRIPTION
    validate(served.said)


def test_the_page_shows_every_call_and_needs_nothing_else(doors: Doors) -> None:
    answer = doors.call(describing.PAGE, b"", method="GET")
    shown = answer.body.decode()
    assert all(path in shown for path in DESCRIPTION["paths"])
    assert "://" not in shown
    assert "<script" not in shown
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert doors.call(describing.PAGE, b"", method="HEAD").body == b""
