"""What the shop's data can carry, over a real shop: read, decided by hand, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tailorbird.accounts.types import Purpose
from tailorbird.app import Tailorbird
from tailorbird.core.config import load
from tailorbird.dashboard import dashboard_errors, dashboard_routes
from tailorbird.dashboard.visits import COOKIE, FIELD
from tailorbird.guardrails.floors import FLOORS
from tailorbird.guardrails.measures import Subject
from tailorbird.guardrails.texts import TACTICS

HOSTILE = "<b>because</b> I say so"


@pytest.fixture
def live(tmp_path: Path, clock: Any) -> Iterator[Tailorbird]:
    with Tailorbird(load({"data": tmp_path, "shop_name": "Shop", "currency": "GBP"}), clock) as it:
        yield it


@pytest.fixture
def browser(live: Tailorbird) -> Iterator[Any]:
    routes, errors = dashboard_routes(live), dashboard_errors(live)
    app = Litestar(routes, exception_handlers=errors, logging_config=None)
    with TestClient(app) as client:
        token = live.accounts.open_by_link(live.accounts.new_link(Purpose.OPEN))
        client.cookies.set(COOKIE, token or "")
        yield client


def decide(browser: Any, say: str, reason: str = HOSTILE, tactic: str = "bought_together") -> Any:
    sign = re.search(f'name="{FIELD}" value="([^"]+)"', browser.get("/floors").text)
    assert sign is not None
    data = {FIELD: sign[1], "tactic": tactic, "say": say, "reason": reason}
    return browser.post("/floors/decide", data=data)


def test_every_tactic_is_there_with_its_source_and_what_is_missing(browser: Any) -> None:
    page = browser.get("/floors").text
    for floor in FLOORS:
        if floor.subject is Subject.SHOP:
            assert f'id="{floor.tactic}"' in page
            assert TACTICS[floor.tactic].replace("'", "&#39;") in page
    assert "0 of 200 orders of two or more products in a year" in page
    assert "Stage 1 begins at 1,000 looks" in page
    assert "Nobody has published a number" in page
    assert "the numbers decide everything" in page


def test_the_owner_s_word_holds_is_shown_everywhere_and_is_taken_back(
    browser: Any, live: Tailorbird
) -> None:
    assert "Opened. It holds" in decide(browser, "open").text
    assert live.floors.gate("bought_together").open
    for address in ("/", "/recommendations", "/floors"):
        assert ("opened by you" in browser.get(address).text) == (address != "/")
    page = browser.get("/floors").text
    assert "&lt;b&gt;because&lt;/b&gt; I say so" in page
    assert "<b>because" not in page
    assert "The numbers alone would keep it closed." in page
    assert "The numbers decide again." in decide(browser, "reset", "it showed nonsense").text
    page = browser.get("/floors").text
    assert "opened by you" not in page
    assert "it showed nonsense" in page
    assert not live.floors.gate("bought_together").open


REFUSED = (
    ("open", " ", "bought_together", 400, "Say why"),
    ("open", "x" * 301, "bought_together", 400, "Say why"),
    ("perhaps", "x", "bought_together", 400, "Say open, close or reset"),
    ("reset", "x", "bought_together", 400, "Nothing was decided by hand"),
    ("open", "x", "magic", 404, "There is no tactic"),
)


def test_what_cannot_be_decided_says_why(browser: Any) -> None:
    for say, reason, tactic, status, said in REFUSED:
        answer = decide(browser, say, reason, tactic)
        assert (answer.status_code, said in answer.text) == (status, True), say
