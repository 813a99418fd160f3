"""Which of Shopify's topics mean something here, and what. Pure."""

from __future__ import annotations

from collections.abc import Callable

from tailorbird.connectors.shopify import carts, customers, orders, products
from tailorbird.connectors.shopify.naming import SOURCE
from tailorbird.connectors.shops.events import Who, natural, tracked
from tailorbird.connectors.shops.reading import Body, decoded, identifier, mapping, needed, text
from tailorbird.connectors.shops.types import Delivery, PersonRequest, Translated, Wish
from tailorbird.core.errors import BadInput
from tailorbird.core.hashing import hex_digest
from tailorbird.events.types import Event

Reader = Callable[[Body, Delivery], Translated]


def translate(delivery: Delivery) -> Translated:
    """Return what follows from a webhook; a topic of no use here says so.

    Raises:
        BadInput: the body is no JSON object, or lacks what its topic cannot be read without.
    """
    read = _TOPICS.get(delivery.topic)
    if read is None:
        return Translated(used=False)
    return read(decoded(delivery.body), delivery)


def _key(delivery: Delivery) -> str:
    """One body of one topic is one event, whatever its headers say: only the body is signed."""
    return natural(SOURCE, hex_digest(delivery.topic, delivery.body.decode(errors="replace")))


def _event(make: Callable[[Body, Delivery], Event]) -> Reader:
    return lambda body, delivery: Translated(events=(make(body, delivery),))


def _changed(name: str) -> Reader:
    return _event(lambda body, d: orders.updated(name, body, _key(d), d.received_at))


def _parcel(name: str) -> Reader:
    return _event(lambda body, d: orders.parcel(name, body, _key(d), d.received_at))


def _refund(body: Body, delivery: Delivery) -> Event:
    order_id = needed(body, "order_id")
    return orders.refunded(body, order_id, delivery.currency, delivery.received_at)


def _customer(body: Body, delivery: Delivery) -> Translated:
    return Translated(events=customers.told(body, delivery.received_at))


def _customer_deleted(body: Body, delivery: Delivery) -> Event:
    """The shop removed a record of its own; a wish to be forgotten comes as a request."""
    now = delivery.received_at
    who = Who(customer_id=needed(body, "id"))
    return tracked(SOURCE, "Customer Deleted", _key(delivery), who, at=now, now=now, properties={})


def _consent(body: Body, delivery: Delivery) -> Translated:
    return Translated(events=tuple(customers.answers(body, delivery.received_at, undated=True)))


def _product(body: Body, delivery: Delivery) -> Translated:
    found = products.product_of(body, delivery.shop, delivery.currency, delivery.received_at)
    return Translated(products=(found,), items=products.items_of(body))


def _product_gone(body: Body, _delivery: Delivery) -> Translated:
    return Translated(withdrawn=(needed(body, "id"),))


def _level(*, gone: bool) -> Reader:
    return lambda body, delivery: Translated(
        levels=(products.level_of(body, delivery.received_at, gone=gone),)
    )


def _request(wish: Wish) -> Reader:
    def read(body: Body, delivery: Delivery) -> Translated:
        # the topic is not signed, so the body itself must be of this kind and of this shop
        if text(body.get("shop_domain")).lower() != delivery.shop:
            raise BadInput("shop_domain: this request is of another shop.", field="shop_domain")
        customer = mapping(body.get("customer"))
        if wish is not Wish.ERASE_SHOP and not customer:
            raise BadInput("customer: this request names nobody.", field="customer")
        named = body.get("orders_requested") or body.get("orders_to_redact") or ()
        request = PersonRequest(
            wish=wish,
            reference=_key(delivery),
            customer_id=identifier(customer.get("id")),
            email=text(customer.get("email")).lower(),
            order_ids=tuple(identifier(one) for one in named),
        )
        return Translated(requests=(request,))

    return read


_TOPICS: dict[str, Reader] = {
    "orders/create": _event(lambda body, d: orders.completed(body, d.received_at)),
    "orders/updated": _changed("Order Updated"),
    "orders/paid": _changed("Order Paid"),
    "orders/fulfilled": _changed("Order Fulfilled"),
    "orders/partially_fulfilled": _changed("Order Partially Fulfilled"),
    "orders/cancelled": _event(lambda body, d: orders.cancelled(body, d.received_at)),
    "orders/delete": _event(lambda body, d: orders.deleted(body, d.received_at)),
    "orders/edited": _event(lambda body, d: orders.edited(body, _key(d), d.received_at)),
    "refunds/create": _event(_refund),
    "fulfillments/create": _parcel("Parcel Prepared"),
    "fulfillments/update": _parcel("Parcel Updated"),
    "customers/create": _customer,
    "customers/update": _customer,
    "customers/enable": _customer,
    "customers/disable": _customer,
    "customers/delete": _event(_customer_deleted),
    "customers_marketing_consent/update": _consent,
    "customers_email_marketing_consent/update": _consent,
    "customers/marketing_consent_update": _consent,
    "products/create": _product,
    "products/update": _product,
    "products/delete": _product_gone,
    "inventory_levels/connect": _level(gone=False),
    "inventory_levels/update": _level(gone=False),
    "inventory_levels/disconnect": _level(gone=True),
    "carts/create": _event(lambda body, d: carts.cart(body, _key(d), d.received_at)),
    "carts/update": _event(lambda body, d: carts.cart(body, _key(d), d.received_at)),
    "checkouts/create": _event(lambda body, d: carts.checkout(body, d.received_at)),
    "checkouts/update": _event(lambda body, d: carts.checkout(body, d.received_at)),
    "customers/data_request": _request(Wish.EXPORT),
    "customers/redact": _request(Wish.ERASE),
    "shop/redact": _request(Wish.ERASE_SHOP),
}
USED = frozenset(_TOPICS)
