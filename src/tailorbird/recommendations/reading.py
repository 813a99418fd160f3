"""From order lines to the columns that recommenders learn from."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np

from tailorbird.recommendations.types import Sales

SoldLine = tuple[str, str, int, int]


def sales_of(lines: Iterable[SoldLine], labels: Iterable[tuple[str, str, str]]) -> Sales:
    """Turn (order, product, pieces, at) lines, order by order, into training columns.

    ``labels`` gives (product, title, category) for the products that have them.
    """
    numbers: dict[str, int] = {}
    order, product = array("i"), array("i")
    quantity, at = array("i"), array("q")
    number, previous = -1, None
    for order_id, product_id, pieces, placed_at in lines:
        if order_id != previous:
            number, previous = number + 1, order_id
        order.append(number)
        product.append(numbers.setdefault(product_id, len(numbers)))
        quantity.append(pieces)
        at.append(placed_at)
    known = {product_id: (title, category) for product_id, title, category in labels}
    return Sales(
        product_ids=tuple(numbers),
        titles=tuple(known.get(product_id, ("", ""))[0] for product_id in numbers),
        categories=tuple(known.get(product_id, ("", ""))[1] for product_id in numbers),
        order=np.frombuffer(order, np.int32) if order else np.empty(0, np.int32),
        product=np.frombuffer(product, np.int32) if product else np.empty(0, np.int32),
        quantity=np.frombuffer(quantity, np.int32) if quantity else np.empty(0, np.int32),
        at=np.frombuffer(at, np.int64) if at else np.empty(0, np.int64),
    )
