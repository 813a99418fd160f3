"""What an experiment of this size could show at this shop, reckoned before it begins. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tailorbird.experiments.holdouts import AIM, Volume
from tailorbird.experiments.types import WHOLE
from tailorbird.statistics.power import smallest_lift

WEEKS = (2, 4, 8)
_WEEKS_OF_MONTH = 30 / 7


class Reach(Struct, frozen=True, kw_only=True):
    """The least lift that so many people show 80 times of 100; None where no lift would be seen."""

    weeks: int
    people: int
    lift: float | None


def reach(
    weights: Sequence[int], coverage: int, volume: Volume, weeks: Sequence[int] = WEEKS
) -> tuple[Reach, ...]:
    """Return what could be seen after some weeks, for the arm with the fewest people.

    Seen is a lift of the share of people who order. It takes every month's visitors for new ones,
    which makes long times a little too good.
    """
    return tuple(_after(number, weights, coverage, volume) for number in weeks)


def _after(weeks: int, weights: Sequence[int], coverage: int, volume: Volume) -> Reach:
    people = round(volume.people * weeks / _WEEKS_OF_MONTH * coverage / WHOLE)
    counts = [people * weight // WHOLE for weight in weights]
    return Reach(weeks=weeks, people=people, lift=least_lift(counts, volume))


def least_lift(counts: Sequence[int], volume: Volume) -> float | None:
    """Return the least lift of the first arm's share of buyers that so many people an arm show.

    Orders stand for buyers. An arm of nobody is left out: nothing is compared with it.
    """
    others = [count for count in counts[1:] if count > 0]
    if not counts or not others or not volume.people:
        return None
    return smallest_lift(volume.orders / volume.people, counts[0], min(others), aim=AIM)
