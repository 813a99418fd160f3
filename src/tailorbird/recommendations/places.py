"""Where a product stands in what shoppers are shown: the reverse of asking for candidates."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from tailorbird.recommendations.bought_together import BoughtTogether
from tailorbird.recommendations.training import Trained
from tailorbird.recommendations.types import Context

SHOWN = 12  # places from the top that blocks usually reach
MOST = 50


class Place(Struct, frozen=True, kw_only=True):
    """One place: the strategy, how far up (1 is first), and beside which product, if any."""

    strategy: str
    rank: int
    beside: str | None = None


def places_of(trained: Trained, product_id: str, most: int = MOST) -> list[Place]:
    """Return the places of a product among the first ``SHOWN`` of each list, the best first."""
    found: list[Place] = []
    for name, recommender in trained.recommenders.items():
        if isinstance(recommender, BoughtTogether):
            found += _beside(recommender, product_id, most)
        else:
            listed = recommender.candidates(Context(now=trained.at), SHOWN)
            ids = [candidate.product_id for candidate in listed]
            found += [
                Place(strategy=name, rank=at + 1) for at, one in enumerate(ids) if one == product_id
            ]
    return found


def _beside(together: BoughtTogether, product_id: str, most: int) -> list[Place]:
    number = together.number.get(product_id)
    if number is None:
        return []
    lists = together.lists
    rows = np.flatnonzero(lists.partner == number)
    rank = rows - lists.start[lists.subject[rows]]
    shown = np.flatnonzero(rank < SHOWN)
    best = shown[np.lexsort((-lists.score[rows[shown]], rank[shown]))][:most]
    return [
        Place(
            strategy=together.name,
            rank=int(rank[at]) + 1,
            beside=together.product_ids[lists.subject[rows[at]]],
        )
        for at in best.tolist()
    ]
