"""Eleven groups of buyers by recency, frequency and money (RFM), as published. Pure.

Each buyer has three scores from 1 to 5: how lately, how often and for how much they bought, each by
the quintiles of this shop's buyers. The 125 combinations are divided among eleven named groups so
that every buyer is in exactly one; ``docs/explanation/segments-presets.md`` has the whole list and
its sources. The combinations of a group are told as few blocks of scores.
"""

from __future__ import annotations

from typing import NamedTuple

from tailorbird.segments.types import (
    ONCE,
    All,
    AnyOf,
    Comparator,
    Compare,
    Condition,
    Learned,
    Measure,
    OfOrders,
)

BEST = 5
QUINTILES = (20, 40, 60, 80)


class Group(NamedTuple):
    """One group: its key, its name, what it means, and its blocks of scores.

    A block is ``RR.FF.MM``: the least and the most of each score.
    """

    key: str
    name: str
    meaning: str
    blocks: tuple[str, ...]

    def scores(self) -> set[str]:
        """Return the group's combinations, such as ``545``."""
        return {
            f"{r}{f}{m}"
            for block in self.blocks
            for spans in [[range(int(one[0]), int(one[1]) + 1) for one in block.split(".")]]
            for r in spans[0]
            for f in spans[1]
            for m in spans[2]
        }

    def tree(self) -> Condition:
        """Return the group as a condition."""
        return All([OfOrders(Measure.COUNT, ONCE), AnyOf([_block(one) for one in self.blocks])])


GROUPS = (
    Group(
        "rfm_champions",
        "RFM: champions",
        "Bought lately, buy often and spend most.",
        ("45.45.55", "45.55.44", "55.44.44"),
    ),
    Group(
        "rfm_loyal",
        "RFM: loyal",
        "Buy regularly and spend well.",
        ("33.45.45", "34.33.55", "34.44.44", "55.44.33"),
    ),
    Group(
        "rfm_potential_loyalists",
        "RFM: potential loyalists",
        "Bought lately and more than once, for little or middling money so far.",
        ("35.45.12", "45.33.13", "34.23.33", "35.55.13"),
    ),
    Group(
        "rfm_new_customers",
        "RFM: new customers",
        "Bought lately, seldom so far, for little.",
        ("44.12.12", "35.11.11", "45.11.12"),
    ),
    Group(
        "rfm_promising",
        "RFM: promising",
        "Bought lately and seldom so far, but spend well.",
        ("35.11.35", "55.22.15", "44.12.45"),
    ),
    Group(
        "rfm_need_attention",
        "RFM: need attention",
        "Above the middle in what they spend, and their orders begin to stay away.",
        ("35.33.44", "33.22.45", "34.44.33", "55.33.45"),
    ),
    Group(
        "rfm_about_to_sleep",
        "RFM: about to sleep",
        "Below the middle in all: they are lost soon if nothing happens.",
        ("22.25.11", "23.23.11", "22.11.33", "33.11.22"),
    ),
    Group(
        "rfm_at_risk",
        "RFM: at risk",
        "Bought often or for much, but long ago.",
        ("12.23.45", "12.45.23", "22.25.45", "11.24.55", "11.33.33"),
    ),
    Group(
        "rfm_cannot_lose",
        "RFM: cannot lose them",
        "Were among the best, or spent most at once, and have not been back for long.",
        ("12.11.45", "11.45.44", "11.11.33", "11.55.45"),
    ),
    Group(
        "rfm_hibernating",
        "RFM: hibernating",
        "Bought long ago, seldom, and for little.",
        ("13.23.22", "12.22.23", "22.11.12", "22.23.23"),
    ),
    Group(
        "rfm_lost",
        "RFM: lost",
        "The longest away, for the least money.",
        ("11.15.11", "11.11.12"),
    ),
)


def _block(block: str) -> Condition:
    recency, frequency, money = block.split(".")
    demands = [
        *_recency(int(recency[0]), int(recency[1])),
        *_grows(Measure.COUNT, "rfm_frequency", int(frequency[0]), int(frequency[1])),
        *_grows(Measure.SUM, "rfm_monetary", int(money[0]), int(money[1])),
    ]
    return All(demands) if len(demands) > 1 else demands[0]


def _recency(least: int, most: int) -> list[Condition]:
    # the fewer days ago, the better: score 5 is up to the first quintile, 1 beyond the last
    found = []
    if least > 1:
        limit = Learned(f"rfm_recency_{QUINTILES[BEST - least]}")
        found.append(_orders(Measure.DAYS_SINCE_LAST, Comparator.AT_MOST, limit))
    if most < BEST:
        limit = Learned(f"rfm_recency_{QUINTILES[BEST - 1 - most]}")
        found.append(_orders(Measure.DAYS_SINCE_LAST, Comparator.MORE_THAN, limit))
    return found


def _grows(measure: Measure, name: str, least: int, most: int) -> list[Condition]:
    # the more, the better: score 1 is up to the first quintile, 5 beyond the last
    found = []
    if least > 1:
        limit = Learned(f"{name}_{QUINTILES[least - 2]}")
        found.append(_orders(measure, Comparator.MORE_THAN, limit))
    if most < BEST:
        limit = Learned(f"{name}_{QUINTILES[most - 1]}")
        found.append(_orders(measure, Comparator.AT_MOST, limit))
    return found


def _orders(measure: Measure, comparator: Comparator, limit: Learned) -> Condition:
    return OfOrders(measure, Compare(comparator, limit))
