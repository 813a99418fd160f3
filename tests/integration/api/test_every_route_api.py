"""Every call of every door with every kind of key: the table of routes is walked, none is left out.

A call that has no rule fails the first test; a rule that a door does not keep fails the second.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from litestar import Litestar

from tailorbird.accounts.types import KeyKind, Scope
from tailorbird.api import (
    browser_settings,
    control,
    describing,
    recommend,
    storefront,
    webhooks,
    well_known,
)
from tailorbird.api.experiments import assigning, features
from tailorbird.api.experiments.paths import PATHS as EXPERIMENT_PATHS
from tailorbird.api.floors.paths import PATHS as FLOOR_PATHS
from tailorbird.api.keys import Rule
from tailorbird.api.klaviyo.paths import CLIENT, PATHS
from tailorbird.api.segments.paths import PATHS as SEGMENT_PATHS
from tailorbird.api.server import RULES, Front
from tailorbird.dashboard import dashboard_errors, dashboard_routes
from tests.integration.api.doors import Answer, Doors, basic, track

WITHOUT_A_KEY = {
    storefront.SCRIPT,
    storefront.VISITOR,
    well_known.GPC,
    browser_settings.ASKED,
    *describing.PATHS,
    *webhooks.PATHS,
    control.PATH,
}
REFUSED = {401, 403}
READS = ("GET", "HEAD")


class Route(NamedTuple):
    """One call: how and where, and the rule it must keep."""

    method: str
    path: str
    rule: Rule


def routes() -> Iterator[Route]:
    for path, rule in RULES.items():
        yield Route("GET" if path in features.RULES else "POST", path, rule)
    for path, calls in PATHS.items():
        for method, taking in calls.items():
            yield Route(method, path, taking.rule)
    for path, takings in {**SEGMENT_PATHS, **EXPERIMENT_PATHS, **FLOOR_PATHS}.items():
        for method, one in takings.items():
            yield Route(method, path, one.rule)


# a connection that stays open never answers whole: test_experiments_api.py opens it with each key
KEYED = [r for r in routes() if not r.rule.instead and r.path != features.SUBSCRIBED]


@pytest.fixture(scope="module")
def keys(doors: Doors) -> dict[str, str]:
    """A key of every kind: the public one, and a secret one for each scope."""
    made = {"public": doors.key}
    for scope in Scope:
        _, made[scope] = doors.shop.keys.create(KeyKind.SERVER, scope, [scope])
    return made


def test_every_route_has_a_rule_and_no_rule_is_left_over(doors: Doors) -> None:
    front = Front(doors.shop, dashboard_routes(doors.shop), dashboard_errors(doors.shop), "key")
    try:
        assert front.paths == RULES.keys()
    finally:
        front.close()
    assert {path for path, rule in RULES.items() if rule.instead} == WITHOUT_A_KEY
    for route in routes():
        opened = route.rule.public or route.rule.scope is not None
        assert opened is not bool(route.rule.instead), route


def call(doors: Doors, route: Route, key: str) -> Answer:
    """Send something harmless that each door reads, with the key where that door wants it."""
    path, body = route.path.replace("{id}", "none"), json.dumps({**track(), "batch": [track()]})
    if route.path in features.RULES:
        return doors.call(route.path.replace("{key}", key or "none"), b"", method="GET")
    if route.path in {*SEGMENT_PATHS, *EXPERIMENT_PATHS, *FLOOR_PATHS}:
        at = re.sub(r"{\w+}", "nobody", path)
        sent = b"{}" if route.method in {"POST", "PUT"} else b""
        return doors.call(at, sent, {"Authorization": basic(key)}, route.method)
    if path.startswith(CLIENT):
        return doors.call(f"{path}?company_id={key}", b"{}", method=route.method)
    if path in PATHS or route.path in PATHS:
        sent = b"" if route.method in READS else b"{}"
        given = {"Authorization": f"Klaviyo-API-Key {key}"}
        return doors.call(path, sent, given, method=route.method)
    if path == storefront.BOT:
        return doors.call(path, key.encode())
    if path == recommend.PATH:
        body = json.dumps({"placements": [], "anonymousId": "visitor-1"})
    if path == assigning.PATH:
        body = json.dumps({"experiments": [], "anonymousId": "visitor-1"})
    return doors.call(path, body.encode(), {"Authorization": basic(key)})


@pytest.mark.parametrize("route", KEYED, ids=lambda route: f"{route.method} {route.path}")
def test_a_key_opens_what_its_rule_says_and_nothing_else(
    doors: Doors, keys: dict[str, str], route: Route
) -> None:
    assert call(doors, route, "wk_made-up").status == 401
    assert call(doors, route, "").status == 401
    for kind, key in keys.items():
        may = route.rule.public if kind == "public" else kind == route.rule.scope
        answer = call(doors, route, key)
        if may:
            assert answer.status not in REFUSED, (kind, answer.body)
            continue
        assert answer.status == 403, (kind, answer.body)
        wanted = "public key" if route.rule.scope is None else f"scope {route.rule.scope}"
        assert wanted in answer.body.decode(), (kind, answer.body)
        said = json.loads(answer.body)
        code = said["errors"][0]["code"] if "errors" in said else said["code"]
        assert code in {"scope_missing", "permission_denied"}


def test_a_call_without_a_key_gives_the_same_to_whoever_brings_one(
    doors: Doors, keys: dict[str, str]
) -> None:
    for path in WITHOUT_A_KEY:
        at = path.replace("{key}", "wk_any")
        for method in ("GET", "POST"):
            plain = doors.call(at, b"{}", method=method)
            for key in keys.values():
                answer = doors.call(at, b"{}", {"Authorization": basic(key)}, method)
                assert (answer.status, answer.body) == (plain.status, plain.body), (method, path)
    for path in (control.PATH, *webhooks.PATHS):
        assert doors.call(path, b"{}").status in {401, 404}


def test_no_key_opens_a_page_of_the_dashboard(doors: Doors, keys: dict[str, str]) -> None:
    app = Litestar(dashboard_routes(doors.shop), openapi_config=None, logging_config=None)
    pages = {route.path for route in app.routes if not route.path.startswith(("/static", "/login"))}
    assert {"/", "/people", "/settings"} <= pages
    for path in pages:
        at = "/".join("p1" if part.startswith("{") else part for part in path.split("/"))
        for key in keys.values():
            for headers in ({"Authorization": basic(key)}, {"Authorization": f"Bearer {key}"}):
                assert doors.call(at, b"", headers, "GET").status in {303, 405}, at


def test_the_public_key_reads_nothing_and_changes_no_identifier(
    doors: Doors, keys: dict[str, str]
) -> None:
    """Everything a stranger can do with it leaves a customer as they were, and shows nothing."""
    who: dict[str, Any] = {"userId": "C-1", "context": {"traits": {"email": "mark@shop.example"}}}
    sent = track(**who, anonymousId="her-own-browser")
    assert doors.post("/v1/track", sent, keys[Scope.COLLECT]).status == 200
    doors.shop.wait_until_processed()
    [before] = doors.shop.people("C-1")
    person = doors.shop.person(before.profile_id)
    assert person is not None
    calls = [
        ("/v1/identify", {**who, "anonymousId": "stranger", "traits": {"plan": "stolen"}}),
        ("/v1/alias", {"previousId": "C-1", "userId": "stranger", "anonymousId": "stranger"}),
        ("/v1/group", {**who, "groupId": "g", "anonymousId": "stranger"}),
        ("/v1/track", track(**who, anonymousId="stranger", event="Signed In")),
    ]
    for path, content in calls:
        answer = doors.post(path, content)
        assert answer.status == 200, answer.body
        assert answer.said == {"success": True}
    asked = {"placements": [{"name": "seen", "strategy": "recently_viewed"}]}
    for more in ({"userId": "C-1"}, {"anonymousId": "stranger", "userId": "C-1"}):
        answer = doors.post("/v1/recommend", {**asked, **more})
        assert b"P1" not in answer.body
        assert b"mark@" not in answer.body
    doors.shop.wait_until_processed()
    after = doors.shop.person(before.profile_id)
    assert after is not None
    assert (after.identities, after.traits) == (person.identities, person.traits)
    assert after.timeline == person.timeline


def test_a_limit_is_of_the_key_and_holds_over_all_doors(doors: Doors) -> None:
    kept = doors.shop.keys
    slow, value = kept.create(KeyKind.WRITE, "slow pages", events_per_second=1)
    secret, server = kept.create(KeyKind.SERVER, "slow till", events_per_second=1)
    for _ in range(9):
        assert doors.call(storefront.BOT, value.encode()).status == 200
    assert doors.post("/v1/batch", {"batch": [track()]}, value).status == 200
    refused = doors.post("/v1/track", track(), value)
    assert refused.status == 429
    assert refused.said["code"] == "too_many"
    assert 1 <= int(refused.headers["retry-after"]) <= 2
    assert doors.call(f"/client/events?company_id={value}", b"{}").status == 429
    assert doors.post("/v1/recommend", {"placements": []}, value).status == 429
    assert doors.post("/v1/track", track()).status == 200  # another key is not held up
    assert doors.post("/v1/batch", {"batch": [track() for _ in range(10)]}, server).status == 200
    assert doors.post("/v1/track", track(), server).status == 429
    kept.limit(slow.key_id, 0)
    kept.limit(secret.key_id, None)
    for key in (value, server):
        assert doors.post("/v1/track", track(), key).status == 200
