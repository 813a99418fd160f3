from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.dashboard.charts import (
    LABELS,
    TOP,
    Chart,
    Point,
    area_path,
    chart,
    sparkline,
    ticks,
)

AMOUNTS = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).map(lambda v: round(v, 2))


def drawn(values: list[float], kind: str = "bars", before: list[float] | None = None) -> Chart:
    return chart(
        [Point(label=str(i), value=v, shown=str(v)) for i, v in enumerate(values)],
        kind=kind,
        name="orders",
        title="Orders",
        description="Orders per day",
        write=str,
        before=before or [],
    )


@pytest.mark.parametrize(
    ("low", "high", "whole", "expected"),
    [
        (0, 87, False, [0, 25, 50, 75, 100]),
        (0, 0.3, False, [0, 0.1, 0.2, 0.3]),
        (0, 3, True, [0, 1, 2, 3]),
        (0, 0, True, [0, 1]),
        (-30, 70, False, [-50, -25, 0, 25, 50, 75]),
    ],
)
def test_a_scale_has_round_steps_that_cover_the_values(
    low: float, high: float, whole: bool, expected: list[float]
) -> None:
    assert ticks(low, high, whole=whole) == pytest.approx(expected)


@given(st.lists(AMOUNTS, max_size=2), st.booleans())
def test_a_scale_covers_zero_and_everything_in_few_even_steps(
    ends: list[float], whole: bool
) -> None:
    low, high = min(ends, default=0), max(ends, default=0)
    scale = ticks(low, high, whole=whole)
    step = scale[1] - scale[0]
    slack = 1e-6 * step
    assert scale[0] <= min(low, 0) + slack
    assert scale[-1] >= max(high, 0) - slack
    assert 2 <= len(scale) <= 6
    assert all(b - a == pytest.approx(step) for a, b in pairwise(scale))
    if whole:
        assert all(value == int(value) for value in scale)


def test_a_bar_stands_on_the_base_and_is_as_high_as_its_value() -> None:
    picture = drawn([50, 100, 0])
    room = picture.height - TOP - LABELS
    assert [mark.height for mark in picture.marks] == [room / 2, room, 0]
    assert all(mark.y + mark.height == picture.base for mark in picture.marks)


def test_a_day_with_more_refunds_than_sales_hangs_below_the_base() -> None:
    up, down = drawn([100, -100]).marks
    assert up.y < up.y + up.height == down.y
    assert down.end == down.y + down.height


@given(st.lists(AMOUNTS, min_size=1, max_size=120))
def test_everything_is_inside_the_picture_and_the_bands_fill_it(values: list[float]) -> None:
    picture = drawn(values)
    for mark in picture.marks:
        assert TOP <= mark.y <= mark.y + mark.height <= picture.height - LABELS + 0.02
        assert mark.x <= mark.bar_x <= mark.bar_x + mark.bar_width <= mark.x + mark.width + 0.002
    last = picture.marks[-1]
    assert last.x + last.width == pytest.approx(100, abs=0.1)


def test_the_series_before_is_one_stitch_for_each_bar_and_a_line_for_an_area() -> None:
    assert drawn([1, 2, 3], before=[3, 2, 1]).before.count("M") == 3
    assert drawn([1, 2, 3], "area", before=[3, 2, 1]).before.count("M") == 1
    assert drawn([1, 2, 3]).before == ""


def test_an_empty_series_draws_an_empty_picture() -> None:
    picture = drawn([], "area")
    assert (picture.marks, picture.line, picture.area) == ((), "", "")


def test_an_area_closes_along_the_base() -> None:
    assert area_path([(0, 5), (10, 2)], 9) == "M0,5L10,2L10,9L0,9Z"


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ([0, 1], "M0,10L10,0"),
        ([3, 3], "M0,5L10,5"),
        ([7], "M0,5"),
        ([], ""),
    ],
)
def test_a_sparkline_fills_its_box(values: list[float], path: str) -> None:
    assert sparkline(values, width=10, height=10) == path
