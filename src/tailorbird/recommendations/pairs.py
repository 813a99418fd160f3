"""How often two products were in one order, counted in blocks so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tailorbird.recommendations.baskets import Baskets

# Entries one block of counts may hold at most (rows times products): 12 bytes each, twice.
BLOCK_ENTRIES = 1_000_000


@dataclass(frozen=True)
class PairCounts:
    """Pairs of one block of products: in ``together`` orders both, ``weighed`` by order weight.

    ``first`` rises; within it ``second`` rises. A product is never paired with itself.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    together: NDArray[np.int64]
    weighed: NDArray[np.float64]


def count_pairs(
    baskets: Baskets, weights: NDArray[np.float64], least: int, block_entries: int = BLOCK_ENTRIES
) -> Iterator[PairCounts]:
    """Count every pair found in at least ``least`` orders, some hundred first products at a time.

    Time grows with the sum of squared basket sizes; memory stays near 24 bytes times
    ``block_entries`` whatever the size of the catalogue.
    """
    held = baskets.held.astype(np.float64)
    products = len(baskets.product_ids)
    weighted = sparse.csr_array(held.multiply(weights[:, None]))
    holders = held.T.tocsr()
    rows = max(1, block_entries // max(products, 1))
    for start in range(0, products, rows):
        yield _count_block(holders[start : start + rows], held, weighted, start, least)


def _count_block(
    holders: sparse.csr_array[np.float64],
    held: sparse.csr_array[np.float64],
    weighted: sparse.csr_array[np.float64],
    start: int,
    least: int,
) -> PairCounts:
    together = holders @ held
    weighed = holders @ weighted
    # both products have the same pattern; sorted indices make their entries stand side by side
    together.sort_indices()
    weighed.sort_indices()
    first = np.repeat(np.arange(together.shape[0]), np.diff(together.indptr)) + start
    second = together.indices.astype(np.int64)
    kept = (together.data >= least) & (first != second)
    return PairCounts(
        first[kept], second[kept], together.data[kept].astype(np.int64), weighed.data[kept]
    )


def log_likelihood_ratio(
    together: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64], orders: int
) -> NDArray[np.float64]:
    """Return G² of each two-by-two table: how surely two products go together or apart.

    ``first`` and ``second`` are how many of ``orders`` held each. Chi-squared with one degree of
    freedom when they are independent, so 10.83 is p < .001 (Dunning 1993, "Accurate methods for
    the statistics of surprise and coincidence").
    """
    cells = (together, first - together, second - together, orders - first - second + together)
    margins = (first, orders - first, second, orders - second)
    inside = sum((_xlogx(cell) for cell in cells), np.zeros(len(together)))
    outside = sum((_xlogx(margin) for margin in margins), np.zeros(len(together)))
    whole = orders * np.log(max(orders, 1))
    return np.asarray(np.maximum(2 * (inside - outside + whole), 0.0))


def _xlogx(count: NDArray[np.int64]) -> NDArray[np.float64]:
    value = count.astype(np.float64)
    return value * np.log(np.maximum(value, 1.0))
