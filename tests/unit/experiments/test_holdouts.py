"""Comparison groups: fair turns, what they cost, when they answer."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tailorbird.core.errors import BadInput
from tailorbird.experiments.holdouts import (
    Terms,
    Volume,
    check,
    group,
    held_out,
    orders_lost,
    outlook,
    rotation_after,
    terms_of,
    turns,
)
from tailorbird.statistics.power import in_all


@pytest.mark.parametrize("share", [50, 100, 294, 300, 333, 500, 700, 1_000, 3_000, 5_000])
def test_everybody_is_held_out_once_before_anybody_is_twice(share: int) -> None:
    held = [held_out(share, turn) for turn in range(turns(share))]
    assert held[0][0] == 0
    assert held[-1][1] == 10_000
    assert all(one[1] == after[0] for one, after in pairwise(held))
    assert held_out(share, turns(share)) == held[0]


def test_a_turn_says_the_terms_it_was_made_by() -> None:
    for share in (50, 51, 300, 333):
        terms = Terms(share=share, weeks=5, tactic="cart")
        for rotation in (0, 7):
            assert terms_of(group(terms, rotation, 1, 0)) == terms


def test_another_share_goes_on_behind_who_was_held_out_last() -> None:
    assert rotation_after(2_500, 1_000) == 3
    assert held_out(1_000, 3) == (3_000, 4_000)
    assert rotation_after(9_900, 1_000) == 0


def test_what_it_costs_is_the_lift_that_is_not_made() -> None:
    assert orders_lost(500, 1_000, 0.1) == pytest.approx(4.545, abs=0.001)
    assert orders_lost(1_000, 220, 0.1) == pytest.approx(2.0)


def test_looking_at_any_time_takes_nearly_twice_the_people_of_the_published_table() -> None:
    volume = Volume(people=10_000, orders=200)
    waits = {one.lift: one for one in outlook(1_000, volume).waits}
    one_look = {0.2: 108_917, 0.1: 431_506}  # what the table says of one look at the end
    for lift, people in one_look.items():
        assert in_all(0.02, lift, held=0.1) == pytest.approx(people, abs=1)
        assert waits[lift].people == pytest.approx(1.92 * people, rel=0.01)
    assert waits[0.2].months == pytest.approx((waits[0.2].people or 0) / 10_000)


def test_a_shop_without_orders_is_told_no_time() -> None:
    found = outlook(500, Volume(people=0, orders=0))
    assert found.orders_lost == 0
    assert {one.months for one in found.waits} == {None}


@pytest.mark.parametrize("terms", [Terms(share=49), Terms(share=5_001), Terms(share=500, weeks=0)])
def test_terms_that_cannot_be_are_refused(terms: Terms) -> None:
    with pytest.raises(BadInput):
        check(terms)
