"""What trusted events say about products: their names, prices, how often they are ordered. Pure.

A browser is not asked: anybody can send anything with the public key, so the catalogue learns
only from imports, servers and the library.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tailorbird.catalog.learning import Mention
from tailorbird.events.proof import is_public
from tailorbird.events.types import Event
from tailorbird.events.vocabulary import Interpreted, OrderCompleted, ProductFields, StockAdjusted


def mentions_of(batch: Iterable[Interpreted], currency: str) -> list[Mention]:
    """Return each product's mentions; of those that say the same the first and the newest stay."""
    first: dict[tuple[object, ...], Mention] = {}
    newest: dict[tuple[object, ...], Mention] = {}
    for item in batch:
        event = item.logged.event
        if is_public(event) or not isinstance(item.typed, OrderCompleted):
            continue
        used = item.typed.currency or currency
        for product in _products(item.typed):
            key = (product.key, product.name, product.price, product.category, product.brand)
            held = newest.get(key)
            if held is None or held.at <= event.occurred_at:
                newest.pop(key, None)  # of two at one time the later in the log decides
                newest[key] = _mention(product, event, used)
            if held is None:
                first[key] = newest[key]
            elif event.occurred_at < first[key].at:
                first[key] = _mention(product, event, used)
    return [*(one for key, one in first.items() if one.at < newest[key].at), *newest.values()]


def times_ordered(batch: Iterable[Interpreted]) -> Counter[str]:
    """Return how many order lines name each product."""
    times: Counter[str] = Counter()
    for item in batch:
        if isinstance(item.typed, OrderCompleted):
            times.update(product.key for product in _products(item.typed))
    return times


def stock_movements(batch: Iterable[Interpreted]) -> list[dict[str, object]]:
    """Return the lines of stock adjustments."""
    return [
        {
            "movement_id": str(item.typed.adjustment_id),
            "ordinal": number if product.ordinal is None else product.ordinal,
            "product_id": product.key,
            "quantity": product.quantity or 0,
            "at": item.logged.event.occurred_at,
        }
        for item in batch
        if isinstance(item.typed, StockAdjusted)
        for number, product in enumerate(item.typed.products)
    ]


def _products(order: OrderCompleted) -> Iterator[ProductFields]:
    return (product for product in order.products if product.key and not product.is_service)


def _mention(product: ProductFields, event: Event, currency: str) -> Mention:
    return Mention(
        product_id=product.key,
        title=(product.name or "").strip(),
        category=product.category or "",
        brand=product.brand or "",
        price=product.price,
        currency=currency,
        url=product.url or "",
        image_url=product.image_url or "",
        at=event.occurred_at,
    )
