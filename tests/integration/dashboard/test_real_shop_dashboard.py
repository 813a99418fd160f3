"""The pages over a real shop: real log, real database, real choices."""

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
from tailorbird.core.errors import BadInput
from tailorbird.dashboard import DashboardSource, dashboard_errors, dashboard_routes
from tailorbird.dashboard.visits import COOKIE
from tailorbird.events.types import Lane

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def live(tmp_path: Path, clock: Any) -> Iterator[Tailorbird]:
    config = load({"data": tmp_path, "shop_name": HOSTILE, "currency": "GBP"})
    with Tailorbird(config, clock) as shop:
        yield shop


@pytest.fixture
def browser(live: Tailorbird) -> Iterator[Any]:
    source: DashboardSource = live
    routes, errors = dashboard_routes(source), dashboard_errors(source)
    app = Litestar(routes, exception_handlers=errors, logging_config=None)
    with TestClient(app) as client:
        token = live.accounts.open_by_link(live.accounts.new_link(Purpose.OPEN))
        client.cookies.set(COOKIE, token or "")
        yield client


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def act(shop: Tailorbird, event: str, /, **properties: Any) -> None:
    shop.track(name=event, anonymous_id="browser-1", properties=properties)


def buy_a_mug(shop: Tailorbird) -> None:
    mug = {"product_id": "M1", "name": HOSTILE, "price": "2.55"}
    bag = {"product_id": "B1", "name": "JUMBO BAG", "price": "1.95", "quantity": 1}
    earlier = {"order_id": "1", "total": "1.95", "currency": "GBP", "products": [bag]}
    shop.track(name="Order Completed", user_id="12345", properties=earlier)
    act(shop, "Product Viewed", **mug)
    act(shop, "Product Viewed", product_id="B1", name="JUMBO BAG", price="1.95")
    act(shop, "Product Added", quantity=4, **mug)
    shop.identify(user_id="17850", anonymous_id="browser-1", traits={"email": "ann@example.com"})
    act(
        shop,
        "Order Completed",
        order_id="536365",
        total="10.20",
        currency="GBP",
        products=[{**mug, "quantity": 4}],
    )
    shop.wait_until_processed()
    shop.refresh()


def test_a_fresh_shop_has_all_its_pages(browser: Any) -> None:
    home = browser.get("/")
    assert home.status_code == 200
    assert "nothing has arrived yet" in text_of(home.text)
    assert "Nobody here yet" in text_of(browser.get("/people").text)
    assert browser.get("/people/nobody").status_code == 404


def test_a_purchase_shows_on_every_page(live: Tailorbird, browser: Any) -> None:
    buy_a_mug(live)
    home = text_of(browser.get("/").text)
    assert re.search(r"Today so far\s+2\s+orders\s+£12\.15\s+revenue", home)
    assert "Your own programs" in home

    people = browser.get("/people?q=ann").text
    [address] = re.findall(r'href="(/people/[^"?]+)"', people)
    person = browser.get(address).text
    said = text_of(person)
    assert "ann@example.com" in said
    assert re.search(r"Placed order\s+536365\s+· £10\.20 · 1 product", said)
    assert "The cart is empty." in said
    assert HOSTILE not in person
    assert "&lt;img src=x" in person


def test_what_was_bought_a_moment_ago_is_in_no_block_of_the_person_s_page(
    live: Tailorbird, browser: Any
) -> None:
    buy_a_mug(live)
    [address] = re.findall(r'href="(/people/[^"?]+)"', browser.get("/people?q=ann").text)
    html = browser.get(address).text
    shown = re.findall(r'<p class="shown-title"><a[^>]*>(.*?)</a></p>', html)
    assert "JUMBO BAG" in shown
    assert not any("img" in title for title in shown)
    assert "just bought" in text_of(html)


def test_what_was_refused_is_shown_with_its_field_and_masked(
    live: Tailorbird, browser: Any
) -> None:
    with pytest.raises(BadInput):
        act(live, "Product Viewed", product_id="M1", price="free", email="ann@example.com")
    act(live, "Product Viewed", product_id="M1")
    live.wait_until_processed()
    said = text_of(browser.get("/").text)
    assert "Correct properties.price where these events are sent" in said
    assert "ann@example.com" not in said


def test_a_person_is_exported_and_erased_from_their_page(live: Tailorbird, browser: Any) -> None:
    buy_a_mug(live)
    (person,) = live.people("ann@example.com")
    path = f"/people/{person.profile_id}"
    page = browser.get(path)
    assert f'href="{path}/export"' in page.text
    download = browser.get(f"{path}/export")
    assert download.headers["content-disposition"].startswith("attachment")
    assert download.json()["person"]["emails"] == ["ann@example.com"]
    asked = browser.get(f"{path}/erase")
    assert "cannot be undone" in text_of(asked.text)
    form = {"csrf": re.findall(r'name="csrf" value="([^"]+)"', asked.text)[0]}
    refused = browser.post(f"{path}/erase", data=form)
    assert refused.status_code == 400
    assert "Tick the box first" in text_of(refused.text)
    assert live.person(person.profile_id) is not None
    erased = browser.post(f"{path}/erase", data={**form, "sure": "yes"})
    assert erased.status_code == 200
    assert "Orders, now nobody's 1" in text_of(erased.text).replace("&#39;", "'")
    assert live.person(person.profile_id) is None
    assert browser.get(f"{path}/export").status_code == 404
    assert "536365" in str(live.stations.log.read(Lane.LIVE, 0, 99))
