"""The door for events, over HTTP: who may send, what is taken, what is said of the rest."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import time
from typing import Any

import pytest

from tests.integration.api.doors import Answer, Doors, basic, track

PATHS = ["track", "identify", "page", "screen", "group", "alias"]


def said_plainly(answer: Answer, status: int, code: str) -> dict[str, Any]:
    """Every refusal has a code and a sentence, and never a trace."""
    assert (answer.status, answer.said["code"]) == (status, code), answer.body
    assert answer.headers["content-type"] == "application/json"
    assert answer.said["success"] is False
    assert answer.said["message"]
    assert b"Traceback" not in answer.body
    return answer.said


# -- who may send


def test_the_key_may_stand_in_the_header_or_in_the_body_or_in_both(doors: Doors) -> None:
    sent = [track(), track(), track()]
    answers = [
        doors.post("/v1/track", sent[0]),
        doors.post("/v1/track", {**sent[1], "writeKey": doors.key}, key=None),
        doors.post("/v1/batch", {"batch": [sent[2]], "writeKey": doors.key}),
    ]
    assert [(a.status, a.said) for a in answers] == [(200, {"success": True})] * 3
    assert {one["messageId"] for one in sent} <= set(doors.ids())


@pytest.mark.parametrize(
    ("authorization", "in_body"),
    [
        (None, None),
        (None, ""),
        (None, 5),
        (None, "wrong"),
        (basic("wrong"), None),
        (basic("", "KEY"), None),
        (basic("KEY"), "other"),
        (basic("other"), "KEY"),
        ("Basic %%%", "KEY"),
        ("Basic /w==", "KEY"),
        ("Basic", None),
        ("Bearer abc", None),
    ],
)
def test_without_the_right_key_nothing_is_taken(
    doors: Doors, authorization: str | None, in_body: object
) -> None:
    event = {**track(), "writeKey": doors.key if in_body == "KEY" else in_body}
    if authorization == basic("KEY"):
        authorization = basic(doors.key)
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = doors.call("/v1/track", json.dumps(event).encode(), headers)
    said = said_plainly(answer, 401, "not_allowed")
    assert "key" in said["message"]
    assert doors.key not in said["message"]
    assert event["messageId"] not in doors.ids()


def test_a_bearer_token_beside_the_key_in_the_body_is_fine(doors: Doors) -> None:
    event = {**track(), "writeKey": doors.key}
    answer = doors.post("/v1/track", event, key=None, Authorization="Bearer abc")
    assert answer.status == 200


# -- what is taken


@pytest.mark.parametrize("kind", PATHS)
def test_every_call_has_its_door(doors: Doors, kind: str) -> None:
    event = track(type="something else")
    assert doors.post(f"/v1/{kind}", event).status == 200
    assert event["messageId"] in doors.ids()


def test_what_was_answered_for_is_known_at_once(doors: Doors) -> None:
    for number in range(20):
        event = track(anonymousId="reader", properties={"product_id": f"P{number}"})
        assert doors.post("/v1/track", event).status == 200
        assert doors.shop.facts(anonymous_id="reader").viewed[0].product_id == f"P{number}"


def test_the_same_message_is_taken_once_and_answered_as_often_as_it_is_sent(doors: Doors) -> None:
    event = track()
    answers = [doors.post("/v1/track", event) for _ in range(3)]
    answers.append(doors.post("/v1/batch", {"batch": [event, event]}))
    assert {answer.status for answer in answers} == {200}
    assert doors.ids().count(event["messageId"]) == 1


def test_of_a_batch_the_good_ones_are_kept_and_the_bad_ones_named(doors: Doors) -> None:
    good = [track(), track(), track()]
    bad = track(properties={"product_id": "P", "price": "much"})
    batch = [good[0], bad, good[1], {"type": "track"}, "no event", good[2]]
    said = said_plainly(doors.post("/v1/batch", {"batch": batch}), 400, "bad_input")
    assert (said["taken"], said["refused"]) == (3, 3)
    assert [(one["index"], one.get("field", "")) for one in said["problems"]] == [
        (1, "properties.price"),
        (3, "event"),
        (4, ""),
    ]
    ids = doors.ids()
    assert all(one["messageId"] in ids for one in good)
    assert bad["messageId"] not in ids


def test_what_is_refused_shows_to_the_merchant_without_anything_personal(doors: Doors) -> None:
    wrong = track(properties={"product_id": "P", "quantity": "ann@example.com"})
    doors.post("/v1/track", wrong)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        kinds = {one.field: one for one, _ in doors.shop.refusals()}
        if "properties.quantity" in kinds:
            break
        time.sleep(0.01)
    refusal = kinds["properties.quantity"]
    assert (refusal.source, refusal.code) == ("http", "bad_input")
    assert "ann@" not in refusal.sample + refusal.message


def test_a_batch_s_context_reaches_into_each_event(doors: Doors) -> None:
    shared = {"ip": "203.0.113.9", "locale": "en"}
    plain, own = track(), track(context={"locale": "de"})
    assert doors.post("/v1/batch", {"batch": [plain, own], "context": shared}).status == 200
    logged = {event.message_id: event for event in doors.events()}
    assert logged[plain["messageId"]].context == shared
    assert logged[own["messageId"]].context == {"ip": "203.0.113.9", "locale": "de"}


def test_an_empty_batch_is_fine(doors: Doors) -> None:
    assert doors.post("/v1/batch", {"batch": []}).said == {"success": True}


# -- bodies


def test_a_packed_body_is_unpacked(doors: Doors) -> None:
    event = {**track(), "writeKey": doors.key}
    packed = gzip.compress(json.dumps(event).encode())
    for name in ("gzip", "GZIP", "x-gzip"):
        assert doors.call("/v1/track", packed, {"Content-Encoding": name}).status == 200
    plain = json.dumps(event).encode()
    assert doors.call("/v1/track", plain, {"Content-Encoding": "identity"}).status == 200


def bomb() -> bytes:
    return gzip.compress(b" " * 50_000_000, 1)


BODIES: list[tuple[bytes, str, str]] = [
    (b"", "", "bad_input"),
    (b"{", "", "bad_input"),
    (b"null", "", "bad_input"),
    (b"[]", "", "bad_input"),
    (b'{"a":NaN}', "", "bad_input"),
    (b'{"a":1e999}', "", "bad_input"),
    (b'{"a":"\\ud800"}', "", "bad_input"),
    (b"\xff\xfe\x00", "", "bad_input"),
    (b"[" * 100_000, "", "bad_input"),
    (b'{"a":' * 60_000, "", "bad_input"),
    (b" " * (512 * 1024 + 1), "", "too_large"),
    (b"plain", "gzip", "bad_input"),
    (b"", "gzip", "bad_input"),
    (gzip.compress(b"{}" * 1_000)[:-20], "gzip", "bad_input"),
    (gzip.compress(b"{}") + b"more", "gzip", "bad_input"),
    (bomb(), "gzip", "too_large"),
    (b"{}", "br", "bad_input"),
]


@pytest.mark.parametrize("path", ["/v1/track", "/v1/batch", "/v1/recommend"])
@pytest.mark.parametrize("number", range(len(BODIES)))
def test_a_body_that_cannot_be_read_is_a_sentence(doors: Doors, path: str, number: int) -> None:
    body, encoding, code = BODIES[number]
    headers = {"Authorization": basic(doors.key)}
    if encoding:
        headers["Content-Encoding"] = encoding
    said_plainly(doors.call(path, body, headers), 400, code)
    assert doors.post("/v1/track", track()).status == 200


def test_an_event_over_32_kilobytes_is_named_and_the_rest_of_the_batch_kept(doors: Doors) -> None:
    good, large = track(), track(context={"note": "x" * 33_000})
    said = said_plainly(doors.post("/v1/batch", {"batch": [large, good]}), 400, "too_large")
    assert (said["taken"], said["problems"][0]["index"]) == (1, 0)


@pytest.mark.parametrize("batch", [None, {}, "x", 5])
def test_a_batch_is_a_list(doors: Doors, batch: object) -> None:
    said = said_plainly(doors.post("/v1/batch", {"batch": batch}), 400, "bad_input")
    assert said["field"] == "batch"


def test_a_batch_has_a_most(doors: Doors) -> None:
    answer = doors.post("/v1/batch", {"batch": [{}] * 2_501})
    assert said_plainly(answer, 400, "bad_input")["field"] == "batch"


def test_of_very_many_problems_the_first_are_told(doors: Doors) -> None:
    said = said_plainly(doors.post("/v1/batch", {"batch": [{}] * 300}), 400, "bad_input")
    assert (said["taken"], said["refused"], len(said["problems"])) == (0, 300, 20)


# -- methods, browsers, connections


@pytest.mark.parametrize("path", ["/v1/track", "/v1/batch", "/v1/recommend"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_another_method_is_told_which_one_works(doors: Doors, path: str, method: str) -> None:
    answer = doors.call(path, b"", method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "POST, OPTIONS")
    if method != "HEAD":
        said_plainly(answer, 405, "method")


@pytest.mark.parametrize("path", ["/v1/trac", "/v1/batch/", "/v1/", "/v1/../v1/x"])
def test_an_unknown_call_is_told_which_there_are(doors: Doors, path: str) -> None:
    said = said_plainly(doors.call(path, b"{}"), 404, "not_found")
    assert "/v1/batch" in said["message"]


@pytest.mark.parametrize("path", ["/v1/track", "/v1/batch", "/v1/recommend"])
def test_a_browser_of_any_origin_may_call(doors: Doors, path: str) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    before = doors.call(path, b"", asked, method="OPTIONS")
    assert (before.status, before.body) == (204, b"")
    assert before.headers["access-control-allow-origin"] == "*"
    assert "POST" in before.headers["access-control-allow-methods"]
    allowed = before.headers["access-control-allow-headers"]
    assert {"authorization", "content-type", "content-encoding"} <= set(allowed.split(", "))
    refused = doors.post(path, {}, key=None, Origin="https://shop.example")
    assert refused.headers["access-control-allow-origin"] == "*"  # or the page cannot read why
    assert "access-control-allow-credentials" not in before.headers


def test_a_client_that_hangs_up_leaves_nothing_and_holds_up_nobody(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    event = track()
    body = json.dumps({**event, "writeKey": doors.key}).encode()
    head = f"POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    for sent in (head, head + body[:40], head[:30], b"", b"\x16\x03\x01\x00nonsense\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", doors.port)) as connection:
            connection.sendall(sent)
            # a reset instead of a goodbye
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert doors.post("/v1/track", track()).status == 200
    assert event["messageId"] not in doors.ids()
    assert "Traceback" not in caplog.text


def test_a_client_that_does_not_wait_for_its_answer_holds_up_nobody(doors: Doors) -> None:
    body = json.dumps({**track(), "writeKey": doors.key}).encode()
    head = f"POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    for _ in range(30):
        with socket.create_connection(("127.0.0.1", doors.port)) as connection:
            connection.sendall(head + body)
    for _ in range(10):
        assert doors.post("/v1/track", track()).status == 200
