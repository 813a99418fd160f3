"""Learning everything that can be learned from the orders and views a shop has, and no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tailorbird.core.clock import DAY
from tailorbird.guardrails.floors import RECOMMENDERS
from tailorbird.guardrails.measures import Counted, Gate, Measure, Override, judge, windows
from tailorbird.recommendations.baskets import Baskets, baskets_of
from tailorbird.recommendations.bought_together import TogetherSettings, train_bought_together
from tailorbird.recommendations.popularity import (
    PopularitySettings,
    train_best_sellers,
    train_trending,
)
from tailorbird.recommendations.recently_viewed import RecentlyViewed
from tailorbird.recommendations.types import Recommender, Sales
from tailorbird.recommendations.viewed_together import ViewedSettings, train_viewed_together
from tailorbird.recommendations.visits import Visits, no_visits

FLOOR_WINDOW = 365 * DAY


@dataclass(frozen=True)
class TrainingSettings:
    """The settings of every recommender."""

    popularity: PopularitySettings = field(default_factory=PopularitySettings)
    together: TogetherSettings = field(default_factory=TogetherSettings)
    viewed: ViewedSettings = field(default_factory=ViewedSettings)


@dataclass(frozen=True)
class Trained:
    """All recommenders whose gate is open, by name, and how every gate stands.

    ``at`` is the moment trained for, microseconds UTC; ``orders`` and ``products`` what was seen.
    """

    at: int
    orders: int
    products: int
    recommenders: Mapping[str, Recommender]
    gates: Mapping[str, Gate]


def train(
    sales: Sales,
    now: int,
    settings: TrainingSettings | None = None,
    visits: Visits | None = None,
    overrides: Mapping[str, Override] | None = None,
) -> Trained:
    """Train every recommender this shop has enough for, or its owner opened by hand.

    The same past gives the same lists.

    Raises:
        BadInput: the columns of ``sales`` do not fit together.
    """
    baskets = baskets_of(sales)
    visits = visits or no_visits()
    have = _measured(baskets, visits, now)
    said = overrides or {}
    gates = {one.tactic: judge(one, have, said.get(one.tactic)) for one in RECOMMENDERS}
    trainers = _trainers(baskets, visits, now, settings or TrainingSettings())
    return Trained(
        at=now,
        orders=len(baskets.at),
        products=len(baskets.product_ids),
        recommenders=MappingProxyType(
            {name: trainers[name]() for name, gate in gates.items() if gate.open}
        ),
        gates=MappingProxyType(gates),
    )


def _trainers(
    baskets: Baskets, visits: Visits, now: int, settings: TrainingSettings
) -> dict[str, Callable[[], Recommender]]:
    return {
        "recently_viewed": RecentlyViewed,
        "best_sellers": lambda: train_best_sellers(baskets, now, settings.popularity),
        "trending": lambda: train_trending(baskets, now, settings.popularity),
        "bought_together": lambda: train_bought_together(baskets, now, settings.together),
        "viewed_together": lambda: train_viewed_together(visits, now, settings.viewed),
    }


def _measured(baskets: Baskets, visits: Visits, now: int) -> Counted:
    return {
        (measure, days): _count(measure, baskets, visits, now - days * DAY)
        for measure, days in windows(RECOMMENDERS)
    }


def _count(measure: Measure, baskets: Baskets, visits: Visits, since: int) -> int:
    if measure is Measure.VIEWS:
        return visits.views_since(since)
    size = baskets.size[baskets.at >= since]
    if measure is Measure.ORDER_LINES:
        return int(size.sum())
    return int((size > 1).sum()) if measure is Measure.ORDERS_OF_SEVERAL else len(size)
