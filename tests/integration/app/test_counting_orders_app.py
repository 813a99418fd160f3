"""How often a product was ordered does not depend on when it became known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tailorbird.catalog.types import Product
from tailorbird.events.types import Event
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import line, order
from tailorbird.testing.shop import StillShop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[StillShop]:
    with StillShop(tmp_path) as opened:
        yield opened


def by_browser(number: int) -> Event:
    return order(f"B{number}", SOME_DAY + number, [line("P1")], browser="b1", source="http")


def by_server(number: int) -> Event:
    return order(f"S{number}", SOME_DAY + number, [line("P1")], user="ann")


def times(shop: StillShop) -> int:
    [found] = shop.catalog.labels()
    with shop.database.read() as connection:
        query = "SELECT times_ordered FROM products WHERE product_id = 'P1'"
        assert found[0] == "P1"
        return int(connection.exec_driver_sql(query).scalar_one())


@pytest.mark.parametrize("sizes", [[1, 1, 1, 1], [2, 2], [4], [1, 3]])
def test_a_browsers_orders_count_however_batches_fall(shop: StillShop, sizes: list[int]) -> None:
    events = [by_browser(1), by_browser(2), by_server(3), by_browser(4)]
    shop.take_in_batches(events, sizes)
    assert times(shop) == 4


def test_orders_before_a_declaration_count(shop: StillShop) -> None:
    shop.take(by_browser(1))
    assert shop.catalog.product("P1") is None
    shop.catalog.declare([Product(product_id="P1", title="One")])
    assert times(shop) == 1
    shop.take(by_browser(2))
    assert times(shop) == 2
