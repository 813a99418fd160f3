"""The pixel for Shopify in real Chromium: every event it tells, whom it names, what it omits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tailorbird.connectors.shopify import pixel
from tailorbird.events.types import Event
from tests.integration.api.doors import Doors, serving
from tests.integration.connectors_shopify.shopify_page import (
    CLIENT,
    checkout,
    open_shop,
    publish,
    variant,
)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    # the server stands on this very machine, which a shop in the open internet may not reach
    "--disable-features=LocalNetworkAccessChecks",
]
# A browser that drives itself says so in its name, and such browsers are left out as bots.
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
LINE = {"merchandise": variant(), "quantity": 2, "cost": {"totalAmount": {"amount": 25}}}
HAPPENED: list[tuple[str, dict[str, Any], str]] = [
    ("product_viewed", {"productVariant": variant()}, "Product Viewed"),
    ("product_added_to_cart", {"cartLine": LINE}, "Product Added"),
    ("product_removed_from_cart", {"cartLine": LINE}, "Product Removed"),
    (
        "cart_viewed",
        {"cart": {"id": "gid://shopify/Cart/c1?key=x", "lines": [LINE]}},
        "Cart Viewed",
    ),
    ("search_submitted", {"searchResult": {"query": "mug"}}, "Products Searched"),
    ("checkout_started", {"checkout": checkout()}, "Checkout Started"),
    (
        "checkout_completed",
        {"checkout": checkout("gid://shopify/Order/5001")},
        "Order Completed",
    ),
]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with serving(tmp_path_factory.mktemp("pixel")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(user_agent=PERSON)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def arrived(doors: Doors, number: int) -> list[Event]:
    """Wait until so many events of the pixel are in the log; return them."""
    for _ in range(100):
        found = doors.events()
        if len(found) >= number:
            return found
        time.sleep(0.05)
    raise AssertionError([(one.name, one.message_id) for one in doors.events()])


def test_each_event_arrives_as_its_name_here_and_names_the_browser_only(
    page: Page, doors: Doors
) -> None:
    frame = open_shop(page, pixel(f"http://127.0.0.1:{doors.port}", doors.key), None)
    for number, (name, data, _) in enumerate(HAPPENED):
        publish(frame, name, number, data)
        publish(frame, name, number, data)  # told twice, it is one
    found = arrived(doors, len(HAPPENED))
    assert sorted(one.name for one in found) == sorted(wanted for *_, wanted in HAPPENED)
    by_name = {one.name: one for one in found}
    for event in found:
        assert (event.anonymous_id, event.user_id) == (CLIENT, None)
        assert event.context["consent"]["categoryPreferences"] == {"analytics": True}
        assert "ann@example.com" not in repr(event)
        assert "+441234" not in repr(event)
    viewed = by_name["Product Viewed"].properties
    assert (viewed["product_id"], viewed["variant_id"], viewed["price"]) == ("900", "41", 12.5)
    assert by_name["Cart Viewed"].properties["cart_id"] == "c1"
    placed = by_name["Order Completed"].properties
    assert (placed["order_id"], placed["total"], placed["currency"]) == ("5001", 28.95, "GBP")
    assert [one["quantity"] for one in placed["products"]] == [2]
    doors.shop.wait_until_processed()
    facts = doors.shop.facts(anonymous_id=CLIENT)
    assert [one.product_id for one in facts.viewed] == ["900"]
    assert facts.cart == ()  # the order emptied it
    assert doors.shop.refusals() == []


def test_who_is_signed_in_is_a_remark_and_no_name(page: Page, doors: Doors) -> None:
    before = len(arrived(doors, 0))
    customer = {"id": "gid://shopify/Customer/77", "email": "ann@example.com", "firstName": "Ann"}
    frame = open_shop(page, pixel(f"http://127.0.0.1:{doors.port}", doors.key), customer)
    publish(frame, "product_viewed", 90, {"productVariant": variant("gid://shopify/Product/901")})
    event = arrived(doors, before + 1)[-1]
    assert event.user_id is None
    assert event.properties["shopify_customer_id"] == "77"
    assert "ann@example.com" not in repr(event)


def test_the_shop_goes_on_where_nobody_answers(page: Page) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    frame = open_shop(page, pixel("http://127.0.0.1:9", "wk_none"), None)
    for number, (name, data, _) in enumerate(HAPPENED):
        publish(frame, name, number, data)
    publish(frame, "product_added_to_cart", 50, {"cartLine": None})
    publish(frame, "cart_viewed", 51, {"cart": None})
    publish(frame, "checkout_completed", 52, {"checkout": checkout()})
    page.wait_for_timeout(300)
    assert faults == []
