"""The pages one looks around on, over a real shop."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tailorbird.app import Tailorbird
from tailorbird.demo.routes import shop_routes

HOSTILE = "<img src=x onerror=alert(1)>"
PAGES = (
    *("/shop/", "/shop/c/Tea%20&%20table", "/shop/p/M1", "/shop/search?q=mug", "/shop/search"),
    *("/shop/basket", "/shop/visitors", "/shop/thanks/TT-1", "/shop/knows"),
)


def client_of(shop: Tailorbird) -> TestClient[Any]:
    return TestClient(Litestar(shop_routes(shop), logging_config=None, openapi_config=None))


def events_of(html: str) -> list[dict[str, Any]]:
    [text] = re.findall(r'id="page-events">(.*?)</script>', html)
    return list(json.loads(text))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_served_closed_to_strangers(browser: Any, page: str) -> None:
    answer = browser.get(page)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    # what the policy forbids is not there to begin with: no inline style, handler or script
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", answer.text)
    scripts = re.findall(r"<script([^>]*)>", answer.text)
    assert all("src=" in script or "application/json" in script for script in scripts)
    # and nothing is fetched from elsewhere
    assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", answer.text)


@pytest.mark.parametrize("page", PAGES)
def test_a_shop_without_products_still_has_its_pages(empty: Tailorbird, page: str) -> None:
    with client_of(empty) as client:
        missing = "/c/" in page or "/p/" in page
        assert client.get(page).status_code == (404 if missing else 200)


def test_titles_are_in_reading_case_and_the_source_is_named(browser: Any) -> None:
    text = browser.get("/shop/p/M1").text
    assert "Red Retrospot Mug" in text
    assert "£2.55" in text
    assert "Daqing Chen" in text
    assert "CC BY 4.0" in text


def test_a_shelf_holds_its_products_and_no_service_code_is_on_any(
    browser: Any, shop: Tailorbird
) -> None:
    assert "/shop/p/M1" in browser.get("/shop/c/Tea%20&%20table").text
    shelved = [
        product.product_id
        for shelf in shop.categories()
        for product in shop.products_in_category(shelf.category)
    ]
    assert sorted(shelved) == ["B1", "C1", "M1", "X1"]


@pytest.mark.parametrize("start", ["-1", "abc", "99999999999999999999", "1.5", "٣", "1000"])
def test_a_senseless_place_in_a_shelf_is_its_beginning_or_end(browser: Any, start: str) -> None:
    assert browser.get("/shop/c/Tea%20&%20table", params={"from": start}).status_code == 200


def test_the_search_finds_by_every_word(browser: Any) -> None:
    found = browser.get("/shop/search?q=red+mug").text
    assert "/shop/p/M1" in found
    assert "/shop/p/C1" not in found
    assert events_of(found) == [{"event": "Products Searched", "properties": {"query": "red mug"}}]
    assert "Nothing found" in browser.get("/shop/search?q=zebra").text
    assert events_of(browser.get("/shop/search").text) == []


@pytest.mark.parametrize(
    "query", [HOSTILE, "%", "_", "' OR 1=1 --", "\x00", "x" * 5_000, "é\ud7ff"]
)
def test_the_search_takes_anything(browser: Any, query: str) -> None:
    answer = browser.get("/shop/search", params={"q": query})
    assert answer.status_code == 200
    assert HOSTILE not in answer.text


@pytest.mark.parametrize(
    "page",
    [
        "/shop/p/NOPE",
        f"/shop/p/{HOSTILE}",
        "/shop/c/Nothing",
        "/shop/art/NOPE.svg",
        "/shop/nowhere",
    ],
)
def test_what_is_not_there_is_said_kindly(browser: Any, page: str) -> None:
    answer = browser.get(page)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert HOSTILE not in answer.text


def test_a_hostile_title_stays_text_everywhere(browser: Any) -> None:
    for page in ("/shop/p/X1", "/shop/search?q=onerror", "/shop/c/Tea%20&%20table"):
        answer = browser.get(page).text
        assert HOSTILE not in answer
        assert "&lt;img" in answer.lower()
    viewed = browser.get("/shop/p/X1").text
    assert "onerror" in events_of(viewed)[0]["properties"]["name"].lower()


def test_a_product_page_tells_what_was_viewed(browser: Any) -> None:
    [viewed] = events_of(browser.get("/shop/p/M1").text)
    assert viewed["event"] == "Product Viewed"
    assert viewed["properties"]["product_id"] == "M1"
    assert viewed["properties"]["price"] == "2.55"


def test_drawings_are_served_to_be_kept(browser: Any) -> None:
    answer = browser.get("/shop/art/M1.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "max-age" in answer.headers["cache-control"]
    assert answer.text.startswith("<svg")
    assert browser.get("/shop/art/M1.svg").text == answer.text


@pytest.mark.parametrize("name", ["shop.css", "waiting.css", "shop.js", "mark.svg"])
def test_the_shops_own_files_are_served(browser: Any, name: str) -> None:
    assert browser.get(f"/shop/static/{name}").status_code == 200


@pytest.mark.parametrize("name", ["../texts.py", "..%2ftexts.py", "%2e%2e/texts.py"])
def test_only_the_shops_own_files_are_served(browser: Any, name: str) -> None:
    assert "SHOP_NAME" not in browser.get(f"/shop/static/{name}").text
