"""Best sellers, trending and recently viewed, on examples small enough to reckon by hand."""

import numpy as np
import pytest

from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadConfiguration, BadInput
from tailorbird.recommendations.baskets import baskets_of
from tailorbird.recommendations.popularity import (
    PopularitySettings,
    train_best_sellers,
    train_trending,
)
from tailorbird.recommendations.recently_viewed import RecentlyViewed
from tailorbird.recommendations.types import Context, Sales

NOW = 20_000 * DAY
HERE = Context(now=NOW)


def sold(*orders: tuple[int, str], categories: dict[str, str] | None = None) -> Sales:
    """Each order is (days ago, products separated by blanks)."""
    lines = [
        (number, product, NOW - days * DAY)
        for number, (days, products) in enumerate(orders)
        for product in products.split()
    ]
    ids = tuple(sorted({product for _, product, _ in lines}, reverse=True))
    return Sales(
        product_ids=ids,
        titles=("",) * len(ids),
        categories=tuple((categories or {}).get(product, "") for product in ids),
        order=np.array([line[0] for line in lines], np.int32),
        product=np.array([ids.index(line[1]) for line in lines], np.int32),
        quantity=np.ones(len(lines), np.int32),
        at=np.array([line[2] for line in lines], np.int64),
    )


def test_an_order_one_half_life_ago_counts_half() -> None:
    sales = sold((0, "new"), (30, "old"), (30, "old"), (30, "old"))
    found = train_best_sellers(baskets_of(sales), NOW, PopularitySettings()).candidates(HERE, 5)
    assert [(one.product_id, one.score) for one in found] == [("old", 1.5), ("new", 1.0)]
    assert [one.reason.code for one in found] == ["best_seller", "best_seller"]
    assert [one.reason.support for one in found] == [3, 1]


def test_two_lines_of_one_order_are_one_voice() -> None:
    sales = sold((0, "a a a"), (0, "b"), (0, "b"))
    found = train_best_sellers(baskets_of(sales), NOW, PopularitySettings()).candidates(HERE, 5)
    assert [(one.product_id, one.score) for one in found] == [("b", 2.0), ("a", 1.0)]


def test_equal_best_sellers_stand_in_order_of_id() -> None:
    sales = sold((0, "c a b"))
    found = train_best_sellers(baskets_of(sales), NOW, PopularitySettings()).candidates(HERE, 5)
    assert [one.product_id for one in found] == ["a", "b", "c"]


def test_orders_outside_the_window_are_not_named_as_evidence() -> None:
    sales = sold((91, "a"), (10, "b"))
    found = train_best_sellers(baskets_of(sales), NOW, PopularitySettings()).candidates(HERE, 5)
    assert {one.product_id: one.reason.support for one in found} == {"a": None, "b": 1}


def test_a_category_has_its_own_best_sellers() -> None:
    sales = sold((0, "mug bag"), (0, "bag"), (0, "cup"), categories={"mug": "tea", "cup": "tea"})
    best = train_best_sellers(baskets_of(sales), NOW, PopularitySettings())
    found = best.candidates(Context(now=NOW, category="tea"), 5)
    assert [one.product_id for one in found] == ["cup", "mug"]
    assert {one.reason.code for one in found} == {"best_seller_in_category"}
    assert best.candidates(Context(now=NOW, category="unheard of"), 5) == []


def test_trending_is_the_share_lately_over_the_usual_share() -> None:
    # usual: 12 orders a half-life of 60 days ago, 6 of them for each; lately: 8, all for "up"
    usual = [(60, "up"), (60, "flat")] * 6
    sales = sold(*usual, *[(0, "up")] * 8)
    settings = PopularitySettings(prior=1.0)
    found = train_trending(baskets_of(sales), NOW, settings).candidates(HERE, 5)
    forgotten = 0.5 ** (60 / 7)
    short_up, short_flat = 8 + 6 * forgotten, 6 * forgotten
    expected = (8 + 6 / 2) * (short_up + short_flat) / (8 + 12 / 2)
    assert [one.product_id for one in found] == ["up"]
    assert found[0].score == pytest.approx((short_up + 1) / (expected + 1))
    assert (found[0].reason.code, found[0].reason.support) == ("trending", 8)


def test_a_season_that_lifts_everything_lifts_nothing() -> None:
    sales = sold(*[(60, "a b")] * 5, *[(1, "a b")] * 50)
    assert train_trending(baskets_of(sales), NOW, PopularitySettings()).candidates(HERE, 5) == []


def test_two_lucky_sales_are_no_trend() -> None:
    sales = sold(*[(40, "steady")] * 30, (0, "lucky"), (0, "lucky"))
    found = train_trending(baskets_of(sales), NOW, PopularitySettings()).candidates(HERE, 5)
    assert "lucky" not in [one.product_id for one in found]


def test_an_order_from_the_future_counts_as_new_not_more() -> None:
    sales = sold((-400, "a"), (0, "b"))
    found = train_best_sellers(baskets_of(sales), NOW, PopularitySettings()).candidates(HERE, 5)
    assert [one.score for one in found] == [1.0, 1.0]


def test_recently_viewed_is_newest_first_once_each_without_the_present_page() -> None:
    context = Context(now=NOW, item="b", viewed=("c", "b", "a", "c"))
    found = RecentlyViewed().candidates(context, 5)
    assert [(one.product_id, one.score) for one in found] == [("c", 1.0), ("a", 0.5)]


@pytest.mark.parametrize(
    "wrong", [{"best_half_life": 0}, {"prior": 0.0}, {"short_half_life": 90 * DAY}]
)
def test_impossible_settings_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(BadConfiguration, match="half-li"):
        PopularitySettings(**wrong)


def test_columns_that_do_not_fit_are_refused_by_name() -> None:
    good = sold((0, "a b"))
    with pytest.raises(BadInput, match="differ in length"):
        baskets_of(Sales(("a",), (), (), good.order, good.product, good.quantity, good.at))
    with pytest.raises(BadInput, match="not in product_ids"):
        baskets_of(Sales(("a",), ("",), ("",), good.order, good.product, good.quantity, good.at))
    no_names = ("", "")
    twice = Sales(("a", "a"), no_names, no_names, good.order, good.product, good.quantity, good.at)
    with pytest.raises(BadInput, match="stands twice"):
        baskets_of(twice)
