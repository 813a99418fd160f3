"""Shopify's customers, and what they answered on being written to. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from tailorbird.connectors.shopify.naming import SOURCE
from tailorbird.connectors.shops.events import Who, answered, identified, natural
from tailorbird.connectors.shops.reading import Body, given, mapping, moment, needed, text
from tailorbird.core.hashing import hex_digest
from tailorbird.events.types import Event

PURPOSES = {"email_marketing_consent": "email_marketing", "sms_marketing_consent": "sms_marketing"}
# "not_subscribed" and "pending" are no answers yet, so nothing is written down for them.
_ANSWERS = {"subscribed": True, "unsubscribed": False, "redacted": False}


def told(customer: Body, now: int) -> tuple[Event, ...]:
    """Return who a customer is, and the answers that carry their time."""
    whose = _who(customer)
    traits = given(
        email=whose.email,
        firstName=text(customer.get("first_name")),
        lastName=text(customer.get("last_name")),
        phone=text(customer.get("phone")),
        country=text(mapping(customer.get("default_address")).get("country_code")),
        createdAt=text(customer.get("created_at")),
    )
    at = moment(customer.get("updated_at")) or moment(customer.get("created_at")) or now
    said = repr((text(customer.get("updated_at")), sorted(traits.items())))
    key = natural(SOURCE, "customer", whose.customer_id, hex_digest(said))
    about = identified(SOURCE, key, whose, at=at, now=now, traits=traits)
    return (about, *answers(customer, now))


def answers(customer: Body, now: int, *, undated: bool = False) -> Iterator[Event]:
    """Yield a customer's answers. One of unknown time counts only if it is news (``undated``)."""
    for field, purpose in PURPOSES.items():
        consent = mapping(customer.get(field))
        granted = _ANSWERS.get(text(consent.get("state")).lower())
        at = moment(consent.get("consent_updated_at")) or (now if undated else None)
        if granted is None or at is None:
            continue
        confirmed = text(consent.get("opt_in_level")).lower() == "confirmed_opt_in"
        method = "double" if confirmed else "single"
        yield answered(
            SOURCE, _who(customer), purpose, granted=granted, at=at, now=now, method=method
        )


def _who(customer: Body) -> Who:
    found = customer if customer.get("id") else {"id": customer.get("customer_id")}
    email = text(customer.get("email")) or text(customer.get("email_address"))
    return Who(customer_id=needed(found, "id"), email=email)
