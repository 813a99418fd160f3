"""The calls about the floors, on a running server, held against their description."""

from __future__ import annotations

import pytest

from tailorbird.accounts.types import KeyKind, Scope
from tests.integration.api.doors import Doors
from tests.integration.api.test_segments_api import Caller


@pytest.fixture
def call(doors: Doors) -> Caller:
    return Caller(doors, doors.shop.keys.create(KeyKind.SERVER, "floors", [Scope.EXPERIMENTS])[1])


def test_what_the_data_carries_and_the_owners_word(call: Caller) -> None:
    one = "/v1/floors/{tactic}"
    said = call("GET", "/v1/floors")
    assert (said["stage"], said["stage_name"]) == (0, "At the beginning")
    by_tactic = {each["tactic"]: each for each in said["floors"]}
    assert not by_tactic["predictions"]["open"]
    assert {need["measure"] for need in by_tactic["predictions"]["needs"]} == {
        "buyers",
        "history_days",
        "orders",
        "frequent_buyers",
    }
    word = {"open": True, "reason": "we know our shop"}
    opened = call("PUT", "/v1/floors/predictions", word, described=one)
    assert (opened["open"], opened["quality"]) == (True, "closed")
    assert opened["override"]["done_by"] == "key floors"
    back = {"open": None, "reason": "we did not"}
    assert not call("PUT", "/v1/floors/predictions", back, described=one)["open"]
    told = call("GET", "/v1/floors/history")["decisions"]
    assert [each["open"] for each in told] == [None, True]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/floors/predictions", {"open": True, "reason": ""}, 400),
        ("/v1/floors/predictions", {"open": None, "reason": "nothing to take back"}, 400),
        ("/v1/floors/predictions", {"open": "yes", "reason": "because"}, 400),
        ("/v1/floors/magic", {"open": True, "reason": "because"}, 404),
    ],
)
def test_what_cannot_be_decided_is_refused(
    call: Caller, path: str, body: dict[str, object], status: int
) -> None:
    assert call.raw("PUT", path, body).status == status
