"""A shop's past fetched from a pretend Shopify: refusals waited out, a crash resumed, once each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tailorbird.app import Tailorbird
from tailorbird.app.shops import SHOP_BACKFILL
from tailorbird.connectors.shops.connecting import Backfill, ShopConnection
from tailorbird.core.config import Config
from tailorbird.core.errors import NotFound
from tailorbird.events.types import Lane
from tailorbird.jobs.types import State
from tests.integration.connectors_shopify.recorded import SECRET, SHOP, headers
from tools.shopify_server import APP, PretendShopify, Shop
from tools.shopify_server import SECRET as APP_SECRET

ORDERS, CUSTOMERS, PRODUCTS = 130, 40, 12


@pytest.fixture
def pretend() -> Iterator[PretendShopify]:
    shop = Shop(ORDERS, CUSTOMERS, PRODUCTS)
    running = PretendShopify(shop, most=1_500, rate=8_000, faults=9).start()
    yield running
    running.stop()


@pytest.fixture
def shop(tmp_path: Path, pretend: PretendShopify) -> Iterator[Tailorbird]:
    with Tailorbird(Config(data=tmp_path / "shop", currency="GBP")) as opened:
        opened.shops.connect(connection(pretend))
        yield opened


def connection(pretend: PretendShopify) -> ShopConnection:
    return ShopConnection(
        kind="shopify",
        shop=SHOP,
        address=pretend.address,
        secret=SECRET,
        api_id=APP,
        api_secret=APP_SECRET,
    )


def run_jobs(shop: Tailorbird) -> None:
    shop.housekeeping._runner.run_due()


def states(shop: Tailorbird) -> dict[str, Backfill]:
    return {one.part: one for one in shop.shops.progress()}


def same_as_the_shop(shop: Tailorbird, pretend: PretendShopify) -> None:
    shop.wait_until_processed()
    found = states(shop)
    assert {part: one.records for part, one in found.items()} == {
        "orders": ORDERS,
        "customers": CUSTOMERS,
        "products": PRODUCTS,
    }
    assert all(one.ended_at and not one.trouble for one in found.values())
    assert shop.profiles.order_count() == ORDERS
    assert len(shop.people(limit=1_000)) == CUSTOMERS
    events = [one.event for one in shop.stations.log.read(Lane.BACKFILL, 0, 10_000)]
    names = [event.name for event in events]
    assert names.count("Order Completed") == ORDERS
    assert names.count("Order Refunded") == sum(n % 20 == 3 for n in range(ORDERS))
    assert names.count("Order Cancelled") == sum(n % 50 == 7 for n in range(ORDERS))
    lines = sum(len(e.properties["products"]) for e in events if e.name == "Order Completed")
    assert lines == sum(pretend.shop.lines(number) for number in range(ORDERS))


def test_the_whole_past_comes_once_through_refusals(
    shop: Tailorbird, pretend: PretendShopify
) -> None:
    shop.shops.fetch_past("shopify", SHOP)
    run_jobs(shop)
    same_as_the_shop(shop, pretend)
    for refusal in ("429", "503", "throttled", "too dear"):
        assert pretend.seen[refusal], pretend.seen
    assert pretend.seen["tokens"] == 1
    refunds = shop.profiles.refund_counts()
    assert refunds == (sum(n % 20 == 3 for n in range(ORDERS)), 0)
    product = shop.product("9100000000000000002")
    assert product is not None
    assert (product.title, str(product.price), product.in_stock) == ("Thing 1", "11.00", True)

    shop.shops.fetch_past("shopify", SHOP)  # again: everything is known
    run_jobs(shop)
    same_as_the_shop(shop, pretend)


def test_after_a_stop_in_the_middle_it_goes_on_where_it_stood(
    shop: Tailorbird, pretend: PretendShopify
) -> None:
    shop.shops.fetch_past("shopify", SHOP)
    pages = 0
    save = shop.shops.connected.save_backfill

    def stops(backfill: Backfill) -> None:
        nonlocal pages
        pages += 1
        if backfill.part == "orders" and backfill.records > 60:
            raise KeyboardInterrupt  # dies after the page was taken in, before its cursor is kept
        save(backfill)

    shop.shops.connected.save_backfill = stops  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        run_jobs(shop)
    shop.shops.connected.save_backfill = save  # type: ignore[method-assign]
    before = states(shop)["orders"]
    assert before.ended_at is None
    assert 0 < before.records <= 60
    asked = pretend.seen["pages"]
    (standing,) = [s for s in shop.housekeeping.jobs.standings() if s.name == SHOP_BACKFILL.name]
    assert standing.state is State.RUNNING  # nobody heard of its end; its lease must run out
    shop.shops.fetch_past("shopify", SHOP)
    assert states(shop)["orders"].cursor == before.cursor
    shop.stations.database.write(lambda c: c.exec_driver_sql("update jobs set leased_until = 0"))
    run_jobs(shop)
    same_as_the_shop(shop, pretend)
    assert pretend.seen["pages"] - asked < asked


def test_a_token_that_ended_is_renewed_and_kept(shop: Tailorbird, pretend: PretendShopify) -> None:
    shop.shops.fetch_past("shopify", SHOP)
    run_jobs(shop)
    kept = shop.shops.connected.find("shopify", SHOP)
    assert kept is not None
    assert kept.token == "shpat_1"
    assert kept.token_until > shop.now()
    pretend.end_tokens()
    shop.shops.fetch_past("shopify", SHOP)
    run_jobs(shop)
    assert pretend.seen["tokens"] == 2
    kept = shop.shops.connected.find("shopify", SHOP)
    assert kept is not None
    assert kept.token == "shpat_2"
    shop.shops.connected.save(replace(kept, token_until=shop.now() + 1_000_000))
    shop.shops.fetch_past("shopify", SHOP)
    run_jobs(shop)
    assert pretend.seen["tokens"] == 3  # before it ended
    same_as_the_shop(shop, pretend)


def test_a_refusal_is_said_and_not_tried_for_ever(
    shop: Tailorbird, pretend: PretendShopify
) -> None:
    shop.shops.connect(replace(connection(pretend), api_secret="wrong"))
    shop.shops.fetch_past("shopify", SHOP)
    run_jobs(shop)
    assert "gives no access token" in states(shop)["products"].trouble
    assert pretend.seen["pages"] == 0
    shop.shops.connect(connection(pretend))
    shop.housekeeping.jobs.run_now(SHOP_BACKFILL.name, f"shopify:{SHOP}")
    run_jobs(shop)
    same_as_the_shop(shop, pretend)


def test_the_same_order_from_browser_webhook_and_past_is_one(shop: Tailorbird) -> None:
    order_id = "5000000000011"
    shop.track(
        name="Order Completed",
        anonymous_id="browser",
        properties={"order_id": order_id, "total": "1.00", "products": []},
    )
    body = b'{"id": 5000000000011, "total_price": "35.00", "currency": "GBP", "line_items": []}'
    told = {name.lower(): value for name, value in headers("orders/create", body).items()}
    assert shop.shops.deliver("shopify", told, body) == "taken"
    shop.shops.fetch_past("shopify", SHOP)
    run_jobs(shop)
    shop.wait_until_processed()
    assert shop.profiles.order_count() == ORDERS
    events = [one.event for one in shop.stations.log.read(Lane.BACKFILL, 0, 10_000)]
    assert f"shopify:order:{order_id}" not in {event.message_id for event in events}


def test_a_shop_that_is_not_connected_has_no_past(shop: Tailorbird) -> None:
    with pytest.raises(NotFound, match="not connected"):
        shop.shops.fetch_past("shopify", "another.myshopify.com")
