"""Experiments and comparison groups in the dashboard, over a real shop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import update

from tailorbird.accounts.types import Purpose
from tailorbird.app import Tailorbird
from tailorbird.core.config import load
from tailorbird.dashboard import dashboard_errors, dashboard_routes
from tailorbird.dashboard.visits import COOKIE
from tailorbird.experiments.who import Who
from tailorbird.measurement.store.tables import measured_sums

HOSTILE = "<b>The button</b>"
FORM = {
    "name": HOSTILE,
    "key": "button",
    "description": "Green is seen sooner",
    "arm_name_0": "As today",
    "arm_key_0": "control",
    "arm_share_0": "50",
    "arm_name_1": "Green",
    "arm_key_1": "green",
    "arm_share_1": "50",
    "coverage": "80",
    "metric": "orders",
    "window": "14",
}


@pytest.fixture
def live(tmp_path: Path, clock: Any) -> Iterator[Tailorbird]:
    config = load({"data": tmp_path, "currency": "GBP"})
    with Tailorbird(config, clock) as shop:
        yield shop


@pytest.fixture
def browser(live: Tailorbird) -> Iterator[TestClient[Litestar]]:
    app = Litestar(
        dashboard_routes(live), exception_handlers=dashboard_errors(live), logging_config=None
    )
    with TestClient(app) as client:
        token = live.accounts.open_by_link(live.accounts.new_link(Purpose.OPEN))
        client.cookies.set(COOKIE, token or "")
        yield client


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def send(browser: TestClient[Litestar], path: str, **data: str) -> Any:
    page = browser.get("/experiments").text
    [sign] = set(re.findall(r'name="csrf" value="([^"]+)"', page))
    return browser.post(path, data={"csrf": sign, **data})


def see(shop: Tailorbird, number: int) -> None:
    for one in range(number):
        who = Who(anonymous_id=f"browser-{one}")
        shop.experiments.expose(who, shop.experiments.assign(who, ["button"]).assignments)


def test_an_experiment_is_written_down_begun_seen_and_stopped(
    browser: TestClient[Litestar], live: Tailorbird
) -> None:
    assert "No experiment yet" in browser.get("/experiments").text
    made = send(browser, "/new-experiment", **FORM)
    assert "Saved as a draft" in made.text
    assert HOSTILE not in made.text
    assert "Nobody is drawn yet" in made.text

    assert "It runs." in send(browser, "/experiments/button/start").text
    see(live, 60)
    live.wait_until_processed()
    shown = text_of(browser.get("/experiments/button").text)
    people = sum(live.experiments.seen("button").people.values())
    assert 30 < people < 60  # 80 % of them
    assert f"{people} people saw it" in shown
    assert "Nothing found" in shown
    assert "Arms as designed" in browser.get("/experiments").text

    assert "Saved" in send(browser, "/experiments/button/coverage", coverage="100").text
    assert live.experiments.get("button").coverage == 10_000
    stopped = text_of(send(browser, "/experiments/button/stop", roll_out="green").text)
    assert "Everybody gets “Green” now" in stopped
    assert [one.done_by for one in live.experiments.changes("button")] == ["the dashboard"] * 4


def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    browser: TestClient[Litestar], live: Tailorbird
) -> None:
    answer = send(browser, "/new-experiment", **{**FORM, "arm_share_1": "40"})
    assert answer.status_code == 400
    assert "Green is seen sooner" in answer.text
    assert "must sum to 100" in answer.text
    for field, wrong in (("arm_share_0", "half"), ("window", "a week"), ("condition", "[")):
        assert send(browser, "/new-experiment", **{**FORM, field: wrong}).status_code == 400
    assert live.experiments.all() == []


def test_a_draft_is_changed_and_gets_one_more_arm(
    browser: TestClient[Litestar], live: Tailorbird
) -> None:
    send(browser, "/new-experiment", **FORM)
    more = send(browser, "/experiments/button/edit", more="1", **FORM)
    assert 'name="arm_name_2"' in more.text
    third = {"arm_name_2": "Bright red", "arm_key_2": "", "arm_share_2": "20", "arm_share_0": "30"}
    assert "Saved." in send(browser, "/experiments/button/edit", **{**FORM, **third}).text
    arms = live.experiments.get("button").variations
    assert [(one.key, one.weight) for one in arms] == [
        ("control", 3_000),
        ("green", 5_000),
        ("bright-red", 2_000),
    ]


def test_an_arm_is_looked_at_by_hand(browser: TestClient[Litestar], live: Tailorbird) -> None:
    send(browser, "/new-experiment", **FORM)
    shown = send(browser, "/experiments/button/forced", who="me", arm="green").text
    assert "never counted" in shown
    assert live.experiments.get("button").forced == {"me": "green"}
    send(browser, "/experiments/button/forced", remove="me")
    assert live.experiments.get("button").forced == {}


def test_people_in_several_arms_and_in_undefined_ones_are_named(
    browser: TestClient[Litestar], live: Tailorbird
) -> None:
    send(browser, "/new-experiment", **FORM)
    send(browser, "/experiments/button/start")
    for arm in ("control", "green", "greeen"):
        seen = {"experiment_id": "button", "variation_id": arm}
        live.track(name="Experiment Viewed", anonymous_id="browser-1", properties=seen)
    live.wait_until_processed()
    shown = text_of(browser.get("/experiments/button").text)
    assert "1 person saw more than one arm" in shown
    assert "1 person saw an arm that is not defined" in shown


def test_people_are_left_out_and_let_in(browser: TestClient[Litestar], live: Tailorbird) -> None:
    assert "Nobody is left out" in browser.get("/comparison-groups").text
    terms = {"tactic": "", "share": "5", "weeks": "13"}
    shown = text_of(send(browser, "/comparison-groups", **terms).text)
    assert "5 % of the people are left out of everything" in shown
    assert "Turn 1 of 20" in shown
    [group] = live.experiments.comparison_groups()
    assert browser.get(f"/experiments/{group.key}").status_code == 404
    again = send(browser, "/comparison-groups", **terms)
    assert again.status_code == 400
    assert "This is how it is already" in again.text
    assert "Everybody gets it again" in send(browser, "/comparison-groups/end", tactic="").text
    assert live.experiments.comparison_groups() == []


def test_what_a_share_costs_is_said_before_it_is_chosen(
    browser: TestClient[Litestar], live: Tailorbird
) -> None:
    for one in range(200):
        live.track(name="Product Viewed", anonymous_id=f"b{one}", properties={"product_id": "M1"})
        if one < 40:
            mug = {"product_id": "M1", "name": "Mug", "price": "2.55", "quantity": 1}
            order = {"order_id": f"o{one}", "total": "2.55", "currency": "GBP", "products": [mug]}
            live.track(name="Order Completed", anonymous_id=f"b{one}", properties=order)
    live.wait_until_processed()
    shown = text_of(browser.get("/comparison-groups/outlook?share=50").text)
    assert "Leaving out 50 %" in shown
    assert "costs about 2 orders a month" in shown
    planned = text_of(browser.get("/experiments").text)
    assert "200 people came and 40 orders were placed" in planned


def test_what_it_brought_is_shown_and_can_be_taken_away(
    browser: TestClient[Litestar], live: Tailorbird
) -> None:
    send(browser, "/new-experiment", **{**FORM, "coverage": "100"})
    send(browser, "/experiments/button/start")
    see(live, 120)
    live.wait_until_processed()
    for one in (one for one in range(120) if one % 5):
        mug = {"product_id": "M1", "name": "Mug", "price": "2.55", "quantity": 1}
        order = {"order_id": f"o{one}", "total": "2.55", "currency": "GBP", "products": [mug]}
        live.track(name="Order Completed", anonymous_id=f"browser-{one}", properties=order)
    live.wait_until_processed()
    page = browser.get("/experiments/button").text
    shown = text_of(page)
    [said] = live.results.result("button").sentences
    assert said in shown
    assert "120 people are still within their days" in shown
    assert "forest-middle" in page
    assert "Unsubscribes" not in shown  # nothing was counted of them
    assert "begins after the second night" in shown

    taken = browser.get("/experiments/button/result.json").json()
    assert taken["lines"][0]["metric"] == "orders"
    sheet = browser.get("/experiments/button/result.csv").text.splitlines()
    assert sheet[1].startswith("orders,control,")
    assert sum(int(line.split(",")[2]) for line in sheet[1:3]) == 120


def test_the_list_says_how_the_nightly_check_went(
    browser: TestClient[Litestar], live: Tailorbird
) -> None:
    send(browser, "/new-experiment", **FORM)
    send(browser, "/experiments/button/start")
    see(live, 20)
    live.wait_until_processed()
    live.results.check_all()
    assert "two ways of counting agree about" in text_of(browser.get("/experiments").text)
    broken = update(measured_sums).values(n="7")
    live.stations.database.write(lambda connection: connection.execute(broken))
    live.results.check_all()
    page = browser.get("/experiments").text
    assert 'role="alert"' in page
    assert "what was kept of button." in text_of(page)
