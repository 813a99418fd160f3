"""An experiment by keyboard alone: written down, begun, seen; a comparison group, by the arrows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tailorbird.accounts.types import Purpose
from tailorbird.dashboard.visits import COOKIE
from tailorbird.experiments.who import Who
from tests.integration.api.doors import Doors, serving

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PAGES = ("/experiments", "/experiments/green-button", "/new-experiment", "/comparison-groups")


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    with serving(tmp_path / "shop") as found:
        yield found


@pytest.fixture
def faults() -> list[str]:
    """What the browser complained about."""
    return []


@pytest.fixture
def page(chromium: str, doors: Doors, faults: list[str]) -> Iterator[Page]:
    address = f"http://127.0.0.1:{doors.port}"
    token = doors.shop.accounts.open_by_link(doors.shop.accounts.new_link(Purpose.OPEN)) or ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
        browser.close()


def tab_to(page: Page, what: str) -> None:
    """Go on with the tab key until the element has the focus."""
    wanted = page.locator(what)
    for _ in range(80):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The tab key never reaches {what}.")


def press(page: Page, what: str) -> None:
    tab_to(page, what)
    page.keyboard.press("Enter")


@pytest.mark.browser
@pytest.mark.timeout(120)
def test_an_experiment_and_a_comparison_group_by_keyboard_alone(
    page: Page, doors: Doors, faults: list[str]
) -> None:
    page.goto("/experiments")
    press(page, "a.button[href='/new-experiment']")
    tab_to(page, "#name")
    page.keyboard.type("Green button")
    tab_to(page, "[name=arm_share_1]")
    page.keyboard.press("Control+A")
    page.keyboard.type("40")
    expect(page.locator("#plan")).to_contain_text("must sum to 100 %")
    page.keyboard.press("Control+A")
    page.keyboard.type("50")
    expect(page.locator("#plan")).to_contain_text("Shares sum to 100 %")
    press(page, ".trial-acts button")
    expect(page.locator("h1")).to_have_text("Green button")
    press(page, ".trial-decide button")
    expect(page.locator("main")).to_contain_text("It runs")
    _see(doors)
    page.reload()
    expect(page.locator(".lead")).to_contain_text("40 people saw it")
    expect(page.locator("main")).to_contain_text("Nothing found")

    page.goto("/comparison-groups")
    tab_to(page, "#share")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#outlook")).to_contain_text("Leaving out 5.5 %")
    press(page, ".hold-out button")
    expect(page.locator("main")).to_contain_text("5.5 % of the people are left out")
    _fits_every_width(page)
    assert faults == []


def _see(doors: Doors) -> None:
    experiments = doors.shop.experiments
    for one in range(40):
        who = Who(anonymous_id=f"browser-{one}")
        experiments.expose(who, experiments.assign(who, ["green-button"]).assignments)
    doors.shop.wait_until_processed()


def _fits_every_width(page: Page) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for path in PAGES:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
