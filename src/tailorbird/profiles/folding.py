"""How one event changes what we know of a person right now. Pure; used live and on the tail."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.core.clock import DAY
from tailorbird.events.types import Event
from tailorbird.events.vocabulary import (
    Cart,
    OrderCompleted,
    ProductEvent,
    ProductFields,
    interpret,
)
from tailorbird.privacy.uses import Use
from tailorbird.profiles.answering import may_be_used
from tailorbird.profiles.types import CartLine, Facts, ViewedProduct

MOST_VIEWED = 50
MOST_CART_LINES = 200
MOST_QUANTITY = 1_000_000
# Shops stamp orders to the minute or even to the day: what an order holds and was put into the
# cart up to a day later is what was ordered.
STAMPED_WITHIN = DAY


def fold_all(facts: Facts, events: Iterable[Event]) -> Facts:
    """Apply events in their order."""
    for event in events:
        facts = fold(facts, event, interpret(event))
    return facts


def fold(facts: Facts, event: Event, typed: Struct | None) -> Facts:
    """Apply one event; ``typed`` is what ``interpret`` says of it."""
    match event.name, typed:
        case "Product Viewed", ProductEvent():
            product = product_seen(event, typed)
            return _viewed(facts, product, event.occurred_at) if product else facts
        case (("Product Added" | "Wishlist Product Added to Cart"), ProductEvent()):
            return _added(facts, typed, event)
        case "Product Removed", ProductEvent():
            return _removed(facts, typed)
        case "Cart Viewed", Cart(products=list() as products):
            return _synced(facts, products, event)
        case "Order Completed", OrderCompleted():
            return _ordered(facts, typed, event.occurred_at)
        case _:
            return facts


def product_seen(event: Event, typed: Struct | None) -> str:
    """Return the product somebody looked at and may be reminded of, empty for any other event."""
    if event.name != "Product Viewed" or not isinstance(typed, ProductEvent):
        return ""
    return typed.key if _personal(event) else ""


def touches_cart(event: Event) -> bool:
    """Whether the event can change the cart (orders can: they empty it)."""
    return event.name in _TOUCHING


_TOUCHING = frozenset(
    {
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


def _personal(event: Event) -> bool:
    """Whether the consent an event carries leaves it to choosing for this person."""
    return may_be_used(event, Use.PERSONALIZE)


def _added(facts: Facts, product: ProductEvent, event: Event) -> Facts:
    at = event.occurred_at
    amount = 1 if product.quantity is None else product.quantity
    if amount <= 0 or at <= facts.ordered_at:  # told late: it went with that order
        return facts
    held = {line.product_id: line for line in facts.cart}
    before = held.get(product.key, CartLine(product.key, 0, at))
    quantity = min(before.quantity + amount, MOST_QUANTITY)
    personal = before.personal and _personal(event)
    held[product.key] = CartLine(product.key, quantity, max(at, before.at), personal)
    return with_cart(facts, held.values())


def _removed(facts: Facts, product: ProductEvent) -> Facts:
    kept = []
    for line in facts.cart:
        if line.product_id != product.key:
            kept.append(line)
        elif product.quantity is not None and 0 < product.quantity < line.quantity:
            kept.append(replace(line, quantity=line.quantity - product.quantity))
    return with_cart(facts, kept)


def _synced(facts: Facts, products: list[ProductFields], event: Event) -> Facts:
    """The shop tells the whole cart as it was at that time; what was added later stays."""
    at = event.occurred_at
    if at <= facts.ordered_at:
        return facts
    added = {line.product_id: line for line in facts.cart}
    lines = {line.product_id: line for line in facts.cart if line.at > at}
    for product in products:
        if product.key and (product.quantity is None or product.quantity > 0):
            before = added.get(product.key, CartLine(product.key, 0, at, _personal(event)))
            lines[product.key] = replace(before, quantity=product.quantity or 1)
    return with_cart(facts, lines.values())


def _ordered(facts: Facts, order: OrderCompleted, at: int) -> Facts:
    """An order empties the cart of what was in it by then and counts as bought."""
    ordered = {product.key for product in order.products if product.key and not product.is_service}
    bought = facts.bought | {key: max(at, facts.bought.get(key, at)) for key in ordered}
    kept = [
        line
        for line in facts.cart
        if not (line.product_id in ordered and line.at <= at + STAMPED_WITHIN)
    ]
    ordered_at = max(at, facts.ordered_at)
    return with_cart(replace(facts, bought=bought, ordered_at=ordered_at), kept)


def with_cart(facts: Facts, lines: Iterable[CartLine]) -> Facts:
    """Return the facts with this cart, less what was in it when the last order was placed."""
    waiting = [line for line in lines if line.at > facts.ordered_at]
    ordered = sorted(waiting, key=lambda line: (line.at, line.product_id))
    return replace(facts, cart=tuple(ordered[-MOST_CART_LINES:]))
