"""Customer events made of what a shop's platform tells. Pure."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from tailorbird.core.errors import BadInput
from tailorbird.core.hashing import hex_digest
from tailorbird.events.types import Event, Kind
from tailorbird.events.validation import EARLIEST, FURTHEST_AHEAD, check
from tailorbird.events.vocabulary import CONSENT_UPDATED

MOST_ID = 100
MOST_WHO = 255
MOST_BYTES = 1024 * 1024  # an order of thousands of lines


class Who(Struct, frozen=True, kw_only=True):
    """Whose event it is. The platform is believed: it knows who signed in and who paid."""

    customer_id: str = ""
    email: str = ""
    visitor_id: str = ""


NOBODY = Who()


def natural(source: str, *parts: str) -> str:
    """Return the key that one fact has from every door: webhook, back-fill, or both twice."""
    key = ":".join((source, *parts))
    return key if len(key) <= MOST_ID else f"{source}:{hex_digest(*parts)}"


def tracked(
    source: str, name: str, key: str, who: Who, *, at: int, now: int, properties: dict[str, Any]
) -> Event:
    """Return what somebody did, or what happened to an order of theirs.

    Raises:
        BadInput: a property has the wrong form; the message names it.
    """
    event = Event(
        message_id=key,
        kind=Kind.TRACK,
        name=name,
        user_id=who.customer_id or None,
        anonymous_id=who.visitor_id or None,
        occurred_at=at,
        received_at=now,
        source=source,
        properties=properties,
        context={"traits": {"email": who.email}} if who.email else {},
    )
    return _checked(event)


def identified(
    source: str, key: str, who: Who, *, at: int, now: int, traits: dict[str, Any]
) -> Event:
    """Return who somebody is, as the platform knows it.

    Raises:
        BadInput: a trait cannot be kept.
    """
    event = Event(
        message_id=key,
        kind=Kind.IDENTIFY,
        user_id=who.customer_id or None,
        anonymous_id=who.visitor_id or None,
        occurred_at=at,
        received_at=now,
        source=source,
        traits=traits,
        context={"traits": {"email": who.email}} if who.email else {},
    )
    return _checked(event)


def answered(
    source: str, who: Who, purpose: str, *, granted: bool, at: int, now: int, method: str
) -> Event:
    """Return somebody's answer on one purpose, as they gave it at the shop.

    Raises:
        BadInput: it cannot be kept.
    """
    event = Event(
        message_id=natural(
            source,
            "consent",
            hex_digest(who.customer_id, who.email, purpose, str(granted)),
            str(at),
        ),
        kind=Kind.TRACK,
        name=CONSENT_UPDATED,
        user_id=who.customer_id or None,
        occurred_at=at,
        received_at=now,
        source=source,
        properties={"wording_version": f"as asked by {source}", "method": method},
        context={
            "consent": {"categoryPreferences": {purpose: granted}},
            **({"traits": {"email": who.email}} if who.email else {}),
        },
    )
    return _checked(event)


def _checked(event: Event) -> Event:
    """Refuse what the log cannot hold."""
    if not EARLIEST <= event.occurred_at <= event.received_at + FURTHEST_AHEAD:
        raise BadInput("The time it says is not from 1990 to a year ahead.", field="timestamp")
    for named in (event.user_id, event.anonymous_id):
        if named and len(named) > MOST_WHO:
            raise BadInput(f"An id may have at most {MOST_WHO} characters.", field="userId")
    check(event, most_bytes=MOST_BYTES)
    return event
