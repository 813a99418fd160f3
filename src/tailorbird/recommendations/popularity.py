"""What sells: best sellers over all and per category, and what sells more than it used to.

Both count orders, not units, so that one wholesale order is one voice, and forget exponentially.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadConfiguration
from tailorbird.guardrails.reasons import Shown
from tailorbird.recommendations.baskets import Baskets, frozen
from tailorbird.recommendations.decay import decay_weights
from tailorbird.recommendations.types import Candidate, Context, Reason


@dataclass(frozen=True)
class PopularitySettings:
    """How fast sales are forgotten. Times in microseconds.

    ``best_window`` and ``short_window`` are the windows in which the orders named in a reason are
    counted. ``prior`` is how many orders at the usual pace every product is given on top, so that
    two lucky sales are no trend; ``rising_orders`` is the least number of orders in the short
    window for something to be called trending.
    """

    best_half_life: int = 30 * DAY
    best_window: int = 90 * DAY
    short_half_life: int = 7 * DAY
    long_half_life: int = 60 * DAY
    short_window: int = 14 * DAY
    prior: float = 5.0
    rising_orders: int = 3

    def __post_init__(self) -> None:
        times = (self.best_half_life, self.best_window, self.short_half_life, self.short_window)
        if min(times) <= 0 or self.prior <= 0 or self.short_half_life >= self.long_half_life:
            raise BadConfiguration(
                "half-lives, windows and the prior must be above zero, "
                "and the short half-life below the long one"
            )


@dataclass(frozen=True)
class Ranking:
    """Products in the order they are to be shown, with score and orders behind each."""

    product: NDArray[np.int32]
    score: NDArray[np.float64]
    support: NDArray[np.int32]


@dataclass(frozen=True)
class BestSellers:
    """What sells most. With ``Context.category`` set, only within that category."""

    product_ids: tuple[str, ...] = field(repr=False)
    overall: Ranking = field(repr=False)
    by_category: Mapping[str, Ranking] = field(repr=False)
    name: str = "best_sellers"

    def candidates(self, context: Context, limit: int) -> list[Candidate]:
        """Return the best sellers of the context's category, or of the shop if it has none."""
        if context.category is None:
            return _listed(self.product_ids, self.overall, limit, Shown.BEST_SELLER)
        ranking = self.by_category.get(context.category, _NOTHING)
        return _listed(self.product_ids, ranking, limit, Shown.BEST_SELLER_IN_CATEGORY)


@dataclass(frozen=True)
class Trending:
    """What lately sells more than its usual share of the shop's orders."""

    product_ids: tuple[str, ...] = field(repr=False)
    rising: Ranking = field(repr=False)
    name: str = "trending"

    def candidates(self, context: Context, limit: int) -> list[Candidate]:
        """Return the strongest risers, the same for every context."""
        del context
        return _listed(self.product_ids, self.rising, limit, Shown.TRENDING)


def train_best_sellers(baskets: Baskets, now: int, settings: PopularitySettings) -> BestSellers:
    """Rank every product sold by its decayed number of orders: sum of 0.5 ** (age / half-life).

    The evidence named is the plain number of orders within ``best_window``.
    """
    score = _decayed_orders(baskets, now, settings.best_half_life)
    support = _orders_since(baskets, now - settings.best_window)
    sold = np.flatnonzero(score > 0)
    return BestSellers(
        baskets.product_ids,
        _ranked(sold, score, support),
        MappingProxyType(
            {
                category: _ranked(members, score, support)
                for category, members in _by_category(baskets, sold).items()
            }
        ),
    )


def train_trending(baskets: Baskets, now: int, settings: PopularitySettings) -> Trending:
    """Rank what rises by (S + prior) / (E + prior).

    S is the product's decayed orders under the short half-life; E is what S would be had the
    product kept its long-run share of the shop's orders: L * sum(S) / sum(L). So a season that
    lifts the whole shop lifts nothing here. Only products above 1 with ``rising_orders`` orders in
    the short window are listed.
    """
    short = _decayed_orders(baskets, now, settings.short_half_life)
    long = _decayed_orders(baskets, now, settings.long_half_life)
    pace = short.sum() / long.sum() if long.sum() > 0 else 0.0
    score = (short + settings.prior) / (long * pace + settings.prior)
    support = _orders_since(baskets, now - settings.short_window)
    rising = np.flatnonzero((score > 1) & (support >= settings.rising_orders))
    return Trending(baskets.product_ids, _ranked(rising, score, support))


def _decayed_orders(baskets: Baskets, now: int, half_life: int) -> NDArray[np.float64]:
    weights = decay_weights(baskets.at, now, half_life)
    return np.asarray(baskets.held.T @ weights, dtype=np.float64)


def _orders_since(baskets: Baskets, since: int) -> NDArray[np.int32]:
    recent = (baskets.at >= since).astype(np.int32)
    return np.asarray(baskets.held.T @ recent, dtype=np.int32)


def _by_category(baskets: Baskets, sold: NDArray[np.intp]) -> dict[str, NDArray[np.intp]]:
    members: dict[str, list[int]] = {}
    for product in sold.tolist():
        if baskets.categories[product]:
            members.setdefault(baskets.categories[product], []).append(product)
    return {name: np.array(products, dtype=np.intp) for name, products in members.items()}


def _ranked(
    products: NDArray[np.intp], score: NDArray[np.float64], support: NDArray[np.int32]
) -> Ranking:
    # products are in id order, so a stable sort breaks ties by product id
    best = products[np.argsort(-score[products], kind="stable")]
    return Ranking(frozen(best.astype(np.int32)), frozen(score[best]), frozen(support[best]))


def _listed(ids: tuple[str, ...], ranking: Ranking, limit: int, why: Shown) -> list[Candidate]:
    top = slice(max(limit, 0))
    return [
        Candidate(ids[product], score, Reason(code=why.value, support=orders or None))
        for product, score, orders in zip(
            ranking.product[top].tolist(),
            ranking.score[top].tolist(),
            ranking.support[top].tolist(),
            strict=True,
        )
    ]


_NOTHING = Ranking(
    frozen(np.empty(0, np.int32)), frozen(np.empty(0, np.float64)), frozen(np.empty(0, np.int32))
)
