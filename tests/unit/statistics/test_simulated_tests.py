"""The simulator reckons as ``compare`` does, and errs as often as a method should."""

from __future__ import annotations

import numpy as np
import pytest

from tailorbird.statistics.comparing import compare
from tailorbird.statistics.simulating import (
    Pairs,
    believed,
    delayed,
    effective,
    ever,
    lift_misses,
    misses,
    revenue,
    shares,
    simulate,
)
from tailorbird.statistics.types import Method

RUNS, LOOKS = 40, 6
PLANNED = 3_000


def arms(sizes: tuple[int, int], runs: int = RUNS, looks: int = LOOKS) -> Pairs:
    random = np.random.default_rng(4)
    law = revenue(0.1, 50, 1.2)
    control, treatment = (simulate(random, law, runs, looks, each) for each in sizes)
    return Pairs(control, treatment)


@pytest.mark.parametrize("method", [Method.SEQUENCE, Method.FIXED])
@pytest.mark.parametrize("sizes", [(100, 100), (30, 300), (300, 30)])
def test_all_at_once_is_the_same_as_one_by_one(sizes: tuple[int, int], method: Method) -> None:
    found = arms(sizes)
    pairs = Pairs(found.control, found.treatment, method)
    truth, lift = 2.0, 0.4
    wrong = misses(pairs, truth, planned=PLANNED)
    wrong_lift = lift_misses(pairs, lift, planned=PLANNED)
    for run in range(RUNS):
        for look in range(LOOKS):
            said = compare(
                pairs.control.at(run, look),
                pairs.treatment.at(run, look),
                method=method,
                planned=PLANNED,
            )
            held = said.difference_range is None or truth in said.difference_range
            assert held is not bool(wrong[run, look])
            held = said.relative_range is None or lift in said.relative_range
            assert held is not bool(wrong_lift[run, look])


def test_one_looks_test_errs_with_every_look_and_the_sequence_does_not() -> None:
    random = np.random.default_rng(8)
    control, treatment = (simulate(random, shares(0.05), 1_000, 28, 500) for _ in range(2))
    once = misses(Pairs(control, treatment, Method.FIXED), 0, planned=28_000)
    always = misses(Pairs(control, treatment), 0, planned=28_000)
    assert 0.03 < once[:, -1].mean() < 0.07
    assert ever(once) > 0.2
    assert ever(always) < 0.05
    assert ever(believed(Pairs(control, treatment), 0.95)) > 0.35


def test_late_outcomes_all_come_in_the_end() -> None:
    found = delayed(np.random.default_rng(8), 0.2, 50, 5, each=100, days=4)
    assert list(found.n) == [100, 200, 300, 400, 500, 500, 500, 500]
    assert (np.diff(found.total, axis=1) >= 0).all()
    assert found.mean[:, -1].mean() == pytest.approx(0.2, abs=0.02)


def test_effective_outcomes_of_shares_are_those_who_did_it() -> None:
    found = simulate(np.random.default_rng(8), shares(0.05), 5, 3, 500)
    assert effective(found) == pytest.approx(found.total)
