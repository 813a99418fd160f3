"""Order lines as baskets: which order held which product, once, with products in id order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tailorbird.core.errors import BadInput
from tailorbird.recommendations.types import Sales

Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True)
class Baskets:
    """Orders as rows of ones over products; everything learned from orders reads this.

    Products stand in id order, so the lower index is the lower id and a stable sort breaks ties
    by product id. ``at`` (microseconds UTC) and ``size`` (distinct products) are per order.
    """

    product_ids: tuple[str, ...]
    titles: tuple[str, ...]
    categories: tuple[str, ...]
    held: sparse.csr_array[np.int32]
    at: NDArray[np.int64]
    size: NDArray[np.int64]

    def only(self, wanted: NDArray[np.bool_]) -> Baskets:
        """Return the baskets of the wanted orders, over the same products."""
        return Baskets(
            self.product_ids,
            self.titles,
            self.categories,
            self.held[np.flatnonzero(wanted)],
            frozen(self.at[wanted]),
            frozen(self.size[wanted]),
        )


def baskets_of(sales: Sales) -> Baskets:
    """Gather lines into baskets; a product on two lines of an order counts once.

    Raises:
        BadInput: the columns disagree in length or point at products that are not there.
    """
    _check(sales)
    by_id = sorted(range(len(sales.product_ids)), key=sales.product_ids.__getitem__)
    place = np.empty(len(by_id), dtype=np.int32)
    place[by_id] = np.arange(len(by_id), dtype=np.int32)
    numbers, row = np.unique(sales.order, return_inverse=True)
    held = _ones(row, place[sales.product], (len(numbers), len(by_id)))
    at = np.zeros(len(numbers), dtype=np.int64)
    np.maximum.at(at, row, sales.at)
    return Baskets(
        tuple(sales.product_ids[i] for i in by_id),
        tuple(sales.titles[i] for i in by_id),
        tuple(sales.categories[i] for i in by_id),
        held,
        frozen(at),
        frozen(np.diff(held.indptr).astype(np.int64)),
    )


def frozen(array: NDArray[Kind]) -> NDArray[Kind]:
    """Return the array with writing switched off, so that threads can share it."""
    array.flags.writeable = False
    return array


def _ones(
    row: NDArray[np.intp], column: NDArray[np.int32], shape: tuple[int, int]
) -> sparse.csr_array[np.int32]:
    ones = np.ones(len(row), dtype=np.int32)
    held = sparse.csr_array((ones, (row, column)), shape=shape)
    held.sum_duplicates()
    held.data[:] = 1
    return held


def _check(sales: Sales) -> None:
    lines = {len(sales.order), len(sales.product), len(sales.quantity), len(sales.at)}
    products = {len(sales.product_ids), len(sales.titles), len(sales.categories)}
    if len(lines) > 1 or len(products) > 1:
        raise BadInput("the columns of sales differ in length; give one entry per line or product")
    if len(set(sales.product_ids)) < len(sales.product_ids):
        raise BadInput("a product id stands twice in sales; give each product once")
    if len(sales.product) and not 0 <= sales.product.min() <= sales.product.max() < max(products):
        raise BadInput("an order line names a product that is not in product_ids")
