"""What a shop sold and who came, over a span of days: filling gaps, weeks, comparisons. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

Fold = Callable[[Sequence[float]], float]

WEEK = 7
FEWEST_TO_COMPARE = 20  # below this a percentage says more than the numbers do
_SAME_PERCENT = 2
_TIMES = 3


class Span(Struct, frozen=True):
    """Whole days from ``first`` to ``last``, both included."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return self.last - self.first + 1

    @property
    def before(self) -> Span:
        """The span of the same length that ended the day before."""
        return Span(self.first - self.days, self.first - 1)


class Comparison(Struct, frozen=True, kw_only=True):
    """How a figure compares: which sentence says it, and whether it rose or fell."""

    key: str
    direction: str = "level"
    percent: int = 0
    times: int = 0


def span_ending(last: int, days: int) -> Span:
    """Return the span of so many days that ends on ``last``."""
    return Span(last - days + 1, last)


def spread(by_day: Mapping[int, int], span: Span) -> list[int]:
    """Return one value for each day of the span, 0 where nothing is known.

    >>> spread({2: 5}, Span(1, 3))
    [0, 5, 0]
    """
    return [by_day.get(day, 0) for day in range(span.first, span.last + 1)]


def weekly(daily: Sequence[float], fold: Fold) -> list[float]:
    """Fold whole weeks into one value each; the length must be a multiple of seven.

    >>> weekly([1] * 14, sum)
    [7, 7]
    """
    return [fold(daily[start : start + WEEK]) for start in range(0, len(daily), WEEK)]


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean, 0 of nothing.

    >>> mean([1, 2])
    1.5
    """
    return sum(values) / len(values) if values else 0.0


def recorded(values: Sequence[int], span: Span, begins: int | None) -> Sequence[int]:
    """Leave out the days before anything was recorded; they are unknown, not empty.

    >>> recorded([0, 0, 4], Span(1, 3), begins=3)
    [4]
    """
    return values[max((begins or 0) - span.first, 0) :]


def compare(now: float, before: float, *, basis: int, span: Span, begins: int | None) -> Comparison:
    """Compare a figure with the span before, no more precisely than the data allows.

    ``basis`` counts what stands behind ``before`` (orders, visits); ``begins`` is the first day
    known at all: a span before that reaches beyond it was not fully recorded and is not compared.
    """
    if begins is None or begins > span.before.first:
        return Comparison(key="no_history")
    if before <= 0:
        return Comparison(key="nothing_before")
    if basis < FEWEST_TO_COMPARE:
        return Comparison(key="few")
    percent = round(100 * (now - before) / before)
    if abs(percent) < _SAME_PERCENT:
        return Comparison(key="same")
    if now >= _TIMES * before:
        return Comparison(key="times", direction="up", times=round(now / before))
    direction = "up" if percent > 0 else "down"
    return Comparison(key=direction, direction=direction, percent=abs(percent))
