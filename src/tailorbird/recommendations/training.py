"""Learning everything that can be learned from the orders a shop has, and no more."""

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

FLOOR_WINDOW = 365 * DAY


@dataclass(frozen=True)
class TrainingSettings:
    """The settings of every recommender."""

    popularity: PopularitySettings = field(default_factory=PopularitySettings)
    together: TogetherSettings = field(default_factory=TogetherSettings)


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


def train(sales: Sales, now: int, settings: TrainingSettings | None = None) -> Trained:
    """Train every recommender this shop has enough sales for. The same sales give the same lists.

    Raises:
        BadInput: the columns of ``sales`` do not fit together.
    """
    baskets = baskets_of(sales)
    have = _measured(baskets, now)
    gates = {floor.recommender: judge(floor, have[floor.measure]) for floor in FLOORS}
    trainers = _trainers(baskets, now, settings or TrainingSettings())
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
    baskets: Baskets, now: int, settings: TrainingSettings
) -> dict[str, Callable[[], Recommender]]:
    return {
        "recently_viewed": RecentlyViewed,
        "best_sellers": lambda: train_best_sellers(baskets, now, settings.popularity),
        "trending": lambda: train_trending(baskets, now, settings.popularity),
        "bought_together": lambda: train_bought_together(baskets, now, settings.together),
    }


def _measured(baskets: Baskets, now: int) -> dict[Measure, int]:
    size = baskets.size[baskets.at >= now - FLOOR_WINDOW]
    return {
        Measure.NOTHING: 0,
        Measure.ORDERS: len(size),
        Measure.ORDER_LINES: int(size.sum()),
        Measure.ORDERS_OF_SEVERAL: int((size > 1).sum()),
    }
