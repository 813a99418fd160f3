"""Views as visits: what one person looked at without a pause of half an hour."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tailorbird.core.clock import MINUTE
from tailorbird.recommendations.baskets import Baskets, baskets_of
from tailorbird.recommendations.types import Sales

View = tuple[str, str, int]
PAUSE = 30 * MINUTE  # a longer one begins another visit


@dataclass(frozen=True)
class Visits:
    """Visits as baskets of the products looked at, and people as baskets of all they looked at.

    ``at`` has the moment of every single view, microseconds UTC.
    """

    baskets: Baskets
    people: Baskets
    at: NDArray[np.int64]

    def views_since(self, moment: int) -> int:
        """Return how many views there were from a moment (microseconds UTC) on."""
        return int((self.at >= moment).sum())


def visits_of(views: Iterable[View]) -> Visits:
    """Turn (person, product, at) views, person by person in the order of time, into visits."""
    numbers: dict[str, int] = {}
    person, visit, product, at = array("i"), array("i"), array("i"), array("q")
    someone, person_number, visit_number, before = None, -1, -1, 0
    for who, product_id, seen_at in views:
        if who != someone:
            someone, person_number, visit_number = who, person_number + 1, visit_number + 1
        elif seen_at - before > PAUSE:
            visit_number += 1
        before = seen_at
        person.append(person_number)
        visit.append(visit_number)
        product.append(numbers.setdefault(product_id, len(numbers)))
        at.append(seen_at)
    ids = tuple(numbers)
    when = np.frombuffer(at, np.int64) if at else np.empty(0, np.int64)
    return Visits(_baskets(ids, visit, product, when), _baskets(ids, person, product, when), when)


def no_visits() -> Visits:
    """Return the visits of a shop that nobody has looked around in."""
    return visits_of(())


def _baskets(
    ids: tuple[str, ...], group: array[int], product: array[int], at: NDArray[np.int64]
) -> Baskets:
    unnamed = ("",) * len(ids)
    return baskets_of(
        Sales(
            product_ids=ids,
            titles=unnamed,
            categories=unnamed,
            order=_column(group),
            product=_column(product),
            quantity=np.ones(len(group), np.int32),
            at=at,
        )
    )


def _column(values: array[int]) -> NDArray[np.int32]:
    return np.frombuffer(values, np.int32) if values else np.empty(0, np.int32)
