"""Many comparisons, replays by resampling, and what another rule would have earned."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from tailorbird.core.errors import BadInput
from tailorbird.statistics.multiple import benjamini_hochberg, holm
from tailorbird.statistics.off_policy import (
    Logged,
    doubly_robust,
    inverse_propensity,
    normalised,
)
from tailorbird.statistics.resampling import paired

PS = st.lists(st.floats(0, 1), max_size=30)


@given(PS)
def test_benjamini_and_hochberg_as_scipy_has_it(ps: list[float]) -> None:
    expected = list(false_discovery_control(ps)) if ps else []
    assert benjamini_hochberg(ps) == pytest.approx(expected)


@given(PS)
def test_holm_is_never_below_the_others_and_keeps_their_order(ps: list[float]) -> None:
    careful, found = holm(ps), benjamini_hochberg(ps)
    assert all(a >= b - 1e-12 for a, b in zip(careful, found, strict=True))
    assert all(1 >= a >= p for a, p in zip(careful, ps, strict=True))
    order = sorted(range(len(ps)), key=ps.__getitem__)
    assert [careful[at] for at in order] == sorted(careful)


def test_holms_own_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_a_p_that_is_none_is_refused() -> None:
    for wrong in (float("nan"), -0.1, 1.1):
        with pytest.raises(BadInput):
            holm([0.5, wrong])


def test_a_replay_pairs_what_both_ways_made_of_the_same_people() -> None:
    random = np.random.default_rng(2)
    hard = random.normal(0, 10, 500)
    said = paired(hard + 1, hard, random, draws=200)
    assert said is not None
    assert said.value == pytest.approx(1)
    assert (said.range.low, said.range.high) == pytest.approx((1, 1))


def test_a_replays_range_is_about_that_of_a_mean_and_the_same_for_a_seed() -> None:
    gained = np.random.default_rng(5).normal(0.3, 1, 1_000)
    one, other = (
        paired(gained, np.zeros(1_000), np.random.default_rng(1), draws=2_000) for _ in range(2)
    )
    assert one is not None
    assert one == other
    half = 1.96 * gained.std() / 1_000**0.5
    assert (one.range.high - one.range.low) / 2 == pytest.approx(half, rel=0.1)


def test_who_tried_more_often_counts_more_often() -> None:
    said = paired(
        np.array([3, 0]), np.array([0, 0]), np.random.default_rng(1), units=np.array([3, 1])
    )
    assert said is not None
    assert said.value == pytest.approx(0.75)
    assert paired(np.array([]), np.array([]), np.random.default_rng(1)) is None
    with pytest.raises(BadInput):
        paired(np.array([1.0]), np.array([1.0, 2.0]), np.random.default_rng(1))


def _logged(n: int) -> tuple[Logged, float]:
    """Two things; the better one was shown to one in five and would be shown to four in five."""
    random = np.random.default_rng(9)
    better = random.random(n) < 0.2
    rewards = (random.random(n) < np.where(better, 0.3, 0.1)).astype(float)
    chances, others = np.where(better, 0.2, 0.8), np.where(better, 0.8, 0.2)
    guessed = np.where(better, 0.25, 0.1)
    other = np.full(n, 0.8 * 0.25 + 0.2 * 0.1)
    return Logged(rewards, chances, others, guessed, other), 0.8 * 0.3 + 0.2 * 0.1


def test_what_another_rule_would_have_earned() -> None:
    logged, truth = _logged(200_000)
    for way in (inverse_propensity, normalised, doubly_robust):
        said = way(logged)
        assert said.mean == pytest.approx(truth, abs=4 * said.error)
        assert said.error < 0.005
        assert 0 < said.effective < 200_000
    assert doubly_robust(logged).error < inverse_propensity(logged).error


def test_what_could_not_have_been_shown_is_refused() -> None:
    one = np.array([1.0])
    with pytest.raises(BadInput):
        inverse_propensity(Logged(one, np.array([0.0]), one))
    with pytest.raises(BadInput):
        doubly_robust(Logged(one, one, one))
