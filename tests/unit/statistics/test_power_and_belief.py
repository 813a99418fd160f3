"""How many people, what they show, and what to believe: the laws beside the tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.core.errors import BadInput
from tailorbird.statistics import bayes, thompson
from tailorbird.statistics.bayes import Beta
from tailorbird.statistics.power import (
    Aim,
    chance_to_see,
    in_all,
    in_all_for_means,
    per_arm,
    smallest_difference,
    smallest_lift,
)
from tailorbird.statistics.types import Method

SHARES = st.floats(0.001, 0.5)


@given(SHARES, st.floats(0.02, 0.9), st.floats(0.05, 0.95))
def test_what_so_many_people_show_is_what_takes_so_many(
    baseline: float, lift: float, held: float
) -> None:
    people = in_all(baseline, lift, held=held)
    sizes = round(people * held), round(people * (1 - held))
    if min(sizes) > 1000:
        assert smallest_lift(baseline, *sizes) == pytest.approx(lift, rel=0.01)


@given(st.floats(0.1, 100), st.floats(0.01, 10))
def test_the_least_difference_is_seen_as_often_as_wanted(variance: float, gap: float) -> None:
    people = in_all_for_means(variance, variance, gap)
    if people > 1000:
        found = smallest_difference(variance, variance, people // 2, people // 2)
        assert found == pytest.approx(gap, rel=2e-3)
        error = (4 * variance / people) ** 0.5
        assert chance_to_see(gap, error) == pytest.approx(0.8, abs=2e-3)


def test_looking_at_any_time_takes_about_twice_as_many() -> None:
    once, always = per_arm(0.02, 0.1), per_arm(0.02, 0.1, aim=Aim(method=Method.SEQUENCE))
    assert always / once == pytest.approx(1.915, abs=1e-3)
    assert per_arm(0.02, 0.1, aim=Aim(power=0.9)) > once


def test_too_few_people_show_nothing() -> None:
    assert smallest_lift(0.5, 3, 3) is None
    assert smallest_lift(0.0, 300, 300) is None
    assert smallest_difference(1, 1, 0, 10) == math.inf
    assert chance_to_see(1.0, 0.0) == 1
    assert chance_to_see(0.0, 1.0) == pytest.approx(0.05)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: per_arm(0.02, 0.0),
        lambda: per_arm(0.6, 0.9),
        lambda: in_all(0.02, 0.1, held=1.0),
        lambda: in_all_for_means(1, 1, 0),
    ],
)
def test_what_no_number_of_people_shows_is_refused(ask: object) -> None:
    with pytest.raises(BadInput):
        ask()  # type: ignore[operator]


@given(st.integers(1, 10**5), st.floats(0, 1), st.floats(0, 1))
def test_chances_of_both_arms_add_up_to_one(n: int, one: float, other: float) -> None:
    arms = [Beta().after(int(n * share), n) for share in (one, other)]
    forth, back = bayes.chance_to_beat(*arms), bayes.chance_to_beat(*arms[::-1])
    assert forth + back == pytest.approx(1, abs=1e-9)
    assert bayes.expected_loss(*arms) >= 0


def test_belief_agrees_with_drawing_from_it() -> None:
    arms = Beta().after(49, 100), Beta().after(60, 100)
    random = np.random.default_rng(3)
    one, other = (random.beta(arm.a, arm.b, 400_000) for arm in arms)
    said = bayes.believe(*arms, 0.1)
    assert said.chance_to_beat == pytest.approx((other > one).mean(), abs=3e-3)
    assert said.expected_loss == pytest.approx(np.maximum(one - other, 0).mean(), rel=0.03)
    low, high = np.quantile(other - one, [0.05, 0.95])
    assert said.difference_range.low == pytest.approx(low, abs=2e-3)
    assert said.difference_range.high == pytest.approx(high, abs=2e-3)
    low, high = np.quantile(other / one - 1, [0.05, 0.95])
    assert said.relative_range.low == pytest.approx(low, abs=5e-3)
    assert said.relative_range.high == pytest.approx(high, abs=5e-3)


def test_beliefs_far_apart_and_very_sharp_are_kept_apart() -> None:
    arms = Beta().after(1_000, 10**6), Beta().after(900_000, 10**6)
    assert bayes.chance_to_beat(*arms) == pytest.approx(1)
    assert bayes.expected_loss(*arms[::-1]) == pytest.approx(0.899, abs=1e-3)
    assert bayes.expected_loss(*arms) < 1e-12


def test_a_prior_draws_towards_itself() -> None:
    mean, spread = bayes.with_prior(2.0, 1.0, mean=0.0, spread=1.0)
    assert mean == 1
    assert spread == pytest.approx(0.5**0.5)
    assert bayes.normal_loss(0.5, 0.4) == pytest.approx(
        bayes.normal_loss(-0.5, 0.4) - 0.5, abs=1e-12
    )


def test_each_arms_chance_of_being_best() -> None:
    arms = [Beta().after(10, 100), Beta().after(12, 100), Beta().after(30, 100)]
    said = thompson.chances_of_best(arms, 2_000, np.random.default_rng(1))
    assert sum(said) == 1
    assert said[2] > 0.99
    assert said == thompson.chances_of_best(arms, 2_000, np.random.default_rng(1))
    with pytest.raises(BadInput):
        thompson.chances_of_best([], 10, np.random.default_rng(1))
