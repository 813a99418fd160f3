"""The calls about segments, on a running server, held against their description."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tailorbird.accounts.types import KeyKind, Scope
from tailorbird.api.openapi import document
from tests.integration.api.doors import Answer, Doors, basic

DESCRIPTION = document()
VIEWED = 'did "Product Viewed" where product.category is "Lamps" in last 7 days'
TREE = {"type": "event", "name": "Product Viewed"}


@pytest.fixture(scope="module")
def key(doors: Doors) -> str:
    """A key that may read and change segments; and a shop with three visitors."""
    shop = doors.shop
    for person, category in (("C-1", "Lamps"), ("C-2", "Lamps"), ("=C-3", "Chairs")):
        viewed = {"product_id": f"P-{category}", "category": category}
        shop.identify(user_id=person, traits={"email": f"{person.strip('=')}@shop.example"})
        shop.track(name="Product Viewed", user_id=person, properties=viewed)
    shop.wait_until_processed()
    return shop.keys.create(KeyKind.SERVER, "warehouse", [Scope.SEGMENTS])[1]


class Caller:
    """Calls with the key, and holds every answer against the description."""

    def __init__(self, doors: Doors, key: str) -> None:
        self.doors = doors
        self._key = key

    def __call__(self, method: str, path: str, content: Any = None, *, described: str = "") -> Any:
        answer = self.raw(method, path, content)
        assert faults(described or path.partition("?")[0], method, answer) == []
        return answer.said

    def raw(self, method: str, path: str, content: Any = None) -> Answer:
        body = b"" if content is None else json.dumps(content).encode()
        return self.doors.call(path, body, {"Authorization": basic(self._key)}, method)


@pytest.fixture
def call(doors: Doors, key: str) -> Caller:
    return Caller(doors, key)


def faults(path: str, method: str, answer: Answer) -> list[str]:
    """What the description says against an answer."""
    steps = ["paths", path, method.lower(), "responses", str(answer.status)]
    steps += ["content", "application/json", "schema"]
    pointer = "/".join(step.replace("/", "~1") for step in steps)
    validator = Draft202012Validator({**DESCRIPTION, "$ref": f"#/{pointer}"})
    return [error.message for error in validator.iter_errors(answer.said)]


def test_the_life_of_a_segment(call: Caller) -> None:
    made = call("POST", "/v1/segments", {"name": "Lamps", "text": VIEWED})
    assert made["sentence"].startswith("People who viewed a product of Lamps")
    one, at = "/v1/segments/{id}", f"/v1/segments/{made['id']}"
    call.doors.shop.segmenting.fill_waiting()
    got = call("GET", at, described=one)
    assert (got["size"], got["state"], got["text"]) == (2, "live", VIEWED)
    assert made["id"] in {one["id"] for one in call("GET", "/v1/segments")["segments"]}
    edited = call("PUT", at, {"description": "Lamps, lately"}, described=one)
    assert edited["description"] == "Lamps, lately"
    assert edited["state"] == "live"
    again = call("POST", f"{at}/refill", described=f"{one}/refill")
    assert again["version"] > got["version"]
    call.doors.shop.segmenting.fill_waiting()
    other = call("POST", "/v1/segments", {"preset": "category_fans", "of": "Lamps"})
    assert other["name"] == "Fans of Lamps"
    shared = call("GET", f"/v1/segments/overlap?first={made['id']}&second={other['id']}")
    assert shared["both"] + shared["only_first"] == 2
    for each in (made, other):
        gone = call("DELETE", f"/v1/segments/{each['id']}", described=one)
        assert gone == {"success": True}
    assert call("GET", at, described=one)["code"] == "not_found"


def test_people_of_a_segment_page_by_page_and_why(call: Caller) -> None:
    made = call("POST", "/v1/segments", {"name": "Viewers", "tree": TREE})
    one, at = "/v1/segments/{id}", f"/v1/segments/{made['id']}"
    call.doors.shop.segmenting.fill_waiting()
    first = call("GET", f"{at}/members?limit=2", described=f"{one}/members")
    rest = call("GET", f"{at}/members?limit=2&after={first['next']}", described=f"{one}/members")
    labels = [member["label"] for member in first["members"] + rest["members"]]
    assert len(labels) == len(set(labels)) == 3
    assert rest["next"] is None
    who = first["members"][0]["profile_id"]
    why = call("GET", f"{at}/why/{who}", described=f"{one}/why/{{profile_id}}")
    assert why["member"] is True
    assert why["conditions"][0]["held"] is True
    assert why["conditions"][0]["events"]
    held = call("GET", f"/v1/people/{who}/segments", described="/v1/people/{profile_id}/segments")
    assert [each["name"] for each in held["segments"]] == ["Viewers"]
    moved = call("GET", f"{at}/movements", described=f"{one}/movements")
    assert all(each["entered"] for each in moved["movements"])
    sizes = call("GET", f"{at}/sizes", described=f"{one}/sizes")
    assert sizes["days"][-1]["size"] == 3
    nobody = call("GET", f"{at}/why/nobody", described=f"{one}/why/{{profile_id}}")
    assert nobody["code"] == "not_found"
    call("DELETE", at, described=one)


def test_an_export_is_a_file_and_is_written_down(call: Caller) -> None:
    made = call("POST", "/v1/segments", {"name": "Everybody", "tree": TREE})
    call.doors.shop.segmenting.fill_waiting()
    answer = call.raw("GET", f"/v1/segments/{made['id']}/export.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert {row["user_id"] for row in rows} == {"C-1", "C-2", "'=C-3"}  # no formula
    assert {row["email"] for row in rows} >= {"c-1@shop.example"}
    assert call.raw("GET", "/v1/segments/none/export.csv").status == 404
    call.raw("DELETE", f"/v1/segments/{made['id']}")


def test_conditions_are_counted_exactly_and_about(call: Caller) -> None:
    assert call("POST", "/v1/segments/count", {"text": VIEWED}) == {"count": 2}
    about = call("POST", "/v1/segments/estimate", {"tree": TREE})
    assert about["low"] <= 3 <= about["high"]


def test_what_is_ready_to_use_is_told(call: Caller) -> None:
    presets = call("GET", "/v1/segments/presets")["presets"]
    assert {"lapsed", "vip", "rfm_champions"} <= {one["key"] for one in presets}
    assert "learned" in call("GET", "/v1/segments/learned")
    assert call("GET", "/v1/segments/check")["differences"] == 0
    assert "$defs" in call("GET", "/v1/segments/schema")


def deep(levels: int) -> dict[str, Any]:
    tree: dict[str, Any] = TREE
    for _ in range(levels):
        tree = {"type": "not", "of": tree}
    return tree


BAD: list[tuple[Any, str]] = [
    ({"tree": {**TREE, "colour": "red"}}, "$"),
    ({"tree": {"type": "all", "of": [TREE, {**TREE, "window": {"type": "rolling", "length": 0}}]}},
     "$.of[1].window.length"),
    ({"tree": {**TREE, "where": [{"field": "property.x", "op": "matches", "value": "(a+)+"}]}},
     "$.where[0].value"),
    ({"tree": deep(500)}, "$"),
    ({"tree": {"type": "segment", "id": "none"}}, "$"),
    ({"text": "did"}, ""),
    ({"tree": TREE, "text": VIEWED}, "tree"),
    ({}, "tree"),
    ({"tree": []}, "tree"),
    ([], ""),
]  # fmt: skip


@pytest.mark.parametrize(("content", "field"), BAD, ids=range(len(BAD)))
def test_what_cannot_be_meant_is_refused_with_its_place(
    call: Caller, content: Any, field: str
) -> None:
    for path in ("/v1/segments/count", "/v1/segments"):
        sent = {"name": "x", **content} if path == "/v1/segments" and content else content
        answer = call.raw("POST", path, sent)
        assert answer.status == 400, answer.body
        assert faults(path, "POST", answer) == []
        assert answer.said["code"] in {"bad_input", "too_large"}
        assert answer.said.get("field", "").startswith(field)


def test_a_body_over_64_kb_is_refused_early(call: Caller) -> None:
    large = {"tree": {**TREE, "name": "x" * 10_000_000}}
    answer = call.raw("POST", "/v1/segments/count", large)
    assert answer.status == 400
    assert answer.said["code"] == "too_large"
    for nested in (b'{"tree":' + b"[" * 30_000, b"[" * 60_000):
        said = call.doors.call(
            "/v1/segments/count",
            nested,
            {"Authorization": basic(call._key)},
        )
        assert said.status == 400, said.body


@pytest.mark.parametrize(
    "query", ["members?limit=0", "members?limit=x", "members?after=1", "sizes?first=x"]
)
def test_a_wrong_word_in_the_address_is_named(call: Caller, query: str) -> None:
    name = query.partition("?")[2].partition("=")[0]
    made = call("POST", "/v1/segments", {"name": f"For {query}", "tree": TREE})
    answer = call.raw("GET", f"/v1/segments/{made['id']}/{query}")
    assert (answer.status, answer.said["field"]) == (400, name)
    call.raw("DELETE", f"/v1/segments/{made['id']}")


def test_a_wrong_method_and_a_wrong_path_are_named(call: Caller) -> None:
    assert call.raw("PATCH", "/v1/segments").status == 405
    assert call.raw("GET", "/v1/segments/a/b/c/d").status == 404
    preflight = call.raw("OPTIONS", "/v1/segments")
    assert preflight.status == 204
