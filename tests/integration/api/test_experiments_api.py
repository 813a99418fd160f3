"""The calls about experiments, on a running server, held against their description."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tailorbird.accounts.types import KeyKind, Scope
from tests.integration.api.doors import Answer, Doors
from tests.integration.api.test_segments_api import Caller, faults

ARMS = [
    {"key": "control", "name": "As it is", "weight": 5_000},
    {"key": "green", "name": "Green", "weight": 5_000, "value": {"colour": "green"}},
]


@pytest.fixture(scope="module")
def secret(doors: Doors) -> str:
    return doors.shop.keys.create(KeyKind.SERVER, "lab", [Scope.EXPERIMENTS])[1]


@pytest.fixture
def call(doors: Doors, secret: str) -> Caller:
    return Caller(doors, secret)


def begun(call: Caller, key: str, **more: Any) -> None:
    call("POST", "/v1/experiments", {"key": key, "variations": ARMS, **more})
    call("POST", f"/v1/experiments/{key}/start", described="/v1/experiments/{key}/start")


def features(doors: Doors, **headers: str) -> Answer:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return doors.call(f"/api/features/{doors.key}", b"", given, "GET")


def test_an_experiment_from_draft_to_its_end(call: Caller) -> None:
    one = "/v1/experiments/{key}"
    made = call("POST", "/v1/experiments", {"key": "life", "variations": ARMS})
    assert (made["status"], made["name"], made["coverage"]) == ("draft", "life", 10_000)
    call("PUT", "/v1/experiments/life", {"coverage": 5_000, "name": "Life"}, described=one)
    begins = call("POST", "/v1/experiments/life/start", described=f"{one}/start")
    assert begins["status"] == "running"
    refused = call("PUT", "/v1/experiments/life", {"seed": "other"}, described=one)
    assert (refused["code"], refused["field"]) == ("bad_input", "seed")
    over = call("POST", "/v1/experiments/life/stop", {"roll_out": "green"}, described=f"{one}/stop")
    assert (over["status"], over["rolled_out"]) == ("stopped", "green")
    said = call("GET", "/v1/experiments/life/changes", described=f"{one}/changes")["changes"]
    assert [each["by"] for each in said] == ["key lab"] * 4
    assert call("GET", "/v1/experiments/life", described=one)["status"] == "stopped"
    assert "life" in {each["key"] for each in call("GET", "/v1/experiments")["experiments"]}
    assert call.raw("GET", "/v1/experiments/none").status == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": "no spaces"}, "key"),
        ({"variations": ARMS[:1]}, "variations"),
        ({"variations": [ARMS[0], {**ARMS[1], "weight": 4_999}]}, "variations"),
        ({"coverage": 10_001}, "coverage"),
        ({"condition": {"age": {"$near": 3}}}, "condition.age.$near"),
        ({"condition": {"name": {"$regex": "(?P<x>a)"}}}, "condition.name.$regex"),
        ({"condition": {"name": {"$notRegex": "a"}}}, "condition.name.$notRegex"),
        ({"forced": {"me": "blue"}}, "forced"),
        ({"segment_id": "none"}, "segment_id"),
        ({"namespace": {"name": "n", "first": 5, "end": 5}}, "namespace"),
        ({"unknown": 1}, ""),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(call: Caller, change: Any, field: str) -> None:
    sent = {"key": "never", "variations": ARMS, **change}
    said = call("POST", "/v1/experiments", sent)
    assert (said["code"], said.get("field", "")) == ("bad_input", field)


def test_a_browser_gets_its_own_variation_and_it_counts_once(doors: Doors, call: Caller) -> None:
    begun(call, "button")
    asked = {"experiments": ["button"], "anonymousId": "visitor-7"}
    answers = [doors.post("/v1/assignments", asked).said for _ in range(3)]
    first = answers[0]["assignments"][0]
    assert first["why"] == "hash"
    assert first["counted"]
    assert {one["assignments"][0]["variationId"] for one in answers} == {first["variationId"]}
    forced = {**asked, "forced": {"button": "green"}, "anonymousId": "visitor-8"}
    assert doors.post("/v1/assignments", forced).said["assignments"][0]["why"] == "forced"
    looked = {**asked, "expose": False, "anonymousId": "visitor-9"}
    doors.post("/v1/assignments", looked)
    doors.shop.wait_until_processed()
    one = call("GET", "/v1/experiments/button", described="/v1/experiments/{key}")
    assert one["counted"] == {first["variationId"]: 1}


def test_the_public_key_asks_for_no_customer(doors: Doors, call: Caller) -> None:
    begun(call, "customers")
    asked = {"experiments": ["customers"], "userId": "C-1"}
    assert doors.post("/v1/assignments", asked).said["assignments"][0]["why"] == "no_unit"
    key = doors.shop.keys.create(KeyKind.SERVER, "server", [Scope.RECOMMEND])[1]
    assert doors.post("/v1/assignments", asked, key).said["assignments"][0]["why"] == "hash"
    unknown = doors.post("/v1/assignments", {**asked, "experiments": ["none"]})
    assert unknown.status == 404


def test_official_clients_are_told_what_they_need_and_nobodys_identifier(
    doors: Doors, call: Caller
) -> None:
    part = {"name": "shop", "first": 0, "end": 5_000}
    condition = {"age": {"$gt": 30}}
    more = {"coverage": 2_500, "namespace": part, "condition": condition, "seed": "s"}
    begun(call, "payload", forced={"me@shop.example": "green"}, **more)
    answer = features(doors)
    assert b"me@shop.example" not in answer.body
    assert answer.headers["x-sse-support"] == "enabled"
    assert answer.headers["access-control-allow-origin"] == "*"
    feature = answer.said["features"]["payload"]
    assert feature["defaultValue"] == "control"
    *forced, drawn = feature["rules"]
    assert [one["force"] for one in forced] == ["control", {"colour": "green"}]
    assert drawn == {
        "id": "payload",
        "key": "payload",
        "name": "payload",
        "seed": "s",
        "hashAttribute": "id",
        "hashVersion": 2,
        "phase": "0",
        "coverage": 0.25,
        "weights": [0.5, 0.5],
        "variations": ["control", {"colour": "green"}],
        "meta": [{"key": "control", "name": "As it is"}, {"key": "green", "name": "Green"}],
        "namespace": ["shop", 0.0, 0.5],
        "condition": {"age": {"$type": "number", "$gt": 30}},
    }


def test_what_is_still_right_is_said_in_few_bytes(doors: Doors, call: Caller) -> None:
    tag = features(doors).headers["etag"]
    again = features(doors, if_none_match=tag)
    assert (again.status, again.body) == (304, b"")
    begun(call, "tagged")
    changed = features(doors, if_none_match=tag)
    assert changed.status == 200
    assert changed.headers["etag"] != tag
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "GET"}
    asks = doors.call(f"/api/features/{doors.key}", b"", asked, "OPTIONS")
    assert asks.status == 204
    assert "GET" in asks.headers["access-control-allow-methods"]


@contextmanager
def subscribed(
    doors: Doors, key: str = "", **headers: str
) -> Iterator[tuple[http.client.HTTPConnection, http.client.HTTPResponse]]:
    connection = http.client.HTTPConnection("127.0.0.1", doors.port, timeout=20)
    try:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", f"/sub/{key or doors.key}", headers=given)
        yield connection, connection.getresponse()
    finally:
        connection.close()


def next_event(answer: http.client.HTTPResponse) -> dict[str, str]:
    found: dict[str, str] = {}
    while line := answer.readline().decode().rstrip("\n"):
        name, _, value = line.partition(": ")
        found[name] = value
    return found if "event" in found else next_event(answer)


def test_who_waits_is_told_of_a_change(doors: Doors, call: Caller, secret: str) -> None:
    with subscribed(doors) as (_, answer):
        assert answer.headers["content-type"].startswith("text/event-stream")
        time.sleep(0.1)
        begun(call, "told")
        told = next_event(answer)
        assert told["event"] == "features"
        while "told" not in json.loads(told["data"])["features"]:
            told = next_event(answer)
        last = told["id"]
    with subscribed(doors, last_event_id=str(int(last) - 1)) as (_, answer):
        assert next_event(answer)["id"] >= last  # missed while away, told at once
    for key, status in (("wk_made-up", 401), (secret, 403)):
        with subscribed(doors, key) as (_, answer):
            assert answer.status == status


def test_comparison_groups_and_what_they_cost(call: Caller) -> None:
    about = "/v1/comparison-groups"
    held = call("POST", about, {"share": 1_000})
    assert (held["kind"], held["variations"][0]["key"]) == ("holdout", "held_out")
    running = call("GET", about)["experiments"]
    assert [one["key"] for one in running] == [held["key"]]
    outlook = call("GET", f"{about}/outlook?share=1000&lift=0.2")
    assert outlook["waits"][0]["months"] is None  # this shop has no orders
    bad = call.raw("GET", f"{about}/outlook?share=x")
    assert faults(f"{about}/outlook", "GET", bad) == []
    assert bad.status == 400
    ended = call("DELETE", f"{about}/everything", described=f"{about}/{{tactic}}")
    assert ended["status"] == "stopped"
    assert call.raw("DELETE", f"{about}/everything").status == 404
    assert call.raw("POST", f"/v1/experiments/{held['key']}/start").status == 400


def test_what_nobody_defined_is_listed(doors: Doors, call: Caller) -> None:
    seen = {"experiment_id": "misspelt", "variation_id": "green"}
    event = {"event": "Experiment Viewed", "anonymousId": "v", "properties": seen}
    doors.post("/v1/track", event)
    doors.shop.wait_until_processed()
    found = call("GET", "/v1/experiments/undefined")["undefined"]
    assert {"experiment": "misspelt", "variation": "green", "people": 1} in found
