"""A shop's past fetched from a pretend WooCommerce: refusals waited out, a crash resumed, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tailorbird.app import Tailorbird
from tailorbird.app.shops import SHOP_BACKFILL
from tailorbird.connectors.shops.connecting import Backfill, ShopConnection
from tailorbird.core.config import Config
from tailorbird.events.types import Lane
from tools.woocommerce_server import ATTEMPTED, CANCELLED, KEY, REFUNDED, SECRET, PretendWoo

SHOP, KIND = "shop.example", "woocommerce"
ORDERS, CUSTOMERS, PRODUCTS = 330, 40, 12


@pytest.fixture
def pretend() -> Iterator[PretendWoo]:
    running = PretendWoo(ORDERS, CUSTOMERS, PRODUCTS, faults=13).start()
    yield running
    running.stop()


@pytest.fixture
def shop(tmp_path: Path, pretend: PretendWoo) -> Iterator[Tailorbird]:
    with Tailorbird(Config(data=tmp_path / "shop", currency="GBP")) as opened:
        opened.shops.connect(connection(pretend))
        yield opened


def connection(pretend: PretendWoo) -> ShopConnection:
    return ShopConnection(
        kind=KIND,
        shop=SHOP,
        address=pretend.address,
        secret="hooks",
        api_id=KEY,
        api_secret=SECRET,
    )


def fetch(shop: Tailorbird) -> None:
    shop.shops.fetch_past(KIND, SHOP)
    shop.housekeeping._runner.run_due()


def states(shop: Tailorbird) -> dict[str, Backfill]:
    return {one.part: one for one in shop.shops.progress()}


def attempted(number: int) -> bool:
    return number % 25 == ATTEMPTED and number % 50 != CANCELLED


def same_as_the_shop(shop: Tailorbird, pretend: PretendWoo) -> None:
    shop.wait_until_processed()
    assert all(one.ended_at and not one.trouble for one in states(shop).values())
    placed = [number for number in range(ORDERS) if not attempted(number)]
    assert shop.profiles.order_count() == len(placed)
    assert len(shop.people(limit=1_000)) == CUSTOMERS
    events = [one.event for one in shop.stations.log.read(Lane.BACKFILL, 0, 10_000)]
    names = [event.name for event in events]
    refunds = sum(number % 20 == REFUNDED for number in range(ORDERS))
    assert names.count("Order Completed") == len(placed)
    assert names.count("Order Refunded") == refunds
    assert names.count("Order Cancelled") == sum(n % 50 == CANCELLED for n in range(ORDERS))
    lines = sum(len(e.properties["products"]) for e in events if e.name == "Order Completed")
    assert lines == sum(pretend.lines(number) for number in placed)
    unmatched = sum(attempted(n) and n % 20 == REFUNDED for n in range(ORDERS))
    assert shop.profiles.refund_counts() == (refunds - unmatched, unmatched)


def test_the_whole_past_comes_once_through_refusals(shop: Tailorbird, pretend: PretendWoo) -> None:
    fetch(shop)
    same_as_the_shop(shop, pretend)
    counted = {part: one.records for part, one in states(shop).items()}
    assert counted == {"orders": ORDERS, "customers": CUSTOMERS, "products": PRODUCTS}
    assert pretend.seen["429"]
    assert pretend.seen["503"]
    product = shop.product("1001")
    assert product is not None
    assert (product.title, str(product.price), product.in_stock) == ("Thing & 1", "11.00", True)
    fetch(shop)  # again: everything is known
    same_as_the_shop(shop, pretend)


def test_after_a_stop_in_the_middle_it_goes_on_where_it_stood(
    shop: Tailorbird, pretend: PretendWoo
) -> None:
    save = shop.shops.connected.save_backfill

    def stops(one: Backfill) -> None:
        if one.part == "orders" and one.records > 100:
            raise KeyboardInterrupt  # dies after the page was taken in, before its cursor is kept
        save(one)

    shop.shops.connected.save_backfill = stops  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyboardInterrupt):
        fetch(shop)
    shop.shops.connected.save_backfill = save  # type: ignore[method-assign]
    assert states(shop)["orders"].records == 100
    asked = pretend.seen["pages"]
    shop.stations.database.write(lambda c: c.exec_driver_sql("update jobs set leased_until = 0"))
    fetch(shop)
    same_as_the_shop(shop, pretend)
    assert pretend.seen["pages"] - asked == 3  # pages 2 to 4 of the orders, nothing else again


def test_orders_removed_meanwhile_hide_no_other(shop: Tailorbird, pretend: PretendWoo) -> None:
    past = shop.shops.connected
    save = past.save_backfill

    def removes(one: Backfill) -> None:
        save(one)
        if one.part == "orders" and one.records == 100:
            pretend.removed |= {1, 2, 4}  # everything after them moves to earlier pages

    past.save_backfill = removes  # type: ignore[method-assign,assignment]
    fetch(shop)
    pretend.removed.clear()
    same_as_the_shop(shop, pretend)


def test_a_refusal_is_said(shop: Tailorbird, pretend: PretendWoo) -> None:
    shop.shops.connect(replace(connection(pretend), api_secret="wrong"))
    fetch(shop)
    assert "Sorry, you cannot list resources" in states(shop)["products"].trouble
    assert pretend.seen["pages"] == 0
    shop.shops.connect(connection(pretend))
    shop.housekeeping.jobs.run_now(SHOP_BACKFILL.name, f"{KIND}:{SHOP}")
    shop.housekeeping._runner.run_due()
    same_as_the_shop(shop, pretend)
