"""What recommenders take and give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray


class Reason(Struct, frozen=True, kw_only=True):
    """Why a product is a candidate: a stable code, the product it follows from, and the evidence.

    ``support`` is the count behind it (orders with both, orders lately); ``lift`` how many times
    likelier than chance, where that is what was measured.
    """

    code: str
    subject: str | None = None
    support: int | None = None
    lift: float | None = None


class Candidate(Struct, frozen=True):
    """A product that could be shown. Higher scores are better, within one recommender only."""

    product_id: str
    score: float
    reason: Reason


class Context(Struct, frozen=True, kw_only=True):
    """What a recommender may look at: the present page and this person's own recent acts.

    ``now`` is microseconds UTC; ``viewed`` is newest first.
    """

    now: int
    item: str | None = None
    category: str | None = None
    cart: tuple[str, ...] = ()
    viewed: tuple[str, ...] = ()


class Recommender(Protocol):
    """A named source of candidates. Immutable once trained; safe to call from many threads."""

    @property
    def name(self) -> str:
        """The strategy's stable name, e.g. ``bought_together``."""
        ...

    def candidates(self, context: Context, limit: int) -> list[Candidate]:
        """Return up to ``limit`` candidates, best first, ties by product id; empty if none fit.

        No product twice, scores finite and not rising down the list, the same answer for the
        same context.
        """
        ...


@dataclass(frozen=True)
class Sales:
    """Order lines as columns, the training data of everything learned from orders.

    All arrays have one entry per order line. ``product`` indexes ``product_ids`` and ``order``
    numbers baskets from 0; ``quantity`` is net of refunds and at least 1; ``at`` is microseconds
    UTC. ``titles`` and ``categories`` are parallel to ``product_ids`` ("" where unknown).
    Service codes and cancelled orders are left out already.
    """

    product_ids: tuple[str, ...]
    titles: tuple[str, ...]
    categories: tuple[str, ...]
    order: NDArray[np.int32]
    product: NDArray[np.int32]
    quantity: NDArray[np.int32]
    at: NDArray[np.int64]
