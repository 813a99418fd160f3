"""Circles overlap by as much as two segments share."""

from __future__ import annotations

import math

import pytest

from tailorbird.dashboard.overlap import HEIGHT, WIDTH, circles
from tailorbird.segments.results import Overlap


@pytest.mark.parametrize(
    ("first", "both", "second"), [(5, 0, 5), (0, 3, 9), (100, 40, 7), (0, 10, 0), (1, 0, 10**6)]
)
def test_areas_are_as_the_numbers_and_fit_the_picture(first: int, both: int, second: int) -> None:
    shared = Overlap(only_first=first, both=both, only_second=second)
    one, other = circles(shared)
    assert one.r**2 * (second + both) == pytest.approx(other.r**2 * (first + both), rel=0.05)
    for circle in (one, other):
        assert circle.x - circle.r >= 0
        assert circle.x + circle.r <= WIDTH
        assert circle.r * 2 <= HEIGHT


def test_a_segment_within_another_is_drawn_within_it() -> None:
    one, other = circles(Overlap(only_first=0, both=3, only_second=9))
    assert math.isclose(other.x - one.x, other.r - one.r, abs_tol=0.1)


def test_nobody_at_all_is_no_fault() -> None:
    one, other = circles(Overlap(only_first=0, both=0, only_second=0))
    assert (one.r, other.r) == (0, 0)
