"""The hold-out measure, on orders whose answers are plain to see."""

import numpy as np
import pytest

from tailorbird.core.clock import DAY
from tailorbird.recommendations.bought_together import TogetherSettings
from tailorbird.recommendations.evaluation import OURS, Evaluation, evaluate_bought_together
from tailorbird.recommendations.types import Sales

CUT = 20_000 * DAY
UNTIL = CUT + 30 * DAY


def orders(*given: tuple[int, str]) -> Sales:
    """Each order is (days after the cut, products separated by blanks)."""
    lines = [(n, p, CUT + day * DAY) for n, (day, order) in enumerate(given) for p in order.split()]
    ids = tuple(sorted({product for _, product, _ in lines}))
    return Sales(
        product_ids=ids,
        titles=ids,
        categories=("",) * len(ids),
        order=np.array([line[0] for line in lines], np.int32),
        product=np.array([ids.index(line[1]) for line in lines], np.int32),
        quantity=np.ones(len(lines), np.int32),
        at=np.array([line[2] for line in lines], np.int64),
    )


LEARNED = [(-5, "tea cup")] * 5 + [(-5, "ink pen")] * 4 + [(-5, "soap")] * 30


def measure(*held_out: tuple[int, str], seed: int = 1) -> Evaluation:
    sales = orders(*LEARNED, *held_out)
    return evaluate_bought_together(sales, CUT, UNTIL, np.random.default_rng(seed))


def test_every_number_reckoned_by_hand() -> None:
    # tea -> cup right, cup -> tea right, soap -> nothing; ink -> pen wrong, soap -> nothing
    found = measure((1, "tea cup soap"), (2, "ink soap"))
    ours = next(row for row in found.rankings if row.ranking == OURS)
    assert (found.trained_orders, found.held_out_orders, found.questions) == (39, 2, 5)
    assert ours.hit_rate.value == pytest.approx(2 / 5)
    assert ours.hit_rate_by_order.value == pytest.approx((2 / 3 + 0) / 2)
    assert ours.recall == pytest.approx((1 / 2 + 1 / 2) / 5)
    assert ours.precision == pytest.approx(2 / 5 / 10)
    assert ours.reciprocal_rank == pytest.approx(2 / 5)
    assert ours.products_shown == 4


def test_new_products_single_products_and_other_days_are_not_asked() -> None:
    found = measure((1, "tea cup brandnew"), (2, "tea"), (3, "tea brandnew"), (30, "tea cup"))
    assert (found.held_out_orders, found.questions) == (1, 2)


def test_what_is_held_out_is_not_learned() -> None:
    found = measure(*[(1, "tea soap")] * 20)
    assert all(row.hit_rate.value == 0 for row in found.rankings)


def test_the_same_seed_gives_the_same_intervals_and_they_hold_the_value() -> None:
    held_out = [(1, "tea cup"), (1, "tea soap"), (2, "ink pen soap")]
    assert measure(*held_out) == measure(*held_out)
    for row in measure(*held_out).rankings:
        assert row.hit_rate.low <= row.hit_rate.value <= row.hit_rate.high


def test_equal_rankings_differ_by_nothing() -> None:
    found = measure((1, "tea cup"), (2, "ink pen"))
    over_raw = next(gain for gain in found.differences if gain.over == "raw co-occurrence")
    assert (over_raw.hit_rate.low, over_raw.hit_rate.high) == (0, 0)
    assert not over_raw.hit_rate.above_zero


def test_nothing_held_out_is_measured_as_nothing() -> None:
    found = measure()
    assert (found.held_out_orders, found.questions) == (0, 0)
    assert {row.hit_rate.value for row in found.rankings} == {0.0}


def test_settings_reach_the_ranking() -> None:
    sales = orders(*LEARNED, (1, "ink pen"), (1, "tea cup"))
    strict = TogetherSettings(least_together=5)
    found = evaluate_bought_together(sales, CUT, UNTIL, np.random.default_rng(1), strict)
    ours = next(row for row in found.rankings if row.ranking == OURS)
    assert ours.hit_rate.value == pytest.approx(0.5)
