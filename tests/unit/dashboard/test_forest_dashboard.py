"""Likely ranges in their places."""

from __future__ import annotations

from tailorbird.dashboard.forest import funnel, reach_of, whisker
from tailorbird.measurement.service import Day
from tailorbird.statistics.comparing import compare
from tailorbird.statistics.types import Comparison, Moments


def beside(people: int, control: int, treatment: int) -> Comparison:
    """Compare two shares of so many people an arm."""
    return compare(_arm(people, control), _arm(people, treatment))


def _arm(people: int, did: int) -> Moments:
    return Moments.of([1] * did + [0] * (people - did))


def test_no_difference_is_the_middle_and_more_is_to_the_right_of_it() -> None:
    said = beside(10_000, 1_000, 1_400)
    reach = reach_of([said])
    drawn = whisker(said, reach)
    assert drawn is not None
    assert drawn.middle is not None
    assert 50 < drawn.low < drawn.middle < drawn.high == 100
    assert not drawn.beyond_high
    less = whisker(beside(10_000, 1_400, 1_000), reach)
    assert less is not None
    assert less.high < 50


def test_what_lies_beyond_the_picture_is_told_and_has_no_middle_in_it() -> None:
    said = beside(10_000, 300, 900)
    drawn = whisker(said, reach_of([said]))
    assert drawn is not None
    assert (drawn.middle, drawn.high, drawn.beyond_high, drawn.beyond_low) == (
        None,
        100,
        True,
        False,
    )


def test_what_has_no_range_is_not_drawn() -> None:
    assert whisker(beside(1, 0, 1), 1.0) is None


def test_a_range_over_time_is_drawn_from_the_second_day_on() -> None:
    days = [
        Day(day=day, variation="b", comparison=beside(1_000 * day, 100 * day, 120 * day))
        for day in range(1, 6)
    ]
    assert funnel(days[:1]) is None
    drawn = funnel(days)
    assert drawn is not None
    assert drawn.zero == 70
    assert drawn.area.startswith("M0,")
    assert drawn.area.endswith("Z")
    assert drawn.line.count("L") == 4
