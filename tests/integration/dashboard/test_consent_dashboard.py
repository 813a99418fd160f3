"""The switch on a person's page, over a real shop: at once, kept as an event, and lifted again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

import tailorbird
from tailorbird.accounts.types import Purpose
from tailorbird.app import Tailorbird
from tailorbird.app.rebuilding import RebuildOrder
from tailorbird.dashboard import dashboard_errors, dashboard_routes
from tailorbird.dashboard.visits import COOKIE
from tailorbird.decisions.types import DecisionRequest, Placement

ANSWER = "Segment Consent Preference Updated"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Tailorbird]:
    with tailorbird.open(tmp_path / "shop") as opened:
        yield opened


@pytest.fixture
def merchant(shop: Tailorbird) -> Iterator[TestClient[Litestar]]:
    pages = Litestar(dashboard_routes(shop), exception_handlers=dashboard_errors(shop))
    token = shop.accounts.open_by_link(shop.accounts.new_link(Purpose.OPEN))
    with TestClient(pages) as client:
        client.cookies.set(COOKIE, token or "")
        yield client


def limited(shop: Tailorbird, **who: Any) -> str:
    spot = Placement(name="s", strategy="recently_viewed")
    (decision,) = shop.decide(DecisionRequest(placements=(spot,), **who))
    return decision.limited


def turn(merchant: Any, profile_id: str, on: str) -> Any:
    page = merchant.get(f"/people/{profile_id}").text
    sign = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
    form = {"csrf": sign, "personal": on}
    return merchant.post(f"/people/{profile_id}/personal", data=form, follow_redirects=False)


def test_the_owner_switches_what_is_personal_off_and_on(shop: Tailorbird, merchant: Any) -> None:
    shop.track(name=ANSWER, user_id="ann", context=_said(True))
    shop.track(name="Product Viewed", user_id="ann", properties={"product_id": "P1"})
    shop.wait_until_processed()
    profile_id = shop.facts(user_id="ann").profile_id or ""
    seen = shop.person(profile_id)
    assert turn(merchant, profile_id, "0").status_code == 303
    assert limited(shop, user_id="ann") == "personalization_off"
    page = merchant.get(f"/people/{profile_id}").text
    assert "Personal again" in page
    assert "Nothing personal: they said no" in page
    person = shop.person(profile_id)
    assert person is not None
    assert seen is not None
    assert person.last_seen == seen.last_seen  # the owner's act is no visit of theirs
    assert [one.method for one in person.answers.records] == ["api", "owner"]
    assert shop.rebuilding.carry_out(RebuildOrder(look=True)).differences == []
    turn(merchant, profile_id, "1")
    assert limited(shop, user_id="ann") == ""
    shop.track(name=ANSWER, user_id="ann", context=_said(False))
    turn(merchant, profile_id, "0")
    turn(merchant, profile_id, "1")
    assert limited(shop, user_id="ann") == "personalization_off"  # as they themself answered


def test_it_works_for_a_browser_and_for_a_mailbox(shop: Tailorbird, merchant: Any) -> None:
    shop.track(name="Seen", anonymous_id="phone-1")
    shop.identify(anonymous_id="x", traits={"email": "bo@example.com"})
    shop.wait_until_processed()
    for who in ({"anonymous_id": "phone-1"}, {"anonymous_id": "x"}):
        profile_id = shop.facts(**who).profile_id or ""
        assert turn(merchant, profile_id, "0").status_code == 303
        assert limited(shop, **who) == "personalization_off"
    assert merchant.get("/people/nobody").status_code == 404


def _said(answer: bool) -> dict[str, Any]:
    return {"consent": {"categoryPreferences": {"personalization": answer}}}
