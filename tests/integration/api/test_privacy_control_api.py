"""Over HTTP: what proves a customer, what the signal of a browser does, and who may answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tailorbird.core.clock import to_datetime
from tailorbird.events.proof import signature
from tailorbird.privacy.consent import PERSONALIZATION
from tailorbird.profiles.types import IdentityKind, Person
from tests.integration.api.doors import Doors, serving

ANSWER = "Consent Updated"


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with serving(Path(tmp_path_factory.mktemp("doors")) / "shop") as opened:
        yield opened


def say(doors: Doors, who: dict[str, Any], name: str = "Seen", **more: Any) -> int:
    headers = more.pop("headers", {})
    return doors.post("/v1/track", {"event": name, **who, **more}, **headers).status


def person(doors: Doors, browser: str) -> Person:
    doors.shop.wait_until_processed()
    found = doors.shop.person(doors.shop.facts(anonymous_id=browser).profile_id or "")
    assert found is not None
    return found


def users(of: Person) -> list[str]:
    return [one.value for one in of.identities if one.kind is IdentityKind.USER]


def test_the_file_that_says_the_signal_is_honoured(doors: Doors) -> None:
    answer = doors.call("/.well-known/gpc.json", b"", method="GET")
    assert answer.status == 200
    assert answer.said["gpc"] is True
    assert to_datetime(doors.shop.now()).date().isoformat() >= answer.said["lastUpdate"]
    assert doors.call("/.well-known/gpc.json", b"").status == 405


def test_a_customer_is_proven_by_the_shops_signature_alone(doors: Doors) -> None:
    right = signature("ann", doors.shop.identity_secret)
    wrong = signature("ann", "another secret")
    for browser, context in (
        ("signed", {"proof": right}),
        ("forged", {"proof": wrong}),
        ("of-another", {"proof": signature("ben", doors.shop.identity_secret)}),
        ("pretends", {"proven": True}),
        ("claims", {}),
    ):
        who = {"anonymousId": browser, "userId": "ann", "context": context}
        assert say(doors, who) == 200
    assert users(person(doors, "signed")) == ["ann"]
    for browser in ("forged", "of-another", "pretends", "claims"):
        assert users(person(doors, browser)) == []
        assert [one.value for one in person(doors, browser).claims] == ["ann"]
    assert ("wrong_proof", 2) in [(one.code, times) for one, times in doors.shop.refusals()]


def test_a_claim_answers_for_nobody(doors: Doors) -> None:
    proof = signature("cem", doors.shop.identity_secret)
    assert say(doors, {"anonymousId": "cems", "userId": "cem", "context": {"proof": proof}}) == 200
    no = {"consent": {"categoryPreferences": {"personalization": False}, "gpc": True}}
    assert say(doors, {"anonymousId": "thief", "userId": "cem", "context": no}, ANSWER) == 200
    assert say(doors, {"userId": "cem", "context": no}, ANSWER) == 200
    assert (person(doors, "cems").consents, person(doors, "cems").signal) == ((), None)
    signed = {**no, "proof": proof}
    assert say(doors, {"anonymousId": "new", "userId": "cem", "context": signed}, ANSWER) == 200
    (answer,) = person(doors, "cems").consents
    assert (answer.asked, answer.granted, answer.method) == (PERSONALIZATION, False, "browser")
    assert person(doors, "cems").signal is not None


def test_the_same_event_with_and_without_the_signal(doors: Doors) -> None:
    for browser, headers in (
        ("with", {"Sec-GPC": "1"}),
        ("without", {}),
        ("other", {"Sec-GPC": "0"}),
    ):
        assert say(doors, {"anonymousId": browser}, headers=headers) == 200
    signal = person(doors, "with").signal
    assert signal is not None
    assert (signal.device, signal.source) == ("with", "http")
    assert person(doors, "without").signal is None
    assert person(doors, "other").signal is None
    exported = doors.shop.privacy.export(person(doors, "with").profile_id).tables
    assert [row["anonymous_id"] for row in exported["gpc_signals"]] == ["with"]


def test_a_page_cannot_answer_as_the_owner_or_as_twice_confirmed(doors: Doors) -> None:
    yes = {"consent": {"categoryPreferences": {"email_marketing": True}}}
    for said in ("owner", "double"):
        who = {"anonymousId": "sly", "context": yes, "properties": {"method": said}}
        assert say(doors, who, ANSWER) == 200
    assert {one.method for one in person(doors, "sly").answers.records} == {"browser"}
