"""WooCommerce's customers. Its core asks nobody for consent, so none is told here. Pure."""

from __future__ import annotations

from tailorbird.connectors.shops.events import Who, identified, natural
from tailorbird.connectors.shops.reading import Body, given, mapping, moment, needed, text
from tailorbird.connectors.woocommerce.naming import SOURCE
from tailorbird.core.hashing import hex_digest
from tailorbird.events.types import Event


def told(customer: Body, now: int) -> Event:
    """Return who a customer is."""
    billing = mapping(customer.get("billing"))
    whose = Who(customer_id=needed(customer, "id"), email=text(customer.get("email")))
    traits = given(
        email=whose.email,
        firstName=text(customer.get("first_name")),
        lastName=text(customer.get("last_name")),
        phone=text(billing.get("phone")),
        country=text(billing.get("country")),
        createdAt=text(customer.get("date_created_gmt")),
    )
    changed = customer.get("date_modified_gmt") or customer.get("date_created_gmt")
    said = repr((text(changed), sorted(traits.items())))
    key = natural(SOURCE, "customer", whose.customer_id, hex_digest(said))
    return identified(SOURCE, key, whose, at=moment(changed) or now, now=now, traits=traits)
