"""Connecting a shop and a feed in a real browser, against shops that answer over real HTTP."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tailorbird.accounts.types import Purpose
from tailorbird.connectors.shopify import USED
from tailorbird.connectors.shopify.set_up import PRIVACY_TOPICS, TOPICS
from tailorbird.dashboard.visits import COOKIE
from tests.integration.api.doors import Doors, serving
from tests.integration.connectors_shopify.recorded import headers
from tools.shopify_server import APP, SECRET, PretendShopify, Shop
from tools.woocommerce_server import KEY, PretendWoo
from tools.woocommerce_server import SECRET as WOO_SECRET

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SHOP = "pretend.myshopify.com"
HOOKS = "a secret for the webhooks"
ORDERS = 60

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with serving(tmp_path_factory.mktemp("connections")) as running:
        running.shop.housekeeping.start()
        yield running


@pytest.fixture(scope="module")
def signed_in(chromium: str, doors: Doors) -> Iterator[Page]:
    token = doors.shop.accounts.open_by_link(doors.shop.accounts.new_link(Purpose.OPEN))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        address = f"http://127.0.0.1:{doors.port}"
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": COOKIE, "value": token or "", "url": address}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        yield page
        browser.close()


@pytest.fixture
def page(signed_in: Page) -> Iterator[Page]:
    """A page of which every complaint of the browser is a failure."""
    faults: list[str] = []
    signed_in.on("pageerror", lambda error: faults.append(str(error)))
    signed_in.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    yield signed_in
    assert [fault for fault in faults if "400 (Bad Request)" not in fault] == []


@pytest.fixture
def shopify() -> Iterator[PretendShopify]:
    pretend = PretendShopify(Shop(orders=ORDERS), rate=2_000.0).start()
    yield pretend
    pretend.stop()


def connect_shopify(page: Page, pretend: PretendShopify, secret: str = SECRET) -> None:
    page.goto("/connections/shopify")
    page.get_by_label("Your store's address at Shopify").fill("https://Pretend.myshopify.com/admin")
    page.get_by_label("Client ID").fill(APP)
    page.get_by_label("Client secret").fill(secret)
    page.locator("#form details summary").click()
    page.get_by_label("Another address of the API").fill(pretend.address)
    page.get_by_role("button", name="Connect", exact=True).click()


def disconnect(page: Page, kind: str) -> None:
    page.goto("/connections")
    card = page.locator(f"#{kind}")
    card.get_by_text("Disconnect", exact=True).click()
    card.get_by_role("button", name="Yes, disconnect").click()
    expect(page.get_by_text("Disconnected. Its secrets are forgotten.")).to_be_visible()


def test_shopify_is_connected_its_past_is_shown_to_the_end_and_it_is_let_go(
    page: Page, doors: Doors, shopify: PretendShopify
) -> None:
    connect_shopify(page, shopify)
    expect(page.get_by_text("Connected.", exact=True)).to_be_visible()
    past = page.locator("#shopify .past")
    expect(past).to_contain_text("Fetched", timeout=30_000)
    expect(past.locator("dd").nth(2)).to_have_text(re.compile(rf"{ORDERS}\s+all"))
    doors.shop.wait_until_processed()
    assert doors.shop.profiles.order_count() == ORDERS
    for path in ("/connections", f"/connections/shopify?shop={SHOP}", "/settings", "/data"):
        page.goto(path)
        assert SECRET not in page.content()
        assert "shpat_" not in page.content()

    body = json.dumps({"id": 77, "order_number": 5, "line_items": []}).encode()
    wrong = headers("orders/create", body, secret="another", shop=SHOP)
    assert doors.call("/v1/webhooks/shopify", body, wrong).status == 401
    page.goto("/connections")
    expect(page.locator("#shopify")).to_contain_text("that this secret did not sign")
    right = headers("orders/create", body, secret=SECRET, shop=SHOP)
    assert doors.call("/v1/webhooks/shopify", body, right).status == 200
    page.reload()
    expect(page.locator("#shopify")).to_contain_text("One webhook came")
    expect(page.locator("#shopify .badge").first).to_have_text("connected")

    disconnect(page, "shopify")
    expect(page.locator("#shopify")).to_contain_text("not connected")
    assert doors.call("/v1/webhooks/shopify", body, right).status == 401
    assert doors.shop.shops.connected.all() == []
    assert doors.shop.profiles.order_count() == ORDERS + 1


def test_a_wrong_secret_is_said_and_the_right_one_goes_on(
    page: Page, doors: Doors, shopify: PretendShopify
) -> None:
    connect_shopify(page, shopify, "not the secret")
    past = page.locator("#shopify .past")
    expect(past).to_contain_text("Check the app's id and secret", timeout=30_000)
    expect(page.locator("#shopify")).to_contain_text("needs a look")
    connect_shopify(page, shopify)
    expect(page.locator("#shopify .past")).to_contain_text("Fetched", timeout=30_000)
    assert doors.shop.profiles.order_count() >= ORDERS
    disconnect(page, "shopify")


def test_what_is_left_empty_of_a_connected_shop_stays(
    page: Page, doors: Doors, shopify: PretendShopify
) -> None:
    connect_shopify(page, shopify)
    expect(page.locator("#shopify .past")).to_contain_text("Fetched", timeout=30_000)
    page.get_by_role("link", name="Change how it is connected").click()
    assert page.get_by_label("Client secret").input_value() == ""
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("Connected.", exact=True)).to_be_visible()
    kept = doors.shop.shops.connected.find("shopify", SHOP)
    assert kept is not None
    assert (kept.secret, kept.api_id, kept.address) == (SECRET, APP, shopify.address)
    assert SECRET not in repr(kept)
    disconnect(page, "shopify")


def test_woocommerce_is_connected_with_its_plugin(page: Page) -> None:
    pretend = PretendWoo(orders=ORDERS).start()
    try:
        page.goto("/connections/woocommerce")
        page.get_by_label("Your store's address").fill(pretend.address)
        page.get_by_label("Consumer key").fill(KEY)
        page.get_by_label("Consumer secret").fill(WOO_SECRET)
        page.get_by_label("Secret of the webhooks").fill("short")
        page.get_by_role("button", name="Connect", exact=True).click()
        expect(page.get_by_text("Too short. Use at least 16")).to_be_visible()
        page.get_by_label("Consumer secret").fill(WOO_SECRET)
        page.get_by_label("Secret of the webhooks").fill(HOOKS)
        page.get_by_role("button", name="Connect", exact=True).click()
        expect(page.locator("#woocommerce .past")).to_contain_text("Fetched", timeout=30_000)
        assert HOOKS not in page.content()
        page.goto("/connections/woocommerce")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the plugin").click()
        packed = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
        assert packed.testzip() is None
        assert b"Plugin Name: Tailorbird" in packed.read("tailorbird/tailorbird.php")
    finally:
        pretend.stop()
    disconnect(page, "woocommerce")


def test_what_no_store_can_be_called_is_said_beside_its_field(page: Page) -> None:
    page.goto("/connections/shopify")
    page.get_by_label("Your store's address at Shopify").fill("my shop!")
    page.get_by_label("Client ID").fill("id")
    page.get_by_label("Client secret").fill("s3cret-typed")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.locator("#shop-fault")).to_be_visible()
    assert "s3cret-typed" not in page.content()


def test_the_pixel_on_the_page_is_filled_in_and_every_topic_is_understood(
    page: Page, doors: Doors
) -> None:
    page.goto("/connections/shopify")
    assert f'"{doors.key}"' in (page.locator("#pixel").text_content() or "")
    file = page.locator("#app-file").text_content() or ""
    assert "/v1/webhooks/shopify" in file
    assert set(TOPICS) | set(PRIVACY_TOPICS) <= USED
    assert all(f'"{topic}"' in file for topic in (*TOPICS, *PRIVACY_TOPICS))


def test_a_feed_is_tried_added_shown_with_its_bad_rows_and_removed(
    page: Page, doors: Doors
) -> None:
    folder = doors.shop.config.data / "feeds"
    folder.mkdir()
    head = "id\ttitle\tlink\tprice\tavailability\n"
    good = "".join(
        f"F{n}\tMug {n}\thttps://s.example/{n}\t{n}.50 GBP\tin_stock\n" for n in range(9)
    )
    (folder / "main.tsv").write_text(
        head + good + "\tNameless\thttps://s.example\t1 GBP\tin_stock\n"
    )
    page.goto("/feeds")
    expect(page.get_by_text("No feed yet")).to_be_visible()
    page.get_by_label("Address").fill("main.tsv")
    page.get_by_label("Name", exact=True).fill("main")
    page.get_by_role("button", name="Try it").click()
    tried = page.locator("#tried")
    expect(tried).to_contain_text("10 rows, 9 products, one row that cannot be read")
    expect(tried.locator("table").first).to_contain_text("11")  # the line of the bad row
    expect(tried).to_contain_text("Mug 3")
    assert doors.shop.product("F3") is None
    page.get_by_role("button", name="Add this feed").click()
    feed = page.locator("section", has=page.get_by_role("heading", name="main"))
    expect(feed).to_contain_text("all well", timeout=20_000)
    expect(feed).to_contain_text("9 products new or different")
    feed.get_by_text("One row could not be read").click()
    expect(feed.locator("td").first).to_be_visible()
    assert doors.shop.product("F3") is not None

    (folder / "main.tsv").write_text(
        head + good.replace("4.50", "2.50").replace("in_stock", "out_of_stock", 1)
    )
    page.get_by_role("button", name="Fetch it now: main").click()
    expect(feed).to_contain_text("one price dropped", timeout=20_000)

    (folder / "main.tsv").write_text(head + good.splitlines(keepends=True)[0])
    page.get_by_role("button", name="Fetch it now: main").click()
    expect(feed).to_contain_text("It looks cut off", timeout=20_000)
    page.get_by_role("button", name="Take it as it is").click()
    expect(feed).to_contain_text("8 products gone", timeout=20_000)
    assert not doors.shop.feeds.book.may_be_fewer("main")

    feed.get_by_text("Remove", exact=True).click()
    feed.get_by_role("button", name="Yes, remove it").click()
    expect(page.get_by_text("No feed yet")).to_be_visible()
    assert doors.shop.feeds.book.pulls() == {}


def test_a_page_names_no_file_outside_its_folder(page: Page) -> None:
    for address in ("/etc/passwd", "../tailorbird.toml", "http://127.0.0.1:1/feed.xml"):
        page.goto("/feeds")
        page.get_by_label("Address").fill(address)
        page.get_by_label("Name", exact=True).fill("other")
        page.get_by_role("button", name="Try it").click()
        said = page.locator("#address-fault, #tried .fault")
        expect(said).to_be_visible()
        assert "root:" not in page.content()


def test_no_page_is_wider_than_a_phone(page: Page, shopify: PretendShopify) -> None:
    connect_shopify(page, shopify)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for path in ("/connections", "/connections/shopify", "/connections/woocommerce", "/feeds"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        page.goto("/connections")
        page.locator("#shopify").get_by_text("Disconnect", exact=True).click()
        sure = page.get_by_role("button", name="Yes, disconnect").bounding_box()
        assert sure is not None
        assert 0 <= sure["x"] <= width - sure["width"]
    page.set_viewport_size({"width": 1280, "height": 900})
    disconnect(page, "shopify")
