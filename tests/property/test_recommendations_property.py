"""Laws of counting, forgetting and ranking that hold for any orders."""

import math
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from tailorbird.core.clock import DAY
from tailorbird.recommendations import pairs
from tailorbird.recommendations.baskets import baskets_of
from tailorbird.recommendations.bought_together import TogetherSettings, train_bought_together
from tailorbird.recommendations.decay import decay_weights
from tailorbird.recommendations.types import Context, Sales

NOW = 20_000 * DAY
PRODUCTS = tuple("abcdefgh")
orders = st.lists(st.lists(st.sampled_from(PRODUCTS), min_size=1, max_size=8), max_size=40)
titles = st.lists(
    st.sampled_from(("red owl mug", "blue owl mug", "tea tin", "")), min_size=8, max_size=8
)


def as_sales(given_orders: list[list[str]], names: list[str] | None = None) -> Sales:
    lines = [(n, PRODUCTS.index(p)) for n, order in enumerate(given_orders) for p in order]
    return Sales(
        product_ids=PRODUCTS,
        titles=tuple(names or [""] * len(PRODUCTS)),
        categories=("",) * len(PRODUCTS),
        order=np.array([line[0] for line in lines], np.int32),
        product=np.array([line[1] for line in lines], np.int32),
        quantity=np.ones(len(lines), np.int32),
        at=np.array([NOW - line[0] * DAY for line in lines], np.int64),
    )


@given(orders, st.integers(1, 3))
def test_pairs_counted_in_blocks_equal_pairs_counted_one_by_one(
    given_orders: list[list[str]], least: int
) -> None:
    baskets = baskets_of(as_sales(given_orders))
    weights = np.arange(len(baskets.at), dtype=np.float64) + 1
    expected: dict[tuple[int, int], list[float]] = {}
    for order, weight in zip(given_orders, weights, strict=True):
        for one, other in combinations(sorted({PRODUCTS.index(p) for p in order}), 2):
            expected.setdefault((one, other), []).append(weight)
            expected.setdefault((other, one), []).append(weight)
    got = {
        (first, second): (together, weighed)
        for block in pairs.count_pairs(baskets, weights, least, block_entries=24)
        for first, second, together, weighed in zip(
            block.first.tolist(),
            block.second.tolist(),
            block.together.tolist(),
            block.weighed.tolist(),
            strict=True,
        )
    }
    assert got == {k: (len(v), sum(v)) for k, v in expected.items() if len(v) >= least}


@given(orders, titles, st.integers(0, 3), st.lists(st.sampled_from(PRODUCTS), max_size=4))
def test_lists_are_sorted_without_repeats_and_hold_every_proven_partner(
    given_orders: list[list[str]], names: list[str], most_alike: int, cart: list[str]
) -> None:
    baskets = baskets_of(as_sales(given_orders, names))
    plain = train_bought_together(baskets, NOW, TogetherSettings(most_alike=0))
    shown = train_bought_together(baskets, NOW, TogetherSettings(most_alike=most_alike))
    asked = [Context(now=NOW, item=item) for item in PRODUCTS]
    for context in [*asked, Context(now=NOW, cart=tuple(cart))]:
        found = shown.candidates(context, 100)
        assert [(-one.score, one.product_id) for one in found] == sorted(
            (-one.score, one.product_id) for one in found
        )
        assert not {one.product_id for one in found} & {context.item, *context.cart}
        same = {one.product_id for one in plain.candidates(context, 100)}
        assert {one.product_id for one in found} == same
        assert len(same) == len(found)
        assert all(one.reason.support is not None and one.reason.support >= 3 for one in found)
        assert all(one.reason.lift is not None and one.reason.lift > 1 for one in found)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_g_squared_is_never_below_zero_and_the_same_both_ways(
    both: int, one: int, other: int, neither: int
) -> None:
    total = both + one + other + neither
    first, second = np.array([both + one]), np.array([both + other])
    there = pairs.log_likelihood_ratio(np.array([both]), first, second, total)
    back = pairs.log_likelihood_ratio(np.array([both]), second, first, total)
    assert there[0] >= 0
    assert math.isfinite(there[0])
    assert_allclose(there, back, atol=1e-9)


@given(
    st.lists(st.integers(0, 400), max_size=20),
    st.lists(st.integers(0, 30), max_size=20),
    st.integers(1, 100),
)
def test_old_sums_forgotten_further_plus_new_ones_equal_counting_again(
    old: list[int], new: list[int], half_life: int
) -> None:
    later = NOW + 30 * DAY
    before = np.array([NOW - days * DAY for days in old], np.int64)
    since = np.array([later - days * DAY for days in new], np.int64)
    life = half_life * DAY
    kept = decay_weights(before, NOW, life).sum() * 0.5 ** (30 / half_life)
    again = decay_weights(np.r_[before, since], later, life).sum()
    assert_allclose(kept + decay_weights(since, later, life).sum(), again, rtol=1e-9)
