"""What goes into the same order: complements of one product, or of a whole cart.

A pair must first prove that it is no accident (a G² gate and a least number of orders). What passes
is ranked by how likely a buyer of one takes the other, read cautiously (a lower bound, shrunk),
times a power of lift. Products too like the one at hand stand behind true complements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadConfiguration
from tailorbird.guardrails.reasons import Shown
from tailorbird.recommendations.baskets import Baskets
from tailorbird.recommendations.decay import decay_weights
from tailorbird.recommendations.pairs import PairCounts, count_pairs, log_likelihood_ratio
from tailorbird.recommendations.partners import (
    PartnerLists,
    best_of_each,
    complements_first,
    merged,
)
from tailorbird.recommendations.types import Candidate, Context, Reason
from tailorbird.recommendations.variants import Likeness, likeness_of


@dataclass(frozen=True)
class TogetherSettings:
    """How pairs are gated and ranked. The defaults were tuned on a validation window.

    - ``least_together``: orders that must hold both, so that no single shopper's basket shows.
    - ``least_surprise``: the G² gate (10.83 is p < .001), applied from ``surprise_from`` orders
      with two or more products; below, such a gate would leave a small shop with nothing.
    - ``caution``: standard errors taken off the count. ``shrink``: orders added to the
      denominator. ``lift_power``: 0 ranks by confidence alone, 1 by confidence times lift.
    - ``half_life`` (microseconds): an order this old counts half.
    - ``size_power``: an order of n products weighs n to the minus this, because in a long order
      everything stands beside everything.
    - ``largest_basket``: longer orders are left out of pairs, which bounds time: pairs grow with
      the square of the length.
    - ``most_alike``: how many near-identical products, the one at hand counted, may stand before
      the others are moved behind the complements. 0 leaves the order by score alone.
    - ``kept``: partners remembered per product.
    """

    least_together: int = 3
    least_surprise: float = 10.83
    surprise_from: int = 1_000
    caution: float = 1.0
    shrink: float = 10.0
    lift_power: float = 0.1
    half_life: int = 180 * DAY
    size_power: float = 0.6
    largest_basket: int = 400
    most_alike: int = 2
    kept: int = 50

    def __post_init__(self) -> None:
        if min(self.least_together, self.half_life, self.largest_basket, self.kept) < 1:
            raise BadConfiguration("least_together, half_life, largest_basket, kept: at least 1")
        if min(self.caution, self.shrink, self.lift_power, self.size_power, self.most_alike) < 0:
            raise BadConfiguration("the settings of bought-together cannot be negative")


@dataclass(frozen=True)
class BoughtTogether:
    """Partners of ``Context.item``, or of everything in ``Context.cart`` when no item is given.

    For a cart the scores of a partner are added over the cart's products, so what goes with
    several of them comes first; the reason names the product that speaks for it most. What is in
    the cart, and the item itself, never comes back.
    """

    product_ids: tuple[str, ...] = field(repr=False)
    number: Mapping[str, int] = field(repr=False)
    lists: PartnerLists = field(repr=False)
    likeness: Likeness = field(repr=False)
    most_alike: int
    name: str = "bought_together"

    def candidates(self, context: Context, limit: int) -> list[Candidate]:
        """Return up to ``limit`` partners; none if the products are unknown or sell alone."""
        asked = context.cart if context.item is None else (context.item,)
        given = self._known(asked)
        if not given or limit <= 0:
            return []
        left_out = set(self._known((*asked, *context.cart)))
        lists = self.lists.of(given[0])
        if len(given) > 1:
            found = merged([self.lists.of(product) for product in given], left_out)
            lists = complements_first(found, np.array([given]), self.likeness, self.most_alike)
        wanted = [place for place, at in enumerate(lists.partner.tolist()) if at not in left_out]
        return [self._candidate(lists, place) for place in wanted[:limit]]

    def _known(self, products: Iterable[str]) -> list[int]:
        known = (self.number.get(product) for product in dict.fromkeys(products))
        return [product for product in known if product is not None]

    def _candidate(self, lists: PartnerLists, place: int) -> Candidate:
        reason = Reason(
            code=Shown.BOUGHT_TOGETHER.value,
            subject=self.product_ids[lists.subject[place]],
            support=int(lists.together[place]),
            lift=float(lists.lift[place]),
        )
        return Candidate(self.product_ids[lists.partner[place]], float(lists.score[place]), reason)


@dataclass(frozen=True)
class _Margins:
    """How many orders hold each product, plainly and weighed, and how many orders there are."""

    orders: int
    weight: float
    held: NDArray[np.int64]
    weighed: NDArray[np.float64]


def train_bought_together(baskets: Baskets, now: int, settings: TogetherSettings) -> BoughtTogether:
    """Count, gate and rank the pairs of all orders up to ``largest_basket`` products."""
    counted = baskets.only(baskets.size <= settings.largest_basket)
    weights = order_weights(counted, now, settings)
    margins = _margins(counted, weights)
    surprise = gate_level(counted, settings)
    parts = [
        _ranked_block(block, margins, surprise, settings)
        for block in count_pairs(counted, weights, settings.least_together)
    ]
    likeness = likeness_of(counted)
    lists = PartnerLists.joined(parts, len(counted.product_ids))
    if settings.most_alike:
        lists = lists.with_complements_first(likeness, settings.most_alike)
    number = {product_id: place for place, product_id in enumerate(counted.product_ids)}
    return BoughtTogether(counted.product_ids, number, lists, likeness, settings.most_alike)


def order_weights(baskets: Baskets, now: int, settings: TogetherSettings) -> NDArray[np.float64]:
    """Return what each order counts: younger and shorter more; scaled to 1 on average."""
    age = decay_weights(baskets.at, now, settings.half_life)
    raw = age * np.maximum(baskets.size, 2).astype(np.float64) ** -settings.size_power
    return np.asarray(raw / raw.mean()) if len(raw) else raw


def gate_level(baskets: Baskets, settings: TogetherSettings) -> float:
    """Return the G² a pair needs: the full gate, or none while the shop is small."""
    several = int((baskets.size > 1).sum())
    return settings.least_surprise if several >= settings.surprise_from else 0.0


def _margins(baskets: Baskets, weights: NDArray[np.float64]) -> _Margins:
    held = np.asarray(baskets.held.sum(axis=0), dtype=np.int64)
    weighed = np.asarray(baskets.held.T @ weights, dtype=np.float64)
    return _Margins(len(baskets.at), float(weights.sum()), held, weighed)


def _ranked_block(
    pairs: PairCounts, margins: _Margins, surprise: float, settings: TogetherSettings
) -> PartnerLists:
    first, second = margins.held[pairs.first], margins.held[pairs.second]
    lift = pairs.together * margins.orders / (first * second)
    sure = log_likelihood_ratio(pairs.together, first, second, margins.orders) >= surprise
    open_ = np.flatnonzero(sure & (lift > 1))
    score = _score(pairs, open_, margins, settings)
    lists = PartnerLists.of_pairs(
        pairs.first[open_], pairs.second[open_], score, pairs.together[open_], lift[open_]
    )
    return best_of_each(lists, settings.kept)


def _score(
    pairs: PairCounts, rows: NDArray[np.intp], margins: _Margins, settings: TogetherSettings
) -> NDArray[np.float64]:
    # the lower bound n - z * sqrt(n), as a share of the plain count n, put on the weighed one
    bound = np.maximum(1 - settings.caution / np.sqrt(pairs.together[rows]), 0)
    both = pairs.weighed[rows] * bound
    first = margins.weighed[pairs.first[rows]]
    second = margins.weighed[pairs.second[rows]]
    lift = both * margins.weight / (first * second)
    return np.asarray(both / (first + settings.shrink) * lift**settings.lift_power)
