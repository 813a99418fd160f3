"""How one event changes what we know of a person right now. Pure; used live and on the tail."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.events.types import Event
from tailorbird.events.vocabulary import (
    Cart,
    OrderCompleted,
    ProductEvent,
    ProductFields,
    interpret,
)
from tailorbird.profiles.types import CartLine, Facts, ViewedProduct

MOST_VIEWED = 50
MOST_CART_LINES = 200
MOST_QUANTITY = 1_000_000


def fold_all(facts: Facts, events: Iterable[Event]) -> Facts:
    """Apply events in their order."""
    for event in events:
        facts = fold(facts, event, interpret(event))
    return facts


def fold(facts: Facts, event: Event, typed: Struct | None) -> Facts:
    """Apply one event; ``typed`` is what ``interpret`` says of it."""
    match event.name, typed:
        case "Product Viewed", ProductEvent():
            return _viewed(facts, typed.key, event.occurred_at)
        case (("Product Added" | "Wishlist Product Added to Cart"), ProductEvent()):
            return _added(facts, typed, event.occurred_at)
        case "Product Removed", ProductEvent():
            return _removed(facts, typed)
        case "Cart Viewed", Cart(products=list() as products):
            return _synced(facts, products, event.occurred_at)
        case "Order Completed", OrderCompleted():
            return _ordered(facts, typed, event.occurred_at)
        case _:
            return facts


def touches_facts(event: Event) -> bool:
    """Whether the event can change views or cart (orders can: they empty the cart)."""
    return event.name in _TOUCHING


_TOUCHING = frozenset(
    {
        "Product Viewed",
        "Product Added",
        "Wishlist Product Added to Cart",
        "Product Removed",
        "Cart Viewed",
        "Order Completed",
    }
)


def _viewed(facts: Facts, product_id: str, at: int) -> Facts:
    seen = {view.product_id: view.at for view in facts.viewed}
    seen[product_id] = max(at, seen.get(product_id, at))
    newest = sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:MOST_VIEWED]
    return replace(facts, viewed=tuple(ViewedProduct(key, when) for key, when in newest))


def _added(facts: Facts, product: ProductEvent, at: int) -> Facts:
    amount = 1 if product.quantity is None else product.quantity
    if amount <= 0:
        return facts
    held = {line.product_id: line for line in facts.cart}
    before = held[product.key].quantity if product.key in held else 0
    held[product.key] = CartLine(product.key, min(before + amount, MOST_QUANTITY), at)
    return _with_cart(facts, held.values())


def _removed(facts: Facts, product: ProductEvent) -> Facts:
    kept = []
    for line in facts.cart:
        if line.product_id != product.key:
            kept.append(line)
        elif product.quantity is not None and 0 < product.quantity < line.quantity:
            kept.append(replace(line, quantity=line.quantity - product.quantity))
    return _with_cart(facts, kept)


def _synced(facts: Facts, products: list[ProductFields], at: int) -> Facts:
    added = {line.product_id: line.at for line in facts.cart}
    lines = {
        product.key: CartLine(product.key, product.quantity or 1, added.get(product.key, at))
        for product in products
        if product.key and (product.quantity is None or product.quantity > 0)
    }
    return _with_cart(facts, lines.values())


def _ordered(facts: Facts, order: OrderCompleted, at: int) -> Facts:
    """An order empties the cart of what was in it by then and counts as bought."""
    bought = dict(facts.bought)
    for product in order.products:
        if product.key and not product.is_service:
            bought[product.key] = max(at, bought.get(product.key, at))
    kept = [line for line in facts.cart if line.at > at and line.product_id not in bought]
    return replace(_with_cart(facts, kept), bought=bought)


def _with_cart(facts: Facts, lines: Iterable[CartLine]) -> Facts:
    ordered = sorted(lines, key=lambda line: (line.at, line.product_id))
    return replace(facts, cart=tuple(ordered[-MOST_CART_LINES:]))
