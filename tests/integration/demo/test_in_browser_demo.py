"""The shop in a real browser: what is told, stored and shown, and that it sells without scripts."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    sync_playwright,
)

from tailorbird.api.server import Front
from tailorbird.app import Tailorbird
from tailorbird.core.ids import new_token
from tailorbird.demo.routes import shop_routes

pytestmark = pytest.mark.browser
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def address(shop: Tailorbird, free_port: int) -> Iterator[str]:
    front = Front(shop, shop_routes(shop), {}, control_key=new_token())
    server = uvicorn.Server(uvicorn.Config(front, port=free_port, log_level="error"))
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
    front.close()


@pytest.fixture(scope="module")
def chrome(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def context(chrome: Browser, address: str) -> Iterator[BrowserContext]:
    opened = chrome.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    opened.add_init_script(SHIFTS)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab that fails the test if the browser complained: a script, the content policy, a file."""
    faults: list[str] = []
    tab = context.new_page()

    def failed(error: Error) -> None:
        faults.append(str(error))

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    tab.on("pageerror", failed)
    tab.on("console", said)
    yield tab
    assert faults == []


def look(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_selector("body[data-ready]", state="attached")


def agree(page: Page) -> None:
    page.get_by_role("button", name="Yes, remember").click()
    # the page that asked is ready too: first wait until it is gone
    page.locator(".consent").wait_for(state="detached")
    page.wait_for_selector("body[data-ready]", state="attached")


def told(page: Page) -> list[dict[str, Any]]:
    """Collect, from now on, every event the page sends."""
    events: list[dict[str, Any]] = []

    def take(request: Request) -> None:
        if "/v1/batch" in request.url:
            content: Any = request.post_data_json
            events.extend(content["batch"])

    page.on("request", take)
    return events


def names(shop: Tailorbird, email: str) -> list[str]:
    shop.wait_until_processed()
    [found] = shop.people(email)
    person = shop.person(found.profile_id)
    assert person is not None
    return [moment.name for moment in person.timeline]


def test_before_the_answer_nothing_is_told_and_nothing_stored(page: Page) -> None:
    events = told(page)
    for path in ("/shop/", "/shop/p/M1", "/shop/search?q=mug", "/shop/basket"):
        look(page, path)
    assert events == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_no_leaves_a_working_shop(page: Page) -> None:
    events = told(page)
    look(page, "/shop/p/M1")
    page.get_by_role("button", name="No, thank you").click()
    page.wait_for_url("**/shop/p/M1")
    page.get_by_role("button", name="Add to basket").click()
    page.wait_for_url("**/shop/basket")
    assert page.locator(".basket__line").count() == 1
    assert events == []


def test_the_very_next_page_knows_what_was_looked_at(page: Page) -> None:
    look(page, "/shop/p/M1")
    agree(page)
    look(page, "/shop/p/C1")
    viewed = page.locator("[data-block=product-viewed] .card__title")
    assert viewed.all_inner_texts() == ["Red Retrospot Mug"]
    look(page, "/shop/")
    viewed = page.locator("[data-block=home-viewed] .card__title")
    assert viewed.all_inner_texts() == ["Heart T-Light Holder", "Red Retrospot Mug"]


def test_putting_in_is_told_before_the_next_page_and_a_bought_thing_is_gone(
    page: Page, shop: Tailorbird
) -> None:
    events = told(page)
    look(page, "/shop/p/M1")
    agree(page)
    look(page, "/shop/p/M1")
    page.get_by_role("button", name="Add to basket").click()
    page.wait_for_url("**/shop/basket")
    added = [event for event in events if event.get("event") == "Product Added"]
    assert [event["properties"] for event in added] == [
        {"product_id": "M1", "quantity": 1, "price": "2.55"}
    ]
    page.get_by_role("link", name="To the checkout").click()
    page.get_by_label("Your name").fill("Ann Lee")
    page.locator("#email").fill("ann@example.com")
    page.get_by_role("button", name="Place the order").click()
    page.wait_for_url("**/shop/thanks/*")
    look(page, "/shop/")
    assert "Red Retrospot Mug" not in page.locator("[data-block]").all_inner_texts()
    assert page.locator("[data-block] a[href='/shop/p/M1']").count() == 0
    acts = names(shop, "ann@example.com")
    for name in ("Product Viewed", "Product Added", "Checkout Started", "Order Completed"):
        assert name in acts
    # none of it twice
    sent = [event["messageId"] for event in events]
    assert len(sent) == len(set(sent))


def test_taking_out_is_told_too(page: Page) -> None:
    look(page, "/shop/p/M1")
    agree(page)
    look(page, "/shop/p/M1")
    page.get_by_role("button", name="Add to basket").click()
    page.wait_for_url("**/shop/basket")
    page.wait_for_selector("body[data-ready]", state="attached")
    events = told(page)
    page.get_by_role("button", name="Remove Red Retrospot Mug").click()
    page.wait_for_selector(".empty")
    tracked = [event["event"] for event in events if event["type"] == "track"]
    assert tracked[0] == "Product Removed"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_jumps_when_the_blocks_come(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    look(page, "/shop/p/M1")
    agree(page)
    for path in ("/shop/p/C1", "/shop/", "/shop/c/Tea%20&%20table", "/shop/basket"):
        look(page, path)
        page.wait_for_timeout(150)
        assert page.evaluate("window.shifted") < 0.02, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_panel_explains_and_gives_the_focus_back(page: Page) -> None:
    look(page, "/shop/p/M1")
    agree(page)
    look(page, "/shop/p/C1")
    opener = page.get_by_role("button", name="What Tailorbird knows")
    opener.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    panel.get_by_role("heading", name="What you looked at").wait_for()
    said = panel.inner_text()
    assert "You looked at this recently" in said
    assert "the product of this page" in said
    assert "recently viewed · score" in said
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert opener.evaluate("(button) => button === document.activeElement")


def test_the_shop_sells_with_the_script_blocked(context: BrowserContext) -> None:
    context.route("**/shop.js*", lambda route: route.abort())
    page = context.new_page()
    page.goto("/shop/p/M1")
    page.get_by_role("button", name="Add to basket").click()
    page.wait_for_url("**/shop/basket")
    assert page.locator(".basket__line").count() == 1
    # blocks that will never come do not wait for ever
    page.locator("[data-block=cart-together]").wait_for(state="hidden", timeout=20_000)


def test_the_shop_sells_without_scripts(chrome: Browser, address: str) -> None:
    context = chrome.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/shop/p/M1")
    page.get_by_role("button", name="No, thank you").click()
    page.get_by_role("button", name="Add to basket").click()
    page.get_by_role("link", name="To the checkout").click()
    page.get_by_label("Your name").fill("Ann Lee")
    page.locator("#email").fill("ann@example.com")
    page.get_by_role("button", name="Place the order").click()
    assert "Thank you, Ann Lee" in page.inner_text("h1")
    context.close()


def test_blocks_vanish_when_their_call_fails(context: BrowserContext) -> None:
    context.route("**/v1/recommend", lambda route: route.fulfill(status=503, body="{}"))
    page = context.new_page()
    look(page, "/shop/")
    assert page.locator("[data-block]:visible").count() == 0
    assert page.locator(".tile").count() > 0
