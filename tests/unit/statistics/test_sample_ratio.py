"""The sample-ratio check: published counts, weights of the design, leaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.core.errors import BadInput
from tailorbird.statistics.sample_ratio import check, units_to_catch

ROWS = [
    ((821_588, 815_482), (1, 1), 22.7744, 1.8218e-06),
    ((5_000, 5_200), (1, 1), 3.9216, 0.047670),
    ((50_000, 50_600), (1, 1), 3.5785, 0.058531),
    ((9_000, 1_150), (90, 10), 19.9507, 7.9463e-06),
    ((21_306, 21_307, 21_387), (1, 1, 1), 0.2025, 0.903693),
]


@pytest.mark.parametrize(("observed", "weights", "chi2", "p"), ROWS)
def test_published_counts(
    observed: tuple[int, ...], weights: tuple[int, ...], chi2: float, p: float
) -> None:
    said = check(observed, weights)
    assert said.chi2 == pytest.approx(chi2, abs=5e-5)
    assert said.p == pytest.approx(p, rel=5e-5)
    assert said.alarm is (p < 0.001)
    assert said.freedom == len(observed) - 1


def test_people_to_catch_a_leaning() -> None:
    assert units_to_catch(0.51) == 42_684
    assert units_to_catch(0.505) == 170_743
    with pytest.raises(BadInput):
        units_to_catch(0.5)


def test_an_arm_of_weight_zero_takes_no_part_and_its_people_are_leaks() -> None:
    said = check([5_000, 5_200, 7], [50, 50, 0])
    assert (said.freedom, said.leaked) == (1, 7)
    assert said.p == check([5_000, 5_200], [1, 1]).p


def test_too_little_to_say() -> None:
    assert check([0, 0], [1, 1]).p == 1
    assert check([5], [1]).p == 1
    assert check([5, 3], [1, 0]) == check([5, 3], [9, 0])


def test_the_p_for_any_number_of_looks_is_the_more_careful_one() -> None:
    lopsided = check([821_588, 815_482], [1, 1])
    assert lopsided.p < lopsided.always_p < 0.001
    assert check([50, 51], [1, 1]).always_p > 0.9


@pytest.mark.parametrize(
    ("observed", "weights"),
    [([1], [1, 1]), ([-1, 2], [1, 1]), ([1, 2], [1, -1]), ([1, 2], [0, 0]), ([1], [float("nan")])],
)
def test_what_is_no_design_is_refused(observed: list[int], weights: list[float]) -> None:
    with pytest.raises(BadInput):
        check(observed, weights)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 100)), min_size=2, max_size=6))
def test_the_order_of_arms_and_the_unit_of_weights_do_not_matter(
    arms: list[tuple[int, int]],
) -> None:
    said = check([seen for seen, _ in arms], [weight for _, weight in arms])
    turned = check([seen for seen, _ in arms[::-1]], [weight / 7 for _, weight in arms[::-1]])
    assert turned.chi2 == pytest.approx(said.chi2)
    assert turned.p == pytest.approx(said.p, rel=1e-6)
    assert turned.always_p == pytest.approx(said.always_p, rel=1e-6)
