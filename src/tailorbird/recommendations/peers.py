"""The plain ways of finding partners, for comparison only: never shown to anybody."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tailorbird.recommendations.baskets import Baskets
from tailorbird.recommendations.pairs import count_pairs, log_likelihood_ratio
from tailorbird.recommendations.partners import PartnerLists, best_of_each

_Counts = NDArray[np.int64]
PeerScore = Callable[[_Counts, _Counts, _Counts, int], NDArray[np.float64]]


def co_occurrence(
    both: _Counts, first: _Counts, second: _Counts, orders: int
) -> NDArray[np.float64]:
    """Score a pair by how many orders hold both."""
    del first, second, orders
    return both.astype(np.float64)


def jaccard(both: _Counts, first: _Counts, second: _Counts, orders: int) -> NDArray[np.float64]:
    """Score a pair by orders with both over orders with either."""
    del orders
    return np.asarray(both / (first + second - both), dtype=np.float64)


def lift(both: _Counts, first: _Counts, second: _Counts, orders: int) -> NDArray[np.float64]:
    """Score a pair by how many times likelier than chance it is."""
    return np.asarray(both * orders / (first * second), dtype=np.float64)


def partners_by(
    score: PeerScore, baskets: Baskets, kept: int, *, least: int, surprise: float
) -> PartnerLists:
    """Rank partners by a plain score over all orders, equally weighed, of any length.

    ``least`` orders must hold both and G² reach ``surprise``; 1 and 0 leave every pair in.
    """
    held = np.asarray(baskets.held.sum(axis=0), dtype=np.int64)
    orders = len(baskets.at)
    parts = []
    for pairs in count_pairs(baskets, np.ones(orders), least):
        first, second = held[pairs.first], held[pairs.second]
        sure = log_likelihood_ratio(pairs.together, first, second, orders) >= surprise
        value = score(pairs.together, first, second, orders)
        lists = PartnerLists.of_pairs(
            pairs.first[sure],
            pairs.second[sure],
            value[sure],
            pairs.together[sure],
            lift(pairs.together, first, second, orders)[sure],
        )
        parts.append(best_of_each(lists, kept))
    return PartnerLists.joined(parts, len(baskets.product_ids))
