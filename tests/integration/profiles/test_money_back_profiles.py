"""Refunds that name no products, or not their prices, as shops and their platforms send them."""

from __future__ import annotations

from typing import Any

from tailorbird.core.clock import DAY, day_number
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order, refund
from tailorbird.testing.shop import StillShop

RING, CHAIN = line("ring", 2, "10.00"), line("chain", 1, "5.00")
FIRST = day_number(SOME_DAY)


def placed(shop: StillShop, order_id: str = "o1", *, day: int = 0) -> None:
    """Place an order of 25.00 for goods and 4.00 for shipping."""
    at = SOME_DAY + day * DAY
    shop.take(order(order_id, at, [RING, CHAIN], user="ann", total="29.00"))


def back(shop: StillShop, refund_id: str, *, day: int = 1, **said: Any) -> None:
    shop.take(event("Order Refunded", SOME_DAY + day * DAY, refund_id=refund_id, **said))


def kept(shop: StillShop) -> dict[int, int]:
    days = shop.profiles.trade_by_day(FIRST, FIRST + 9)
    return {day.day - FIRST: day.net_minor for day in days if day.net_minor}


def of_ann(shop: StillShop) -> list[tuple[str, int, int]]:
    """Return each order: its number, what the shop kept of it, and how many pieces."""
    (row,) = shop.profiles.people("ann", 2)
    person = shop.profiles.person(row.profile_id, bought_since=0)
    assert person is not None
    return [
        (one.order_id, one.net_minor, sum(part.quantity - part.refunded for part in one.lines))
        for one in sorted(person.orders, key=lambda one: one.order_id)
    ]


def test_a_refund_with_nothing_but_the_order_takes_all_of_it_back(shop: StillShop) -> None:
    back(shop, "r1", order_id="o1")
    assert kept(shop) == {}  # not known yet what it is worth
    placed(shop)
    assert kept(shop) == {0: 2900, 1: -2900}
    assert of_ann(shop) == [("o1", 0, 0)]
    back(shop, "r2", order_id="o1", day=2)  # said once more: there is nothing left
    assert kept(shop) == {0: 2900, 1: -2900}


def test_a_whole_refund_takes_what_earlier_ones_left(shop: StillShop) -> None:
    placed(shop)
    back(shop, "r2", order_id="o1", day=2)
    shop.take(refund("r1", SOME_DAY + DAY, [line("ring", 1, "10.00")], order_id="o1"))
    assert kept(shop) == {0: 2900, 1: -1000, 2: -1900}
    assert of_ann(shop) == [("o1", 0, 0)]


def test_a_sum_is_taken_from_its_order_and_leaves_the_pieces(shop: StillShop) -> None:
    placed(shop)
    back(shop, "r1", order_id="o1", total="4.00")  # shipping, as Shopify tells it
    back(shop, "r2", order_id="o1", total="-1.50")  # some count downwards
    assert kept(shop) == {0: 2900, 1: -550}
    assert of_ann(shop) == [("o1", 2350, 3)]


def test_what_was_paid_back_in_all_goes_before_the_prices_of_the_products(shop: StillShop) -> None:
    placed(shop)
    products = [line("ring", 1, "10.00")]
    back(shop, "r1", order_id="o1", total="14.00", products=products)  # with its shipping
    assert of_ann(shop) == [("o1", 1500, 2)]
    back(shop, "r2", order_id="o1", total="8.00", products=products, day=2)  # less a fee
    assert of_ann(shop) == [("o1", 700, 1)]
    assert kept(shop) == {0: 2900, 1: -1400, 2: -800}


def test_products_without_a_price_are_worth_what_was_paid_for_them(shop: StillShop) -> None:
    back(shop, "r1", order_id="o1", products=[{"product_id": "ring", "quantity": 2}])
    placed(shop)
    assert kept(shop) == {0: 2900, 1: -2000}
    assert of_ann(shop) == [("o1", 900, 1)]


def test_one_refund_told_by_two_doors_counts_once(shop: StillShop) -> None:
    placed(shop)
    back(shop, "r1", order_id="o1", total="14.00")
    back(shop, "r1", order_id="o1", total="14.00", products=[line("ring", 1, "10.00")])
    assert kept(shop) == {0: 2900, 1: -1400}
    assert of_ann(shop) == [("o1", 1500, 2)]


def test_a_refund_that_names_no_order_is_not_of_one_that_came_back_whole(shop: StillShop) -> None:
    placed(shop, "o1")
    placed(shop, "o2", day=1)
    shop.take(refund("r1", SOME_DAY + 2 * DAY, [line("ring", 1, "10.00")], user="ann"))
    assert of_ann(shop) == [("o1", 2900, 3), ("o2", 1900, 2)]
    back(shop, "r2", order_id="o2", day=3)
    assert of_ann(shop) == [("o1", 1900, 2), ("o2", 0, 0)]
    assert kept(shop) == {0: 2900, 1: 2900, 2: -1000, 3: -2900}


def test_a_cancelled_order_counts_nowhere_and_so_does_what_was_paid_back(shop: StillShop) -> None:
    placed(shop)
    back(shop, "r1", order_id="o1", total="4.00")
    back(shop, "r2", order_id="o1", day=2)
    shop.take(event("Order Cancelled", SOME_DAY + DAY, user="till", order_id="o1"))
    assert kept(shop) == {}


def test_a_whole_order_is_paid_back_in_its_own_money(shop: StillShop) -> None:
    shop.take(order("o9", SOME_DAY, [CHAIN], user="ann", currency="EUR"))
    back(shop, "r1", order_id="o9")
    assert kept(shop) == {}
    assert of_ann(shop) == [("o9", 0, 0)]


def test_a_sum_is_worth_more_once_its_product_is_of_no_order(shop: StillShop) -> None:
    placed(shop)
    unpriced = [{"product_id": "ring", "quantity": 1}]
    back(shop, "r1", products=unpriced, total="3.00", user="ann")
    assert kept(shop) == {0: 2900, 1: -300}
    back(shop, "r2", order_id="o1", day=2)
    assert kept(shop) == {0: 2900, 1: -300, 2: -2900}
