"""The page of data in a real browser beside the real doors: a test event, and the live tail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tailorbird.accounts.types import Purpose
from tailorbird.core.clock import day_number
from tailorbird.dashboard.visits import COOKIE
from tests.integration.api.doors import Doors, serving, track

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
BUTTON = "Send a test event"
MAILBOX = "ann@example.com"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def page(chromium: str, doors: Doors) -> Iterator[Page]:
    token = doors.shop.accounts.open_by_link(doors.shop.accounts.new_link(Purpose.OPEN))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        address = f"http://127.0.0.1:{doors.port}"
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": COOKIE, "value": token or "", "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        yield page
        browser.close()


def test_a_test_event_goes_through_the_shops_own_door_and_counts_nowhere(
    page: Page, doors: Doors, tmp_path: Path
) -> None:
    page.goto("/data")
    with page.expect_response("**/v1/track") as answer:
        page.get_by_role("button", name=BUTTON).click()
    assert answer.value.status == 200
    expect(page.locator("#test")).to_contain_text("came through at")
    today = day_number(doors.shop.now())
    assert doors.shop.visitors_by_day(today, today) == []
    assert doors.shop.arrivals() == []
    page.screenshot(path=tmp_path / "data.png")


def test_a_refused_test_event_says_so(page: Page) -> None:
    page.goto("/data")
    form = page.locator("[data-test-event]")
    form.evaluate("form => { form.dataset.testEvent = 'wk_no_such_key' }")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator("#test-refused")).to_be_visible()
    expect(page.locator("#test")).not_to_contain_text("came through")


def test_without_scripts_the_button_works_too(page: Page, doors: Doors) -> None:
    assert page.context.browser is not None
    bare = page.context.browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state()
    )
    plain = bare.new_page()
    plain.goto(f"http://127.0.0.1:{doors.port}/data")
    with plain.expect_navigation(url="**/data?test=*"):
        plain.get_by_role("button", name=BUTTON).click()
    doors.shop.wait_until_processed()
    plain.reload()
    expect(plain.locator("#test")).to_contain_text("came through at")
    bare.close()


def test_new_events_come_on_top_while_one_watches_masked_until_opened(
    page: Page, doors: Doors
) -> None:
    page.goto("/data")
    page.get_by_role("button", name="Watch live").click()
    expect(page.locator("#tail-switch")).to_contain_text("Watching")
    doors.post("/v1/track", track(properties={"product_id": "P9", "email": MAILBOX}))
    newest = page.locator("#tail li").first
    expect(newest).to_contain_text("Product Viewed")
    newest.locator("summary").click()
    expect(newest.locator("pre")).to_contain_text('"product_id":"P9"')
    assert MAILBOX not in page.content()
    newest.get_by_role("link").click()
    expect(newest.locator("pre")).to_contain_text(MAILBOX)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Watch live")).to_be_visible()
    before = page.locator("#tail li").count()
    doors.post("/v1/track", track())
    page.wait_for_timeout(1_500)
    assert page.locator("#tail li").count() == before
