"""What a floor counts and needs, and how a shop stands against it. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

_WEEK = 7


class Measure(StrEnum):
    """What is counted of a shop, or of one experiment."""

    ORDERS = "orders"
    ORDER_LINES = "order_lines"
    ORDERS_OF_SEVERAL = "orders_of_several"
    """Orders of two or more products."""
    VIEWS = "views"
    """Views of products."""
    INTERACTIONS = "interactions"
    """Views of products, products put into a cart, products ordered."""
    PEOPLE_AGAIN = "people_again"
    """People with two interactions or more."""
    CLICKS_OR_ORDERS = "clicks_or_orders"
    """Clicks on products shown; an order counts as ten."""
    BUYERS = "buyers"
    FREQUENT_BUYERS = "frequent_buyers"
    """People with three orders or more."""
    HISTORY_DAYS = "history_days"
    """Days since the first event or order."""
    VISITORS = "visitors"
    """People seen on the shop's pages."""
    ATTRIBUTES = "attributes"
    """Attributes of products that the catalogue fills: category, brand, price."""
    UNKNOWN = "unknown"
    """What nobody published: always nought."""
    EXPOSURES = "exposures"
    EXPECTED_IN_ARM = "expected_in_arm"
    """People expected by design in the smallest arm."""
    PEOPLE_IN_ARM = "people_in_arm"
    """People seen in the smallest arm."""
    PEOPLE_IN_LEAF = "people_in_leaf"
    ARMS = "arms"
    EXPERIMENT_DAYS = "experiment_days"


class Subject(StrEnum):
    """Whose counts a floor asks for."""

    SHOP = "shop"
    EXPERIMENT = "experiment"


class Quality(StrEnum):
    """What may be expected of a tactic."""

    CLOSED = "closed"
    EARLY = "early"
    FULL = "full"


class Need(Struct, frozen=True, kw_only=True):
    """At least so many of a measure, counted over so many days; over ``widest`` where too few.

    ``days`` 0 is everything there ever was, or what has no window.
    """

    measure: Measure
    least: int
    days: int = 0
    widest: int = 0


Counted = Mapping[tuple[Measure, int], int]
"""How many of a measure there are, over so many days. What is not in it is nought."""


class Floor(Struct, frozen=True, kw_only=True):
    """What a tactic needs to be switched on, and from where it is at full quality.

    Without ``full`` it is at full quality once it is open.
    """

    tactic: str
    needs: tuple[Need, ...]
    full: tuple[Need, ...] = ()
    subject: Subject = Subject.SHOP
    source: str


class Standing(Struct, frozen=True, kw_only=True):
    """How a shop stands against one need."""

    measure: Measure
    have: int
    least: int
    days: int

    @property
    def met(self) -> bool:
        """Whether there is enough."""
        return self.have >= self.least

    @property
    def part(self) -> float:
        """How much of it there is, 0 to 1."""
        return 1.0 if self.met else self.have / self.least


class Override(Struct, frozen=True, kw_only=True):
    """The owner opened or closed a tactic by hand: why, who and when (microseconds UTC)."""

    tactic: str
    opened: bool
    reason: str
    done_by: str
    at: int


class Gate(Struct, frozen=True, kw_only=True):
    """How a shop stands against the floor of one tactic.

    ``needs`` are those of being open, ``full`` those of full quality. ``quality`` is what the
    counts say, whatever the owner decided.
    """

    tactic: str
    quality: Quality
    needs: tuple[Standing, ...]
    full: tuple[Standing, ...]
    source: str
    override: Override | None = None

    @property
    def open(self) -> bool:
        """Whether the tactic may be used: by the owner's word, else by the counts."""
        if self.override is not None:
            return self.override.opened
        return self.quality is not Quality.CLOSED

    @property
    def missing(self) -> tuple[Standing, ...]:
        """What is not there yet for being open."""
        return tuple(one for one in self.needs if not one.met)

    @property
    def next(self) -> Standing | None:
        """The need that is furthest away of what comes next, None where nothing does."""
        ahead = self.missing or tuple(one for one in self.full if not one.met)
        return min(ahead, key=lambda one: one.part, default=None)

    @property
    def shown(self) -> Standing | None:
        """The standing to show as progress: what comes next, else the last that was reached."""
        reached = (*self.full, *self.needs)
        return self.next or (reached[0] if reached else None)


def judge(floor: Floor, counted: Counted, override: Override | None = None) -> Gate:
    """Hold what there is against a floor."""
    needs = tuple(judged(need, counted) for need in floor.needs)
    full = tuple(judged(need, counted) for need in floor.full)
    quality = Quality.FULL if all(one.met for one in full) else Quality.EARLY
    return Gate(
        tactic=floor.tactic,
        quality=quality if all(one.met for one in needs) else Quality.CLOSED,
        needs=needs,
        full=full,
        source=floor.source,
        override=override,
    )


def judged(need: Need, counted: Counted) -> Standing:
    """Hold what there is against one need, over the wider window where the first has too few."""
    found = [
        Standing(
            measure=need.measure,
            have=counted.get((need.measure, days), 0),
            least=need.least,
            days=days,
        )
        for days in dict.fromkeys((need.days, need.widest or need.days))
    ]
    return next((one for one in found if one.met), found[-1])


def windows(floors: tuple[Floor, ...]) -> Iterator[tuple[Measure, int]]:
    """Yield what has to be counted for these floors, each once."""
    seen: set[tuple[Measure, int]] = set()
    for floor in floors:
        for need in (*floor.needs, *floor.full):
            for days in (need.days, need.widest or need.days):
                if (need.measure, days) not in seen:
                    seen.add((need.measure, days))
                    yield need.measure, days


def weeks_until(standing: Standing, a_week: float) -> int | None:
    """Return in how many weeks enough is there if it goes on like the last four; None if never.

    Over a window the old falls out as the new comes in, and the count ends at what a whole window
    holds, however long one waits.
    """
    if standing.met:
        return 0
    weeks = standing.days / _WEEK
    if not standing.days:
        return math.ceil((standing.least - standing.have) / a_week) if a_week > 0 else None
    if a_week * weeks < standing.least:
        return None
    grows = a_week - standing.have / weeks
    return math.ceil(min((standing.least - standing.have) / grows, weeks))
