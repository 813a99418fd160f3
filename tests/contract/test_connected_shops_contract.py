"""What is kept of connected shops, on every database."""

from __future__ import annotations

from msgspec.structs import replace

import tailorbird.app  # noqa: F401 - every room's tables
from tailorbird.connectors.personal_data import PERSONAL_DATA
from tailorbird.connectors.service import ConnectedShops
from tailorbird.connectors.shops.connecting import (
    Backfill,
    Delivered,
    ShopConnection,
    ShopRequest,
)
from tailorbird.connectors.shops.types import StockItem, StockLevel
from tailorbird.storage.database import Database
from tailorbird.storage.personal import Subject

SHOP = ShopConnection(kind="shopify", shop="a.example", address="https://a.example", secret="s")


def test_a_connection_is_kept_changed_and_forgotten_with_its_past(operational: Database) -> None:
    shops = ConnectedShops(operational)
    shops.save(SHOP)
    shops.save(replace(SHOP, token="t", token_until=2**52))
    assert shops.all() == [replace(SHOP, token="t", token_until=2**52)]
    part = Backfill(kind="shopify", shop="a.example", part="orders", started_at=1, updated_at=1)
    shops.save_backfill(part)
    shops.save_backfill(replace(part, cursor="c", records=9, ended_at=5))
    assert shops.backfills("shopify", "a.example") == [
        replace(part, cursor="c", records=9, ended_at=5)
    ]
    assert shops.remove("shopify", "a.example")
    assert (shops.all(), shops.backfills()) == ([], [])
    assert not shops.remove("shopify", "a.example")


def test_deliveries_add_up_by_topic(operational: Database) -> None:
    shops = ConnectedShops(operational)
    one = Delivered(kind="shopify", shop="a", topic="t", outcome="taken", deliveries=1, last_at=5)
    for number in range(3):
        shops.count(replace(one, last_at=5 + number))
    shops.count(replace(one, outcome="unused"))
    assert shops.deliveries() == [
        replace(one, deliveries=3, last_at=7),
        replace(one, outcome="unused"),
    ]


def test_stock_is_what_the_places_said_last(operational: Database) -> None:
    shops = ConnectedShops(operational)
    items = [StockItem(item_id=f"i{n}", product_id="p", quantity=3) for n in range(2)]

    def say(item: str, place: str, available: int | None, at: int) -> dict[str, bool]:
        level = StockLevel(item_id=item, place_id=place, available=available, at=at)
        return shops.count_stock("shopify", [], [level])

    assert say("i0", "x", 0, 1) == {}  # of no product yet
    shops.count_stock("shopify", items, [])
    assert say("i0", "x", 0, 2) == {"p": True}  # the other item has its total
    assert say("i1", "x", 0, 3) == {"p": False}
    assert say("i1", "y", 1, 4) == {"p": True}
    assert say("i1", "y", None, 5) == {"p": False}
    assert say("i1", "y", 8, 4) == {"p": False}  # older than what is known


def test_a_request_is_one_and_loses_its_name_with_the_person(operational: Database) -> None:
    shops = ConnectedShops(operational)
    asked = ShopRequest(
        request_id="r",
        kind="shopify",
        shop="a",
        wish="export",
        customer_id="7",
        email="x@example.com",
        asked_at=1,
        due_at=2,
    )
    assert operational.write(lambda c: shops.add_request(c, asked)) is True
    assert operational.write(lambda c: shops.add_request(c, asked)) is False
    shops.end_request("r", 9, "ready", {"rows": 4})
    subject = Subject(profile_ids=("p",), user_ids=("7",), emails=())
    with operational.read() as connection:
        (row,) = PERSONAL_DATA.export(connection, subject)["shop_requests"]
    assert row["email"] == "x@example.com"
    assert operational.write(lambda c: PERSONAL_DATA.erase(c, subject)) == {"shop_requests": 1}
    assert shops.requests() == [
        replace(asked, customer_id="", email="", done_at=9, outcome="ready", counts={"rows": 4})
    ]
