"""Klaviyo's subscriptions as answers on consent. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from tailorbird.connectors.klaviyo.events import Door
from tailorbird.connectors.klaviyo.people import Who
from tailorbird.connectors.klaviyo.types import Answered, Channel, Subscriber
from tailorbird.core.errors import BadInput
from tailorbird.core.hashing import hex_digest
from tailorbird.core.ids import new_id
from tailorbird.events.types import Event, Kind
from tailorbird.events.validation import check, moment_of
from tailorbird.events.vocabulary import CONSENT_UPDATED

PURPOSES = {"email": "email_marketing", "sms": "sms_marketing"}
_YES, _NO = "SUBSCRIBED", "UNSUBSCRIBED"


def answers_of(
    subscriber: Subscriber,
    who: Who,
    door: Door,
    *,
    granted: bool,
    wording: str,
    historical: bool = False,
) -> list[Event]:
    """Return somebody's answers: a yes only where it is said, a no wherever nothing else is.

    ``wording`` says where the answer was given; ``historical``: it was taken before, elsewhere.

    Raises:
        BadInput: nothing is said, or a yes and a no at once.
    """
    events = []
    for purpose, answered in _said(subscriber, granted=granted):
        if answered.consent not in {"", _YES if granted else _NO}:
            raise BadInput(
                f"subscriptions: this call takes {_YES if granted else _NO} only.",
                field="subscriptions",
            )
        given = answered.consented_at
        at = moment_of(given, "consented_at", door.now) if given else door.now
        key = hex_digest(door.source, who.key, purpose, given) if given else new_id(door.now)
        message_id = f"klaviyo:{key}:{granted}"  # the same answer of the same moment is one
        method = _method(answered, historical=historical)
        said = {"method": method, "wording_version": wording}
        event = _event(who, door, message_id, at, {purpose: granted})
        events.append(replace(event, properties=said))
        check(events[-1])
    if not events:
        raise BadInput(
            "subscriptions: say which channel was answered, such as "
            '{"email": {"marketing": {"consent": "SUBSCRIBED"}}}.',
            field="subscriptions",
        )
    return events


def _method(answered: Answered, *, historical: bool) -> str:
    if answered.double_optin is not None:
        return "double" if answered.double_optin else "single"
    return "import" if historical else "api"


def _said(subscriber: Subscriber, *, granted: bool) -> Iterator[tuple[str, Answered]]:
    channels = subscriber.attributes.subscriptions
    for name, purpose in PURPOSES.items():
        channel: Channel | None = getattr(channels, name) if channels else None
        if channel is not None and channel.marketing is not None:
            if channel.marketing.consent or not granted:
                yield purpose, channel.marketing
        elif channels is None and not granted:
            yield purpose, Answered()


def _event(who: Who, door: Door, message_id: str, at: int, answer: dict[str, bool]) -> Event:
    context: dict[str, Any] = {
        "library": {"name": "klaviyo"},
        "consent": {"categoryPreferences": answer},
        **({"traits": {"email": who.email}} if who.email else {}),
    }
    return Event(
        message_id=message_id,
        kind=Kind.TRACK,
        name=CONSENT_UPDATED,
        user_id=who.user_id,
        occurred_at=min(at, door.now),
        received_at=door.now,
        source=door.source,
        context=context,
    )
