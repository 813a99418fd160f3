"""The dashboard in a real browser: its content policy, its few scripts, a phone's width."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import uvicorn
from litestar import Litestar
from playwright.sync_api import Browser, Page, sync_playwright

from tailorbird.accounts.types import Purpose
from tailorbird.dashboard import dashboard_errors, dashboard_routes

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PAGES = [
    "/",
    "/?days=365",
    "/people",
    "/people?q=zzz",
    "/people/p1",
    "/products",
    "/recommendations",
    "/floors",
]


@pytest.fixture
def address(shop: Any, free_port: int) -> Iterator[str]:
    app = Litestar(
        dashboard_routes(shop),
        exception_handlers=dashboard_errors(shop),
        logging_config=None,
    )
    server = uvicorn.Server(uvicorn.Config(app, port=free_port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", free_port)) == 0:
                break
        time.sleep(0.02)
    yield f"http://127.0.0.1:{free_port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def faults() -> list[str]:
    """What the browser complained about: scripts, the content policy, missing files."""
    return []


@pytest.fixture
def page(browser: Browser, address: str, shop: Any, faults: list[str]) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"/login?token={shop.accounts.new_link(Purpose.OPEN)}")
    page.click("button[type=submit]")
    page.wait_for_selector("h1:has-text('Home')")
    yield page
    context.close()


def test_no_page_breaks_its_policy_or_is_wider_than_a_phone(page: Page, faults: list[str]) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for path in PAGES:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert faults == []


def test_the_range_changes_in_place_and_back_brings_it_back(page: Page, faults: list[str]) -> None:
    page.evaluate("window.untouched = true")
    page.click("text=90 days")
    page.wait_for_selector("#over-time [aria-current]:has-text('90 days')")
    assert page.url.endswith("/?days=90")
    assert page.evaluate("window.untouched")
    assert page.locator("#over-time").count() == 1
    page.go_back()
    page.wait_for_selector("#over-time [aria-current]:has-text('30 days')")
    assert faults == []


def test_no_page_is_left_behind_in_the_browser_s_storage(page: Page) -> None:
    page.click("text=90 days")
    page.wait_for_selector("#over-time [aria-current]:has-text('90 days')")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Revenue" not in stored


def test_a_tactic_is_decided_about_by_keyboard(page: Page, faults: list[str]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/floors")
    page.focus("#trending summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("a try")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    # a shop held in lists decides nothing: it repeats what it was told
    page.wait_for_selector("[role=alert]:has-text('trending, True: a try')")
    assert all("400" in fault for fault in faults)


def test_typing_finds_people_without_leaving_the_page(page: Page) -> None:
    page.goto("/people")
    page.fill("#q", "browser-2")
    page.wait_for_selector("text=One person matches")
    assert page.url.endswith("/people?q=browser-2")
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_chosen_theme_is_kept_and_can_be_given_up(page: Page) -> None:
    def ground() -> Any:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    light = ground()
    page.click("text=Dark")
    dark = ground()
    assert dark != light
    page.goto("/people")
    assert ground() == dark
    page.click("text=As device")
    assert ground() == light


def test_on_a_phone_the_menu_opens_and_escape_closes_it(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    people = page.locator(".nav a:has-text('People')")
    assert not people.is_visible()
    page.click(".menu-button")
    assert people.is_visible()
    page.keyboard.press("Escape")
    assert not people.is_visible()
    assert page.evaluate("document.activeElement.className") == "menu-button"


def test_the_value_under_the_pointer_is_written_on_the_chart(page: Page) -> None:
    readout = page.locator(".chart-revenue .chart-readout").nth(20)
    assert not readout.is_visible()
    page.locator(".chart-revenue .chart-touch").nth(20).hover()
    assert readout.is_visible()
    assert "£100" in (readout.text_content() or "")


def test_everything_can_be_reached_by_keyboard_and_the_focus_is_seen(page: Page) -> None:
    page.goto("/people/p1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(e => [e.tagName, getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        assert seen[0] == "BODY" or seen[1] != "none", seen


def test_a_server_that_went_away_is_said_in_words(page: Page) -> None:
    page.route("**/?days=90", lambda route: route.abort())
    assert not page.locator("#trouble").is_visible()
    page.click("text=90 days")
    page.wait_for_selector("#trouble:visible")
