"""The geometry of charts: pure functions from numbers to places in a picture.

A picture is as wide as its page lets it be, so places across are percentages; places down are
pixels from the top. `templates/charts.html` draws them, with a table of the same numbers beside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from msgspec import Struct

TOP = 30.0  # room for the value under the pointer
LABELS = 26.0  # room for the dates below
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_WHOLE_STEPS = (1.0, 2.0, 5.0, 10.0)


class Point(Struct, frozen=True, kw_only=True):
    """One value of a series: what it is called, how much, and how that is written."""

    label: str
    value: float
    shown: str


class Tick(Struct, frozen=True):
    """A line across the picture: its height in pixels and what is written on it."""

    y: float
    label: str


class Mark(Struct, frozen=True):
    """One value in the picture: its band across (percent) and its end (pixels).

    ``x`` and ``width`` are the band, ``middle`` its middle; a bar goes from ``y`` down by
    ``height`` pixels and takes ``bar_x`` and ``bar_width`` of the band.
    """

    point: Point
    x: float
    width: float
    middle: float
    end: float
    y: float
    height: float
    bar_x: float
    bar_width: float


class Chart(Struct, frozen=True, kw_only=True):
    """A picture ready to draw. ``line``, ``area`` and ``before`` are path data (percent, pixels).

    ``before`` is a line through the earlier values, or one stitch for each bar.
    """

    kind: str
    name: str
    title: str
    description: str
    height: float
    base: float
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    line: str
    area: str
    before: str
    first_label: str
    last_label: str


def ticks(lowest: float, highest: float, *, most: int = 4, whole: bool = False) -> list[float]:
    """Return round values from at or below ``lowest`` to at or above ``highest``, evenly apart.

    Steps are 1, 2, 2.5 or 5 times a power of ten; ``whole`` keeps them to whole numbers.

    >>> ticks(0, 87)
    [0.0, 25.0, 50.0, 75.0, 100.0]
    >>> ticks(0, 2, whole=True)
    [0.0, 1.0, 2.0]
    """
    lowest, highest = min(lowest, 0.0), max(highest, 0.0)
    span = highest - lowest or 1.0
    step = _step(span / most, whole=whole)
    first = math.floor(lowest / step)
    last = max(math.ceil(highest / step), first + 1)
    return [count * step for count in range(first, last + 1)]


def _step(rough: float, *, whole: bool) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    choices = _WHOLE_STEPS if whole else _STEPS
    # a hair of tolerance: 0.3 / 3 must not count as more than 0.1
    step = next(s * power for s in choices if s * power >= rough * (1 - 1e-9))
    return max(step, 1.0) if whole else step


def line_path(places: Sequence[tuple[float, float]]) -> str:
    """Return path data through the places.

    >>> line_path([(0, 1), (50, 2.5)])
    'M0,1L50,2.5'
    """
    return "".join(
        f"{'L' if index else 'M'}{_number(x)},{_number(y)}" for index, (x, y) in enumerate(places)
    )


def area_path(places: Sequence[tuple[float, float]], base: float) -> str:
    """Return path data of the area between the places and the height ``base``."""
    if not places:
        return ""
    down = f"L{_number(places[-1][0])},{_number(base)}L{_number(places[0][0])},{_number(base)}Z"
    return line_path(places) + down


def stitches(earlier: Sequence[tuple[Mark, float]]) -> str:
    """Return path data of one level stitch across each bar's place, at the heights given."""
    return "".join(
        line_path([(mark.bar_x, y), (mark.bar_x + mark.bar_width, y)]) for mark, y in earlier
    )


def chart(
    points: Sequence[Point],
    *,
    kind: str,
    name: str,
    title: str,
    description: str,
    write: Callable[[float], str],
    before: Sequence[float] = (),
    height: float = 220.0,
    whole: bool = False,
    ends: tuple[str, str] = ("", ""),
) -> Chart:
    """Place a series. ``kind`` is "bars" or "area"; ``write`` writes a value on the axis.

    ``before`` is an earlier series of the same length to lay beneath, as a stitched line;
    ``ends`` is what stands below the first and the last value.
    """
    values = [point.value for point in points]
    scale = ticks(
        min([*values, *before], default=0), max([*values, *before], default=0), whole=whole
    )
    low, high = scale[0], scale[-1]
    down = height - TOP - LABELS

    def place(value: float) -> float:
        return round(TOP + down * (high - value) / (high - low), 2)

    marks = _marks(points, place)
    places = [(mark.middle, mark.end) for mark in marks]
    earlier = [(mark, place(value)) for mark, value in zip(marks, before, strict=False)]
    return Chart(
        kind=kind,
        name=name,
        title=title,
        description=description,
        height=height,
        base=place(0),
        ticks=tuple(Tick(place(value), write(value)) for value in scale),
        marks=marks,
        line=line_path(places),
        area=area_path(places, place(0)),
        before=stitches(earlier)
        if kind == "bars"
        else line_path([(mark.middle, y) for mark, y in earlier]),
        first_label=ends[0],
        last_label=ends[1],
    )


def _marks(points: Sequence[Point], place: Callable[[float], float]) -> tuple[Mark, ...]:
    band = 100 / max(len(points), 1)
    gap = band * 0.22
    base = place(0)
    return tuple(
        Mark(
            point,
            x=round(index * band, 3),
            width=round(band, 3),
            middle=round((index + 0.5) * band, 3),
            end=(end := place(point.value)),
            y=min(end, base),
            height=round(abs(end - base), 2),
            bar_x=round(index * band + gap / 2, 3),
            bar_width=round(band - gap, 3),
        )
        for index, point in enumerate(points)
    )


def sparkline(values: Sequence[float], *, width: float = 96.0, height: float = 24.0) -> str:
    """Return path data of a small line that fills width and height, flat series on its middle.

    >>> sparkline([0, 1], width=10, height=10)
    'M0,10L10,0'
    """
    low, high = min(values, default=0), max(values, default=0)
    span = high - low
    apart = width / max(len(values) - 1, 1)
    return line_path(
        [
            (index * apart, height * ((high - value) / span if span else 0.5))
            for index, value in enumerate(values)
        ]
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
