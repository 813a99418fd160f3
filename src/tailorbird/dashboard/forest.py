"""What an experiment brought, metric by metric: likely ranges about a line of no difference.

Places across are percentages of a picture whose middle is no difference. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from tailorbird.dashboard.charts import line_path
from tailorbird.measurement.service import Day
from tailorbird.statistics.types import Comparison, Range

WIDEST, NARROWEST = 1.0, 0.05  # a share of the control's value: what the picture shows at most
TALL = 140.0
_EDGES = 8.0  # pixels above and below what is drawn
_WHOLE = 100.0


class Whisker(Struct, frozen=True, kw_only=True):
    """One range: its ends and its middle across, and whether it goes on beyond the picture.

    ``middle`` is None where it lies beyond the picture itself.
    """

    low: float
    high: float
    middle: float | None
    beyond_low: bool
    beyond_high: bool


class Funnel(Struct, frozen=True, kw_only=True):
    """A range over time. Paths in percent across and pixels down; ``zero`` is no difference."""

    area: str
    line: str
    zero: float
    top: str
    bottom: str


def reach_of(comparisons: Iterable[Comparison]) -> float:
    """Return how far the picture goes to each side, so that it holds the ranges that end."""
    ranges = [one.relative_range for one in comparisons]
    far = [max(abs(one.low), abs(one.high)) for one in ranges if one is not None and one.bounded]
    return min(max([*far, NARROWEST]), WIDEST)


def whisker(said: Comparison, reach: float) -> Whisker | None:
    """Return a range in the picture, None where there is none that ends."""
    ranged = said.relative_range
    if ranged is None or not ranged.bounded or said.relative is None:
        return None
    return Whisker(
        low=_across(ranged.low, reach),
        high=_across(ranged.high, reach),
        middle=_across(said.relative, reach) if abs(said.relative) <= reach else None,
        beyond_low=ranged.low < -reach,
        beyond_high=ranged.high > reach,
    )


def _across(value: float, reach: float) -> float:
    within = min(max(value, -reach), reach)
    return round(_WHOLE * (within + reach) / (2 * reach), 2)


def funnel(days: Sequence[Day]) -> Funnel | None:
    """Return how a range narrowed, None where there are not two days with one."""
    found = [(one.comparison.relative, _ended(one.comparison)) for one in days]
    known = [(middle, ends) for middle, ends in found if middle is not None and ends is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    reach = reach_of(one.comparison for one in days)
    apart = _WHOLE / (len(known) - 1)
    across = [round(number * apart, 2) for number in range(len(known))]
    tops = [(x, _down(ends.high, reach)) for x, (_, ends) in zip(across, known, strict=True)]
    lows = [(x, _down(ends.low, reach)) for x, (_, ends) in zip(across, known, strict=True)]
    middles = [(x, _down(middle, reach)) for x, (middle, _) in zip(across, known, strict=True)]
    return Funnel(
        area=line_path([*tops, *reversed(lows)]) + "Z",
        line=line_path(middles),
        zero=_down(0.0, reach),
        top=f"{100 * reach:+.0f} %",
        bottom=f"{-100 * reach:+.0f} %",
    )


def _ended(said: Comparison) -> Range | None:
    ranged = said.relative_range
    return ranged if ranged is not None and ranged.bounded else None


def _down(value: float, reach: float) -> float:
    within = min(max(value, -reach), reach)
    return round(_EDGES + (TALL - 2 * _EDGES) * (reach - within) / (2 * reach), 2)
