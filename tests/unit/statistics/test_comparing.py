"""Comparing two arms: published values, laws, and sums that nobody expects."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailorbird.core.errors import BadInput
from tailorbird.statistics.comparing import compare, compare_adjusted, compare_ratios
from tailorbird.statistics.sequences import least_so_far
from tailorbird.statistics.types import Comparison, How, Method, Moments, Paired, Range, Why

CONTROL = Moments(3407, 1396.87, 52377.9767)
FEWER = Moments(3000, 1396.87, 52377.9767)
TREATMENT = Moments(3461, 2422.7, 134698.29)
VISITS = (Moments(21_306, 2_262, 2_262), Moments(21_307, 3_894, 3_894))
WHOLE = st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=30)
METHODS = st.sampled_from(Method)


def ends(found: Range | None) -> tuple[float, float]:
    assert found is not None
    return found.low, found.high


def test_welch_on_the_difference_and_on_the_relative_lift() -> None:
    said = compare(CONTROL, TREATMENT, method=Method.FIXED)
    assert ends(said.difference_range) == pytest.approx((0.04538, 0.53462), abs=5e-6)
    assert said.p == pytest.approx(0.02016, abs=5e-6)
    assert said.relative == pytest.approx(0.70732, abs=5e-6)
    assert ends(said.relative_range) == pytest.approx((-0.03526, 1.44989), abs=5e-6)
    assert said.relative_p == pytest.approx(0.06191, abs=5e-6)
    assert said.relative_how is How.DELTA


def test_the_sequence_on_the_relative_lift() -> None:
    said = compare(FEWER, TREATMENT, planned=1000, lift=How.DELTA)
    assert said.relative == pytest.approx(0.50336, abs=5e-6)
    assert ends(said.relative_range) == pytest.approx((-0.55844, 1.56516), abs=5e-6)
    assert said.relative_p == 1
    ours = compare(FEWER, TREATMENT, planned=1000)
    assert ours.relative_how is How.FIELLER
    assert ours.relative == said.relative
    assert ours.relative_p == ours.p == said.p


def test_a_very_small_probability_is_not_zero() -> None:
    assert compare(*VISITS, method=Method.FIXED).p == pytest.approx(1.364e-112, rel=1e-3)
    assert 0 < (compare(*VISITS).p or 0) < 1e-100


def test_a_baseline_near_zero_is_left_to_fieller_which_may_be_unbounded() -> None:
    near = compare(Moments(100, 3, 40), Moments(100, 9, 60), method=Method.FIXED)
    assert near.relative_how is How.FIELLER
    assert ends(near.relative_range) == (-math.inf, math.inf)
    assert near.relative == pytest.approx(2)
    clear = compare(Moments(400, 150, 3000), Moments(400, 300, 3000), method=Method.FIXED)
    assert clear.relative_how is How.FIELLER
    low, high = ends(clear.relative_range)
    assert low < 1 < high < math.inf


def test_a_negative_baseline_keeps_the_direction() -> None:
    worse = Moments(1000, -500, 1000)
    better = Moments(1000, -400, 1000)
    said = compare(worse, better, method=Method.FIXED)
    assert said.difference == pytest.approx(0.1)
    assert said.relative == pytest.approx(0.2)
    assert (said.p or 1) < 0.05
    fieller = compare(Moments(100, -50, 900), Moments(100, -30, 900), method=Method.FIXED)
    assert fieller.relative == pytest.approx(0.4)
    assert fieller.relative_how is How.FIELLER


@pytest.mark.parametrize(
    ("control", "treatment", "why"),
    [
        (Moments(), Moments(10, 4, 4), Why.TOO_FEW),
        (Moments(1, 1, 1), Moments(10, 4, 4), Why.TOO_FEW),
        (Moments(10, 10, 10), Moments(10, 10, 10), Why.NO_SPREAD),
        (Moments(10, 0, 0), Moments(10, 0, 0), Why.NO_SPREAD),
        (Moments(10, 1.0, 0.1), Moments(10, 2.0, 0.4), Why.NO_SPREAD),
        (Moments(10, math.inf, 4.0), Moments(10, 4, 4), Why.NOT_FINITE),
        (Moments(3, 10**200, 10**400), Moments(10, 4, 4), Why.NOT_FINITE),
    ],
)
def test_why_nothing_is_said(control: Moments, treatment: Moments, why: Why) -> None:
    for method in Method:
        for said in (
            compare(control, treatment, method=method),
            compare(treatment, control, method=method),
        ):
            assert said.why_not is why
            assert said.difference is said.p is said.relative is None


def test_without_a_baseline_there_is_a_difference_and_no_lift() -> None:
    said = compare(Moments(100, 0, 0), Moments(100, 5, 5))
    assert said.why_no_lift is Why.NO_BASELINE
    assert said.relative is None
    assert said.difference == pytest.approx(0.05)


def test_people_are_the_units_of_a_ratio() -> None:
    lines = [(10 * k, k) for k in range(1, 40)]
    said = compare_ratios(
        Paired.of(lines),
        Paired.of([(11 * k + k % 2, k) for _, k in lines]),
        method=Method.FIXED,
    )
    assert said.control_mean == 10
    assert said.relative == pytest.approx((11 * 780 + 20) / 780 / 10 - 1)
    few = compare_ratios(Paired.of([(1, 0), (2, 0)]), Paired.of([(1, 1), (2, 1)]))
    assert few.why_not is Why.NO_BASELINE
    assert compare_ratios(Paired(), Paired.of(lines)).why_not is Why.TOO_FEW


def test_a_covariate_that_foretells_much_narrows_the_range_and_is_measured() -> None:
    people = [((k * 7919) % 101, k) for k in range(400)]
    control = Paired.of([(x + k % 3, x) for x, k in people])
    treatment = Paired.of([(x + k % 3 + 1, x) for x, k in people])
    plain = compare(control.outcome, treatment.outcome, method=Method.FIXED)
    adjusted = compare_adjusted(control, treatment, method=Method.FIXED)
    assert (adjusted.reduction or 0) > 0.99
    assert (adjusted.difference_error or 1) < (plain.difference_error or 0) / 10
    assert adjusted.difference == pytest.approx(1)


def test_a_covariate_without_spread_changes_nothing() -> None:
    control, treatment = Paired.of([(1, 0), (5, 0)]), Paired.of([(2, 0), (4, 0)])
    adjusted = compare_adjusted(control, treatment)
    assert (adjusted.theta, adjusted.reduction) == (0, 0)
    assert adjusted.difference_range == compare(control.outcome, treatment.outcome).difference_range
    assert compare_adjusted(Paired(), treatment).why_not is Why.TOO_FEW


@given(st.lists(st.integers(-(10**30), 10**30)))
def test_people_may_be_added_in_any_order(values: list[int]) -> None:
    parts = [Moments.of([value]) for value in values]
    together = sum(parts[::-1], Moments())
    assert together == Moments.of(values)
    assert together - Moments.of(values[:1]) == Moments.of(values[1:])


@given(WHOLE, WHOLE, METHODS)
def test_swapping_the_arms_turns_the_difference_round(
    left: list[int], right: list[int], method: Method
) -> None:
    one = compare(Moments.of(left), Moments.of(right), method=method)
    other = compare(Moments.of(right), Moments.of(left), method=method)
    if one.difference_range is None:
        assert other.why_not == one.why_not
        return
    low, high = ends(other.difference_range)
    assert ends(one.difference_range) == pytest.approx((-high, -low), rel=1e-9, abs=1e-9)
    assert (one.p or 0) == pytest.approx(other.p or 0, rel=1e-9)


@given(WHOLE, WHOLE, METHODS, st.integers(1, 10**6))
def test_another_currency_scales_the_difference_and_leaves_the_lift_alone(
    left: list[int], right: list[int], method: Method, rate: int
) -> None:
    plain = compare(Moments.of(left), Moments.of(right), method=method)
    money = compare(_times(left, rate), _times(right, rate), method=method)
    assert money.why_not == plain.why_not
    if plain.why_not is None:
        expected = [rate * end for end in ends(plain.difference_range)]
        assert ends(money.difference_range) == pytest.approx(expected, rel=1e-9)
        assert (money.p or 0) == pytest.approx(plain.p or 0, rel=1e-9)
    if plain.relative_range is not None and plain.relative_how is How.DELTA:
        assert ends(money.relative_range) == pytest.approx(ends(plain.relative_range), rel=1e-6)


@given(WHOLE, WHOLE, METHODS)
def test_a_higher_level_gives_a_wider_range(
    left: list[int], right: list[int], method: Method
) -> None:
    said = [
        compare(Moments.of(left), Moments.of(right), method=method, alpha=alpha)
        for alpha in (0.2, 0.05, 0.01)
    ]
    if said[0].why_not is None:
        widths = [_width(one) for one in said]
        assert widths == sorted(widths)


@given(st.integers(100, 10**6), st.floats(0.01, 0.99), st.integers(1, 10**7))
def test_the_sequence_is_never_narrower_than_the_range_for_one_look(
    n: int, share: float, planned: int
) -> None:
    events = max(2, int(n * share))
    arm = Moments(n, events, events)
    once = compare(arm, arm, method=Method.FIXED)
    if once.why_not is None:
        assert _width(compare(arm, arm, planned=planned)) > _width(once)


NUMBERS = st.one_of(
    st.integers(), st.floats(), st.integers(-(10**300), 10**300), st.sampled_from([0, 0.0, 1e308])
)


@settings(max_examples=300)
@given(st.lists(NUMBERS, min_size=10, max_size=10), st.integers(0, 3), st.integers(0, 10**9))
def test_no_sums_make_it_raise(sums: list[float], few: int, many: int) -> None:
    left, right = Paired(few, *sums[:5]), Paired(many, *sums[5:])
    for method in Method:
        compare(left.outcome, right.outcome, method=method, spread=0.1)
        compare_ratios(right, left, method=method)
        compare_adjusted(left, right, method=method)


@pytest.mark.parametrize(
    "wrong", [{"alpha": 0}, {"alpha": 1.5}, {"planned": 0}, {"spread": -1}, {"lift": How.POSTERIOR}]
)
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput) as refused:
        compare(CONTROL, TREATMENT, **wrong)  # type: ignore[arg-type]
    assert refused.value.field in wrong


def _times(values: list[int], rate: int) -> Moments:
    return Moments.of([value * rate for value in values])


def _width(said: Comparison) -> float:
    low, high = ends(said.difference_range)
    return high - low


def test_a_much_smaller_arm_borrows_the_spread_of_both() -> None:
    small, large = Moments(100, 500, 4_000), Moments(900, 5_400, 90_000)
    said = compare(small, large)
    assert said.borrowed
    welch = compare(small, large, method=Method.FIXED)
    assert (said.difference_error or 0) > 1.2 * (welch.difference_error or 1)
    assert not compare(small, large, method=Method.FIXED).borrowed
    assert not compare(large, large).borrowed
    assert not compare(Moments(100, 500, 40_000), large).borrowed


def test_what_was_shown_once_stays_shown() -> None:
    assert least_so_far([0.9, 0.04, 0.3, 0.01]) == [0.9, 0.04, 0.04, 0.01]
    assert least_so_far([]) == []


def test_few_outcomes_are_called_early() -> None:
    assert compare(Moments(1000, 9, 9), Moments(1000, 50, 50)).early
    assert not compare(Moments(1000, 12, 12), Moments(1000, 50, 50)).early
    assert compare(Moments(1000, 995, 995), Moments(1000, 950, 950)).early


def test_what_is_believed_of_shares_is_exact_and_of_other_means_normal() -> None:
    said = compare(Moments(100, 49, 49), Moments(100, 51, 51), method=Method.BAYES)
    assert said.chance_to_beat == pytest.approx(0.610771, abs=5e-7)
    assert said.relative_how is How.POSTERIOR
    assert said.p is None
    other = compare(Moments(100, 49, 60), Moments(100, 51, 61), method=Method.BAYES)
    assert other.relative_how in {How.DELTA, How.FIELLER}
    assert 0.5 < (other.chance_to_beat or 0) < 0.7
    assert (other.expected_loss or 0) > 0


@given(WHOLE, WHOLE, st.sampled_from([Method.SEQUENCE, Method.FIXED, Method.MSPRT]))
def test_p_is_below_the_level_where_the_range_leaves_out_zero(
    left: list[int], right: list[int], method: Method
) -> None:
    said = compare(Moments.of(left), Moments.of(right), method=method, spread=1000.0)
    for found, p in ((said.difference_range, said.p), (said.relative_range, said.relative_p)):
        if found is not None and p is not None and found.bounded and abs(p - 0.05) > 1e-9:
            assert (0 in found) is (p > 0.05)
