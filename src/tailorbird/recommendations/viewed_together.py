"""What is looked at within one visit: alternatives to a product, or to what was seen last.

Two products belong together when the same people look at both in one visit, more often than their
popularity explains: the cosine of their visits, shrunk so that few visits say little. A visit that
wanders through half the shop says less about each pair than a short one, and an old one less than a
recent one. A pair is only used when several different people have looked at both, so that nobody's
own browsing can be read from a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadConfiguration
from tailorbird.guardrails.reasons import Shown
from tailorbird.recommendations.baskets import Baskets
from tailorbird.recommendations.decay import decay_weights
from tailorbird.recommendations.pairs import PairCounts, count_pairs
from tailorbird.recommendations.partners import PartnerLists, best_of_each, merged
from tailorbird.recommendations.types import Candidate, Context, Reason
from tailorbird.recommendations.visits import Visits


@dataclass(frozen=True)
class ViewedSettings:
    """How pairs are gated and ranked. The defaults were tried on public click histories.

    - ``least_people``: different people who must have looked at both.
    - ``shrink``: visits added to the denominator. ``half_life`` (microseconds): a visit this old
      counts half. ``size_power``: a visit to n products weighs n to the minus this.
    - ``largest_visit``: longer visits are left out, which bounds time; they are robots, mostly.
    - ``kept``: partners remembered per product. ``last_seen``: how many of the products seen last
      speak where no product is at hand.
    """

    least_people: int = 2
    shrink: float = 10.0
    half_life: int = 60 * DAY
    size_power: float = 0.5
    largest_visit: int = 100
    kept: int = 50
    last_seen: int = 4

    def __post_init__(self) -> None:
        least = min(self.least_people, self.half_life, self.largest_visit, self.kept)
        if min(least, self.last_seen) < 1:
            raise BadConfiguration("the counts and the half-life of viewed-together: at least 1")
        if min(self.shrink, self.size_power) < 0:
            raise BadConfiguration("the settings of viewed-together cannot be negative")


@dataclass(frozen=True)
class ViewedTogether:
    """Partners of ``Context.item``, or of the products viewed last when no item is given.

    Of several, the scores of a partner are added, and the reason names the product that speaks for
    it most. What was asked about never comes back; without an item, nothing that was viewed does.
    """

    product_ids: tuple[str, ...] = field(repr=False)
    number: Mapping[str, int] = field(repr=False)
    lists: PartnerLists = field(repr=False)
    last_seen: int
    name: str = "viewed_together"

    def candidates(self, context: Context, limit: int) -> list[Candidate]:
        """Return up to ``limit`` partners; none if the products are unknown or seen alone."""
        if limit <= 0:
            return []
        if context.item is not None:
            product = self.number.get(context.item)
            found = None if product is None else self.lists.of(product)
        else:
            found = self._of_seen(context)
        if found is None:
            return []
        return [self._candidate(found, place) for place in range(len(found.partner))][:limit]

    def _of_seen(self, context: Context) -> PartnerLists | None:
        seen = [self.number.get(product) for product in dict.fromkeys(context.viewed)]
        known = [product for product in seen if product is not None]
        newest = known[: self.last_seen]
        return merged([self.lists.of(one) for one in newest], set(known)) if newest else None

    def _candidate(self, lists: PartnerLists, place: int) -> Candidate:
        reason = Reason(
            code=Shown.VIEWED_TOGETHER.value,
            subject=self.product_ids[lists.subject[place]],
            support=int(lists.together[place]),
            lift=float(lists.lift[place]),
        )
        return Candidate(self.product_ids[lists.partner[place]], float(lists.score[place]), reason)


def train_viewed_together(visits: Visits, now: int, settings: ViewedSettings) -> ViewedTogether:
    """Count, gate and rank the pairs of all visits up to ``largest_visit`` products."""
    counted = visits.baskets.only(visits.baskets.size <= settings.largest_visit)
    weights = _visit_weights(counted, now, settings)
    held = np.asarray(counted.held.sum(axis=0), dtype=np.int64)
    weighed = np.asarray(counted.held.T @ weights, dtype=np.float64)
    people = visits.people
    even = np.ones(len(people.at))
    parts = [
        _ranked(_of_several(block, by_people, len(held)), held, weighed, len(counted.at), settings)
        for block, by_people in zip(
            count_pairs(counted, weights, settings.least_people),
            count_pairs(people, even, settings.least_people),
            strict=True,
        )
    ]
    lists = PartnerLists.joined(parts, len(held))
    number = {product_id: place for place, product_id in enumerate(counted.product_ids)}
    return ViewedTogether(counted.product_ids, number, lists, settings.last_seen)


def _visit_weights(visits: Baskets, now: int, settings: ViewedSettings) -> NDArray[np.float64]:
    age = decay_weights(visits.at, now, settings.half_life)
    raw = age * np.maximum(visits.size, 2).astype(np.float64) ** -settings.size_power
    return np.asarray(raw / raw.mean()) if len(raw) else raw


def _of_several(visits: PairCounts, people: PairCounts, products: int) -> PairCounts:
    """Keep the pairs that enough different people have looked at."""
    pairs = visits.first * products + visits.second
    kept = np.isin(pairs, people.first * products + people.second, assume_unique=True)
    return PairCounts(
        visits.first[kept], visits.second[kept], visits.together[kept], visits.weighed[kept]
    )


def _ranked(
    pairs: PairCounts,
    held: NDArray[np.int64],
    weighed: NDArray[np.float64],
    visits: int,
    settings: ViewedSettings,
) -> PartnerLists:
    lift = pairs.together * visits / (held[pairs.first] * held[pairs.second])
    open_ = np.flatnonzero(lift > 1)
    either = np.sqrt(weighed[pairs.first[open_]] * weighed[pairs.second[open_]])
    score = pairs.weighed[open_] / (either + settings.shrink)
    lists = PartnerLists.of_pairs(
        pairs.first[open_], pairs.second[open_], score, pairs.together[open_], lift[open_]
    )
    return best_of_each(lists, settings.kept)
