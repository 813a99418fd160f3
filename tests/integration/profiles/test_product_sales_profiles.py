"""What one product sold, day by day."""

from __future__ import annotations

from tailorbird.core.clock import DAY, day_number
from tailorbird.profiles.product_sales import ProductDay, ProductSales
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order, refund
from tailorbird.testing.shop import StillShop

TODAY = day_number(SOME_DAY)


def sales(shop: StillShop, product: str) -> list[ProductDay]:
    return ProductSales(shop.database, shop.currency).by_day(product)


def test_orders_pieces_and_money_of_each_day(shop: StillShop) -> None:
    shop.take(
        order("o1", SOME_DAY, [line("ring", 2, "2.50"), line("hat", 1, "9.00")], user="ann"),
        order("o2", SOME_DAY, [line("ring", 1, "2.50")], user="bob"),
        order("o3", SOME_DAY + 3 * DAY, [line("ring", 4, "2.00")], user="bob"),
    )
    assert sales(shop, "ring") == [
        ProductDay(TODAY, 2, 3, 750),
        ProductDay(TODAY + 3, 1, 4, 800),
    ]
    assert sales(shop, "unheard of") == []


def test_what_came_back_and_what_was_cancelled_is_not_sold(shop: StillShop) -> None:
    shop.take(
        order("o1", SOME_DAY, [line("ring", 4, "2.50")], user="ann"),
        order("o2", SOME_DAY, [line("ring", 7, "2.50")], user="bob"),
        refund("r1", SOME_DAY + DAY, [line("ring", 1, "2.50")], user="ann"),
        event("Order Cancelled", SOME_DAY + DAY, user="bob", order_id="o2"),
    )
    assert sales(shop, "ring") == [ProductDay(TODAY, 1, 3, 750)]
