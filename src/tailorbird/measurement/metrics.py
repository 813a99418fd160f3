"""What is counted of a person in an experiment, as data. All values are whole numbers."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from tailorbird.core.clock import MINUTE
from tailorbird.experiments.types import Experiment

PAUSE = 30 * MINUTE  # without an act for so long, the next one begins another visit
ACTS = (
    "Page Viewed",
    "Screen Viewed",
    "Product Viewed",
    "Product List Viewed",
    "Product Clicked",
    "Products Searched",
    "Product Added",
    "Product Removed",
    "Cart Viewed",
    "Checkout Started",
)
"""What somebody does in the shop themself: these make a visit. An exposure does not."""
MOST_ACTS = 300
"""Within an hour: who does more is taken for a machine, and left out. A page every twelve seconds,
for a whole hour, is beyond the busiest visits of the published data sets we looked at."""
UNSUBSCRIBED = ("Unsubscribed", "Email Unsubscribed", "SMS Unsubscribed")
COMPLAINED = ("Email Marked as Spam",)
GOAL = "event:"  # a metric that counts events of a name


class Shape(StrEnum):
    """What a metric is of one person."""

    MEAN = "mean"
    """A value a person, with the same from before the exposure beside it."""
    RATIO = "ratio"
    """One value of theirs divided by another; people are the units."""


class Metric(Struct, frozen=True, kw_only=True):
    """One thing that is counted. ``good`` is 1 where more is better, -1 where less is."""

    name: str
    shape: Shape = Shape.MEAN
    good: int = 1
    money: bool = False
    share: bool = False
    """Nought or one of each person: whether they did it at all."""


METRICS = (
    Metric(name="ordered", share=True),
    Metric(name="orders"),
    Metric(name="revenue", money=True),
    Metric(name="units"),
    Metric(name="order_value", shape=Shape.RATIO, money=True),
    Metric(name="visited", share=True),
    Metric(name="visits"),
    Metric(name="unsubscribes", good=-1),
    Metric(name="complaints", good=-1),
)
BY_NAME = {one.name: one for one in METRICS}
COUNTER = tuple(one.name for one in METRICS if one.good < 0)
CAPPED = frozenset({"orders", "revenue", "units", "visits"})
"""Metrics that an experiment's cap may apply to, where it is the experiment's own."""


def metric_of(name: str) -> Metric | None:
    """Return a metric by name; one for every name of an event behind ``event:``."""
    if name.startswith(GOAL) and len(name) > len(GOAL):
        return Metric(name=name)
    return BY_NAME.get(name)


def metrics_of(experiment: Experiment) -> tuple[Metric, ...]:
    """Return what is counted for an experiment: everything usual, and its own goal."""
    own = metric_of(experiment.measuring.metric)
    return METRICS if own is None or own in METRICS else (*METRICS, own)


def events_of(experiment: Experiment) -> frozenset[str]:
    """Return the names of events that an experiment's metrics count."""
    goals = {one.name.removeprefix(GOAL) for one in metrics_of(experiment) if _is_goal(one)}
    return frozenset({*ACTS, *UNSUBSCRIBED, *COMPLAINED, *goals})


def _is_goal(metric: Metric) -> bool:
    return metric.name.startswith(GOAL)
