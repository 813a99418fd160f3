"""Which of WooCommerce's topics mean something here, and what. Pure."""

from __future__ import annotations

from collections.abc import Callable

from tailorbird.connectors.shops.events import Who, natural, tracked
from tailorbird.connectors.shops.reading import Body, decoded, identifier, needed, text
from tailorbird.connectors.shops.types import Delivery, Translated
from tailorbird.connectors.woocommerce import customers, orders, products
from tailorbird.connectors.woocommerce.naming import SOURCE
from tailorbird.core.hashing import hex_digest

Reader = Callable[[Body, Delivery], Translated]


def translate(delivery: Delivery) -> Translated:
    """Return what follows from a webhook; a topic of no use here says so.

    Coupons belong to nobody, and ``action.*`` is whatever a plugin says: both are of no use.

    Raises:
        BadInput: the body is no JSON object, or lacks what its topic cannot be read without.
    """
    read = _TOPICS.get(delivery.topic)
    if read is None:
        return Translated(used=False)
    return read(decoded(delivery.body), delivery)


def translated(part: str, record: Body, _shop: str, currency: str, now: int) -> Translated:
    """Return what follows from one record of the past.

    Raises:
        BadInput: it lacks what it cannot be read without.
    """
    if part == "orders":
        named = {**record, "currency": text(record.get("currency")) or currency}
        return Translated(events=tuple(orders.told(named, now)))
    if part == "customers":
        return Translated(events=(customers.told(record, now),))
    return Translated(products=(products.product_of(record, currency, now),))


def _key(delivery: Delivery) -> str:
    """One body of one topic is one event, whatever its headers say: only the body is signed."""
    return natural(SOURCE, hex_digest(delivery.topic, delivery.body.decode(errors="replace")))


def _order(body: Body, delivery: Delivery) -> Translated:
    found = translated("orders", body, delivery.shop, delivery.currency, delivery.received_at)
    if delivery.topic == "order.created":
        return found
    changed = orders.updated(body, _key(delivery), delivery.received_at)
    return Translated(events=(*found.events, changed))


def _order_gone(body: Body, delivery: Delivery) -> Translated:
    event = orders.cancelled({"id": identifier(body.get("id"))}, delivery.received_at)
    return Translated(events=(event,))


def _customer(body: Body, delivery: Delivery) -> Translated:
    return translated("customers", body, delivery.shop, delivery.currency, delivery.received_at)


def _customer_gone(body: Body, delivery: Delivery) -> Translated:
    """The shop removed an account; that somebody wants to be forgotten is told otherwise."""
    now, whose = delivery.received_at, Who(customer_id=needed(body, "id"))
    name, key = "Customer Deleted", _key(delivery)
    return Translated(events=(tracked(SOURCE, name, key, whose, at=now, now=now, properties={}),))


def _product(body: Body, delivery: Delivery) -> Translated:
    if products.is_variant(body):
        return Translated(used=False)
    return translated("products", body, delivery.shop, delivery.currency, delivery.received_at)


def _product_gone(body: Body, _delivery: Delivery) -> Translated:
    return Translated(withdrawn=(needed(body, "id"),))


_TOPICS: dict[str, Reader] = {
    "order.created": _order,
    "order.updated": _order,
    "order.restored": _order,
    "order.deleted": _order_gone,
    "customer.created": _customer,
    "customer.updated": _customer,
    "customer.deleted": _customer_gone,
    "product.created": _product,
    "product.updated": _product,
    "product.restored": _product,
    "product.deleted": _product_gone,
}
USED = frozenset(_TOPICS)
