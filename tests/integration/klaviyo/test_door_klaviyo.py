"""The Klaviyo-shaped door over HTTP: events, what is refused and how, whose key opens what."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tailorbird.events.types import Kind, Lane
from tailorbird.profiles.types import OrderStatus
from tests.integration.klaviyo.calls import Caller, batch, event, first, profile

ITEMS = [
    {"ProductID": "P1", "ProductName": "Lamp", "Quantity": 2, "ItemPrice": 9.95},
    {"SKU": "S-2", "ProductName": "Vase", "Quantity": 1, "ItemPrice": "5.10"},
]


def test_an_event_is_durable_and_translated(caller: Caller) -> None:
    said = {"ProductID": 77, "ProductName": "Lamp", "Price": 9.95, "Categories": ["Light", "New"]}
    at = "2026-01-31T12:00:00+00:00"
    answer = caller.send("/api/events/", event("Viewed Product", said, time=at, unique_id="v-1"))
    assert (answer.status, answer.body) == (202, b"")
    (seen,) = caller.events("Product Viewed")
    assert seen.source == "server"
    assert (seen.user_id, seen.context["traits"]["email"]) == ("C-1", "ada@example.com")
    assert seen.properties["product_id"] == "77"
    assert seen.properties["category"] == "Light"
    assert seen.occurred_at == 1_769_860_800_000_000


def test_a_unique_id_counts_once_for_profile_and_metric(caller: Caller) -> None:
    first_time = event("Tried On", {"n": 1}, unique_id="u-1")
    assert caller.send("/api/events", first_time).status == 202
    assert caller.send("/api/events", event("Tried On", {"n": 2}, unique_id="u-1")).status == 202
    other = event("Tried On", {"n": 3}, unique_id="u-1", profile={"email": "bob@example.com"})
    assert caller.send("/api/events", other).status == 202
    assert caller.send("/api/events", event("Put Back", {"n": 4}, unique_id="u-1")).status == 202
    assert [one.properties["n"] for one in caller.events("Tried On")] == [1, 3]
    assert len(caller.events("Put Back")) == 1


def test_without_a_unique_id_the_same_words_of_the_same_moment_are_one(caller: Caller) -> None:
    at = "2026-02-01T00:00:00Z"
    for n in (1, 1, 2):
        caller.send("/api/events", event("Waved", {"n": n}, time=at))
    for _ in range(2):
        caller.send("/api/events", event("Waved", {"n": 3}))
    assert [one.properties["n"] for one in caller.events("Waved")] == [1, 2, 3, 3]


def test_an_order_and_its_products_are_one_order(caller: Caller) -> None:
    who = {"email": "buyer@example.com"}
    order = {"OrderId": "O-1", "Items": ITEMS, "DiscountCode": "SPRING"}
    placed = event("Placed Order", order, value=25.0, value_currency="EUR", unique_id="O-1")
    lines = [
        event("Ordered Product", {"OrderId": "O-1", **item}, value=9.95, unique_id=f"O-1-{number}")
        for number, item in enumerate(ITEMS)
    ]
    assert caller.send("/api/event-bulk-create-jobs", batch(placed, *lines, **who)).status == 202
    again = event("Placed Order", order, value=25.0, unique_id="another", profile=who)
    assert caller.send("/api/events", again).status == 202
    kept = caller.order("O-1")
    assert (kept.total_minor, kept.currency) == (2500, "EUR")
    assert [(line.product_id, line.quantity) for line in kept.lines] == [("P1", 2), ("S-2", 1)]
    caller.send("/api/events", event("Cancelled Order", {"OrderId": "O-1"}, profile=who))
    assert caller.order("O-1").status is OrderStatus.CANCELLED


def test_a_refund_comes_off_its_order(caller: Caller) -> None:
    who = {"email": "returner@example.com"}
    order = {"OrderId": "O-2", "Items": ITEMS}
    caller.send("/api/events", event("Placed Order", order, value=25.0, profile=who))
    back = {"OrderId": "O-2", "Items": ITEMS[1:]}
    caller.send("/api/events", event("Refunded Order", back, value=5.1, profile=who))
    assert caller.order("O-2").refunded_minor == 510


def test_what_an_event_says_of_the_person_is_kept(caller: Caller) -> None:
    who = {"email": "grace@example.com", "first_name": "Grace", "properties": {"size": "M"}}
    told = event("Joined Club", {"level": 1}, profile=who, unique_id="club")
    for _ in range(2):
        assert caller.send("/api/events", told).status == 202
    mine = [e for e in caller.events() if e.context.get("traits") == {"email": who["email"]}]
    assert [one.kind for one in mine] == [Kind.IDENTIFY, Kind.TRACK]
    assert mine[0].traits["firstName"] == "Grace"
    assert mine[0].traits["size"] == "M"


def test_of_a_batch_with_bad_events_nothing_is_kept_and_each_is_named(caller: Caller) -> None:
    good = event("Stayed", {})
    late, odd = event("Stayed", {}, time="soon"), event("Order Completed", {"total": 1})
    answer = caller.send("/api/event-bulk-create-jobs", batch(good, late, odd))
    assert answer.status == 400
    base = "/data/attributes/events-bulk-create/data/0/attributes/events/data"
    pointers = [fault["source"]["pointer"] for fault in answer.said["errors"]]
    assert pointers == [f"{base}/1/attributes/time", f"{base}/2/attributes/properties/order_id"]
    assert caller.events("Stayed") == []


def test_the_past_does_not_hold_up_the_present(caller: Caller) -> None:
    log = caller.doors.shop.stations.log
    told = event("Remembered", {}, backfill=True, unique_id="past")
    assert caller.send("/api/events", told).status == 202
    past = [one.event.name for one in log.read(Lane.BACKFILL, 0, 10**6)]
    assert past == ["Remembered"]


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        ({}, "/data"),
        ({"data": {"attributes": {}}}, "/data/attributes/metric"),
        (event("", {}), "/data/attributes/metric/data/attributes/name"),
        (event("  ", {}), "/data/attributes/metric/data/attributes/name"),
        (event("X", {}, profile={}), "/data/attributes/profile/data/attributes"),
        (
            event("X", {}, profile={"phone_number": "+4930123456"}),
            "/data/attributes/profile/data/attributes",
        ),
        (
            event("X", {}, profile={"email": "nobody"}),
            "/data/attributes/profile/data/attributes/email",
        ),
        (event("X", {}, time="1066-10-14"), "/data/attributes/time"),
        (event("X", {}, value="9"), "/data/attributes/value"),
        (event("X", {f"p{n}": n for n in range(401)}), "/data/attributes/properties"),
        (event("X", {"p": "x" * 102_401}), "/data/attributes/properties"),
    ],
)
def test_what_is_wrong_is_named(caller: Caller, content: Any, pointer: str) -> None:
    answer = caller.send("/api/events", content)
    assert answer.status == 400
    assert first(answer)["source"]["pointer"] == pointer


def test_what_was_refused_is_remembered_for_the_merchant(caller: Caller) -> None:
    caller.send("/api/events", event("Lost", {}, time="never"))
    caller.send("/api/events", event("Found", {}, unique_id="after"))
    caller.doors.shop.wait_until_processed()  # the count comes before it
    held = [one for one, _ in caller.doors.shop.refusals() if one.field == "/data/attributes/time"]
    assert held
    assert held[0].source == "server"


def test_bodies_may_be_large_and_packed_within_limits(caller: Caller) -> None:
    large = event("Wrote", {f"p{n}": "x" * 2_000 for n in range(100)}, unique_id="large")
    packed = gzip.compress(json.dumps(large).encode())
    given = {"Authorization": f"Klaviyo-API-Key {caller.secret}", "Content-Encoding": "gzip"}
    assert caller.doors.call("/api/events", packed, given).status == 202
    assert len(caller.events("Wrote")[0].properties) == 100
    bomb = gzip.compress(b" " * (5 * 1024 * 1024 + 1))
    assert first(caller.doors.call("/api/events", bomb, given))["code"] == "too_large"
    assert caller.doors.call("/api/events", b"\xff{", given).status == 400
    deep = b'{"data":' * 5_000
    assert caller.doors.call("/api/events", deep, given).status == 400


def test_keys_open_their_own_door_only(caller: Caller) -> None:
    public = f"Klaviyo-API-Key {caller.doors.key}"
    for given in ({}, {"Authorization": f"Bearer {caller.secret}"}):
        answer = caller.doors.call("/api/events", b"{}", given)
        assert answer.status == 401
        assert first(answer)["code"] == "not_authenticated"
    answer = caller.doors.call("/api/events", b"{}", {"Authorization": public})
    assert answer.status == 403
    assert first(answer)["code"] == "permission_denied"
    assert "scope collect" in first(answer)["detail"]
    assert caller.browse("/client/events", event("X", {}), key=caller.secret).status == 403
    assert caller.browse("/client/events", event("X", {}), key="wk_wrong").status == 401


def test_unknown_calls_and_methods(caller: Caller) -> None:
    assert first(caller.send("/api/segments", {}))["code"] == "not_found"
    assert first(caller.send("/api/events", {}, method="DELETE"))["code"] == "method_not_allowed"
    assert caller.send("/client/profiles/x", {}).status == 404


def test_a_browser_tells_with_the_public_key_and_is_believed_no_more_than_others(
    caller: Caller,
) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    preflight = caller.doors.call("/client/events", b"", asked, "OPTIONS")
    assert preflight.status == 204
    assert "revision" in preflight.headers["access-control-allow-headers"]
    who = {"email": "ada@example.com", "anonymous_id": "browser-1"}
    told = event("Viewed Product", {"ProductID": "P9"}, profile=who, unique_id="b-1")
    assert caller.browse("/client/events", told).status == 202
    seen = next(e for e in caller.events("Product Viewed") if e.anonymous_id == "browser-1")
    assert seen.source == "http"
    named = profile(anonymous_id="browser-1", first_name="Eve")
    answer = caller.browse("/client/profiles", named)
    assert (answer.status, answer.body) == (202, b"")


def test_a_browser_cannot_take_the_place_of_what_the_shop_tells(caller: Caller) -> None:
    order = {"OrderId": "O-9", "Items": ITEMS}
    who = {"external_id": "C-9", "anonymous_id": "browser-9"}
    told = event("Placed Order", order, value=25.0, unique_id="O-9", profile=who)
    assert caller.browse("/client/events", told).status == 202
    assert caller.send("/api/events", told).status == 202
    sources = [e.source for e in caller.events("Order Completed") if e.user_id == "C-9"]
    assert sources == ["http", "server"]


def test_an_objecting_browser_is_noted(caller: Caller) -> None:
    told = event("Viewed Product", {"ProductID": "P1"}, profile={"anonymous_id": "browser-gpc"})
    path = f"/client/events?company_id={caller.doors.key}"
    body = json.dumps(told).encode()
    assert caller.doors.call(path, body, {"Sec-GPC": "1"}).status == 202
    (seen,) = [one for one in caller.events() if one.anonymous_id == "browser-gpc"]
    assert seen.context["consent"] == {"gpc": True}


def nested(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _ in range(levels):
        inner = {"a": inner}
    return inner


HOSTILE: list[tuple[str, str, Any]] = [
    ("POST", "/api/events", event("X", nested(11))),
    ("POST", "/api/events", event("X", nested(400))),
    ("POST", "/api/events", event("Placed Order", {"OrderId": "a\x00b"})),
    ("POST", "/api/events", event("X", profile={"email": "a@b.c", "properties": nested(400)})),
    ("POST", "/api/events", event("X", profile={"external_id": "a" * 300})),
    ("POST", "/api/events", event("Order Completed", {"order_id": "1", "total": 1e300})),
    ("POST", "/api/profiles", profile(email="\x00@b.c")),
    ("POST", "/api/profiles", profile(email="a@b.c", first_name="\x00")),
    ("POST", "/api/profile-import", {"data": {"id": "\x00", "attributes": {}}}),
    ("GET", "/api/profiles/%00", None),
    ("GET", "/api/profiles/%ff", None),
    ("GET", "/api/profiles?page%5Bcursor%5D=%00", None),
    ("GET", "/api/profiles?filter=any(id,%5B%22%5Cu0000%22%5D)x", None),
    ("GET", "/api/profiles?filter=equals(email,%22" + "a" * 5_000 + "%22)x", None),
    ("POST", "/api/catalog-items", {"data": {"attributes": {"external_id": "", "title": "x"}}}),
    ("PATCH", "/api/catalog-items/%00", {"data": {"attributes": {"title": "x"}}}),
    ("POST", "/api/catalog-item-bulk-create-jobs", {"data": {"attributes": {"items": 7}}}),
    ("POST", "/client/events?company_id=%00", event("X")),
    ("POST", "/api//", {}),
    ("POST", "/api/", {}),
]


@pytest.mark.parametrize(("method", "path", "content"), HOSTILE)
def test_what_means_harm_is_refused_in_the_same_shape(
    caller: Caller, method: str, path: str, content: Any
) -> None:
    answer = caller.send(path, content, method=method)
    assert 400 <= answer.status < 500
    assert first(answer)["detail"]
