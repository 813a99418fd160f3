"""Learning everything that can be learned from the orders and views a shop has, and no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tailorbird.core.clock import DAY
from tailorbird.recommendations.baskets import Baskets, baskets_of
from tailorbird.recommendations.bought_together import TogetherSettings, train_bought_together
from tailorbird.recommendations.floors import FLOORS, Gate, Measure, judge
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
) -> Trained:
    """Train every recommender this shop has enough for. The same past gives the same lists.

    Raises:
        BadInput: the columns of ``sales`` do not fit together.
    """
    baskets = baskets_of(sales)
    visits = visits or no_visits()
    have = _measured(baskets, visits, now)
    gates = {floor.recommender: judge(floor, have[floor.measure]) for floor in FLOORS}
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


def _measured(baskets: Baskets, visits: Visits, now: int) -> dict[Measure, int]:
    size = baskets.size[baskets.at >= now - FLOOR_WINDOW]
    return {
        Measure.NOTHING: 0,
        Measure.ORDERS: len(size),
        Measure.ORDER_LINES: int(size.sum()),
        Measure.ORDERS_OF_SEVERAL: int((size > 1).sum()),
        Measure.VIEWS: visits.views_since(now - FLOOR_WINDOW),
    }
