"""Means and variances out of sums: to the last digit, whatever the size."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.statistics.exact import covariance, quotient, share, variance_of_rest
from tailorbird.statistics.types import Moments, Paired

WHOLE = st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 1000)), min_size=2)


@given(WHOLE)
def test_whole_numbers_lose_no_digit(pairs: list[tuple[int, int]]) -> None:
    values = [y for y, _ in pairs]
    expected = float(statistics.variance([statistics.mean([value]) for value in values]))
    assert Moments.of(values).variance == pytest.approx(expected, rel=1e-12)


def test_a_little_spread_on_something_huge_is_seen() -> None:
    huge = 10**18
    assert Moments.of([huge, huge + 1, huge + 2]).variance == 1
    assert Paired.of([(huge + k, 10**15 - k) for k in range(3)]).covariance == -1


def test_floats_that_are_all_the_same_have_no_spread() -> None:
    assert Moments.of([0.1] * 10).variance == 0
    assert Moments.of([0.1, 0.2]).variance == pytest.approx(0.005)


def test_numbers_of_numpy_do_not_run_over() -> None:
    total, squares = (np.array([4 * 10**9, 8 * 10**18]))[:]
    assert Moments(2, total, squares).variance == 0


def test_nobody_has_no_mean_and_one_no_spread() -> None:
    assert math.isnan(Moments().mean)
    assert math.isnan(Moments(1, 5, 25).variance)
    assert math.isnan(covariance(1, 1, 1, 1))


def test_what_no_float_can_hold_is_infinite_with_its_sign() -> None:
    assert quotient(10**400, 3) == math.inf
    assert quotient(-(10**400), 3) == quotient(10**400, -3) == -math.inf
    assert math.isnan(quotient(1, 0))
    assert math.isnan(quotient(math.inf, 2))


@given(WHOLE)
def test_the_rest_after_a_ratio_is_reckoned_as_if_person_by_person(
    pairs: list[tuple[int, int]],
) -> None:
    sums = Paired.of(pairs)
    ratio = share(sums.y, sums.x)
    found = variance_of_rest(sums.n, (sums.y, sums.yy, sums.x, sums.xx, sums.xy), ratio)
    if ratio is None:
        assert math.isnan(found)
        return
    each = statistics.variance([y - ratio * x for y, x in pairs])
    assert found == pytest.approx(float(each), rel=1e-12)
