"""The paths of Segment's libraries beside the usual ones, a key's limit, and what browsers say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tailorbird.accounts.types import KeyKind
from tailorbird.api.limits import BURST_SECONDS
from tests.integration.api.doors import Doors, serving, track


@pytest.mark.parametrize("path", ["/v1/import", "/v1/b", "/v1/batch"])
def test_a_batch_is_taken_by_each_of_its_names(doors: Doors, path: str) -> None:
    assert doors.post(path, {"batch": [track(f"{path}-1"), track(f"{path}-2")]}).status == 200
    assert {f"{path}-1", f"{path}-2"} <= set(doors.ids())


@pytest.mark.parametrize("kind", ["track", "identify", "page", "screen", "group", "alias"])
def test_a_browser_calls_by_the_first_letter_with_its_key_in_the_body(
    doors: Doors, kind: str
) -> None:
    body = {**track(f"letter-{kind}"), "writeKey": doors.key, "sentAt": None}
    del body["type"]
    plain = {"Content-Type": "text/plain"}
    assert doors.call(f"/v1/{kind[0]}", json.dumps(body).encode(), plain).status == 200
    event = next(e for e in doors.events() if e.message_id == f"letter-{kind}")
    assert event.kind == kind


def test_the_library_for_browsers_is_sent_here(doors: Doors) -> None:
    answer = doors.call("/v1/projects/some-key/settings", b"", method="GET")
    segment = answer.said["integrations"]["Segment.io"]
    assert segment["apiKey"] == "some-key"
    assert segment["apiHost"] == f"127.0.0.1:{doors.port}/v1"
    assert segment["protocol"] == "http"


def test_behind_the_shops_own_server_the_library_is_sent_there(tmp_path: Path) -> None:
    with serving(tmp_path, public_url="https://shop.example/tb/") as doors:
        answer = doors.call("/v1/projects/some-key/settings", b"", method="GET")
    segment = answer.said["integrations"]["Segment.io"]
    assert (segment["protocol"], segment["apiHost"]) == ("https", "shop.example/tb/v1")


def test_a_browsers_objection_stays_with_its_events(doors: Doors) -> None:
    consent = {"categoryPreferences": {"analytics": True}}
    with_answer = track("gpc-1", context={"consent": consent, "locale": "en"})
    assert doors.post("/v1/track", with_answer, **{"Sec-GPC": "1"}).status == 200
    assert doors.post("/v1/track", track("gpc-2"), **{"Sec-GPC": "0"}).status == 200
    held = {event.message_id: event.context for event in doors.events()}
    assert held["gpc-1"] == {"consent": {**consent, "gpc": True}, "locale": "en"}
    assert held["gpc-2"] == {}


def test_what_is_no_event_is_refused_with_an_objection_too(doors: Doors) -> None:
    broken: list[Any] = [None, 1, [], {"context": 7}, {"context": {"consent": "x"}}]
    for bad in broken:
        answer = doors.post("/v1/batch", {"batch": [bad]}, **{"Sec-GPC": "1"})
        assert answer.status == 400


def test_a_public_key_has_a_limit_and_a_secret_one_has_none(tmp_path: Path) -> None:
    with serving(tmp_path, events_per_second=10) as doors:
        many = [track() for _ in range(int(10 * BURST_SECONDS))]
        assert doors.post("/v1/batch", {"batch": many}).status == 200
        refused = doors.post("/v1/batch", {"batch": [track(), track()]})
        assert refused.status == 429
        assert refused.said["code"] == "too_many"
        assert refused.headers["retry-after"] == "1"
        _, secret = doors.shop.keys.create(KeyKind.SERVER, "our server")
        assert doors.post("/v1/batch", {"batch": many}, key=secret).status == 200
