"""Klaviyo's events and profiles as events of the log. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from tailorbird.connectors.klaviyo.metrics import meaning_of
from tailorbird.connectors.klaviyo.people import Who, traits_of, who_is
from tailorbird.connectors.klaviyo.types import Happening, ProfileAttributes, ProfileResource
from tailorbird.core.errors import BadInput, TooLarge
from tailorbird.core.hashing import hex_digest
from tailorbird.core.ids import new_id
from tailorbird.events.types import Event, Kind
from tailorbird.events.validation import check, moment_of

MOST_PROPERTIES = 400
MOST_TEXT = 100 * 1024
MOST_DEPTH = 10
_LIBRARY = {"name": "klaviyo"}


class Door(Struct, frozen=True, kw_only=True):
    """Through which door a call came, and when (microseconds UTC).

    ``source`` also keeps apart whose ids of events are whose: what comes with the public key
    can never stand in the way of what the shop's server tells. ``objects`` to being followed is
    what the browser said.
    """

    source: str
    now: int
    most_bytes: int
    objects: bool = False


def events_of(happening: Happening, profile: ProfileResource, who: Who, door: Door) -> list[Event]:
    """Return what a call tells: what it says of the person if it does, and what they did.

    Raises:
        BadInput: with the path of what is wrong.
    """
    _check_properties(happening.properties, "properties")
    _check_properties(profile.attributes.properties, "profile.data.attributes.properties")
    key = _key(happening, who, door)
    meaning = meaning_of(happening, f"klaviyo-{key}")
    at = moment_of(happening.time, "time", door.now) if happening.time else door.now
    if meaning.kind is Kind.TRACK and not meaning.name:
        raise BadInput("metric: an event needs a name.", field="metric.data.attributes.name")
    made = _event(who, door, f"klaviyo:{key}", meaning.kind, at)
    told = msgspec.structs.replace(made, name=meaning.name, properties=meaning.properties)
    traits = traits_of(profile)
    found = [identified(who, traits, door, key=f"{key}:profile", at=at)] if traits else []
    return [*found, _checked(told, door)]


def identified(who: Who, traits: dict[str, Any], door: Door, *, key: str, at: int) -> Event:
    """Return the event that says who somebody is.

    Raises:
        BadInput: it is too large, or holds what cannot be stored.
    """
    email = {"email": who.email} if who.email else {}
    made = _event(who, door, f"klaviyo:{key}", Kind.IDENTIFY, at)
    return _checked(msgspec.structs.replace(made, traits={**traits, **email}), door)


def profile_event(profile: ProfileResource, who: Who, door: Door) -> Event:
    """Return the event that a call about one profile tells; it happened just now.

    Raises:
        BadInput: with the path of what is wrong.
    """
    _check_properties(profile.attributes.properties, "properties")
    return identified(who, traits_of(profile), door, key=new_id(door.now), at=door.now)


def named(profile: ProfileResource, known: Who | None) -> Who:
    """Return who is meant: by the profile's id, which is ``known`` then, and by its attributes.

    Raises:
        BadInput: nobody is, or the two do not go together.
    """
    if known is None:
        return who_is(profile.attributes)
    given = ProfileAttributes(
        external_id=profile.attributes.external_id or known.user_id,
        email=profile.attributes.email or known.email,
        anonymous_id=profile.attributes.anonymous_id or known.anonymous_id,
    )
    after = who_is(given)
    if known.user_id and after.user_id != known.user_id:
        raise BadInput(
            "external_id: this profile is another customer's; two customers never become one.",
            field="external_id",
        )
    if known.email and after.email != known.email and not known.user_id:
        raise BadInput(
            "email: a profile without an external_id is its e-mail address; create another "
            "profile for another address.",
            field="email",
        )
    return after


def _key(happening: Happening, who: Who, door: Door) -> str:
    """Return what makes an event the same event when it is sent again.

    Its ``unique_id`` if it has one; else its time and all it says. With neither it is always new.
    """
    metric = happening.metric.data.attributes.name
    if happening.unique_id:
        return hex_digest(door.source, who.key, metric, happening.unique_id)
    if happening.time:
        said = repr((happening.value, happening.value_currency, happening.properties))
        return hex_digest(door.source, who.key, metric, happening.time, said)
    return new_id(door.now)


def _event(who: Who, door: Door, message_id: str, kind: Kind, at: int) -> Event:
    context: dict[str, Any] = {"library": _LIBRARY}
    if who.email:
        context["traits"] = {"email": who.email}
    if door.objects:
        context["consent"] = {"gpc": True}
    return Event(
        message_id=message_id,
        kind=kind,
        anonymous_id=who.anonymous_id,
        user_id=who.user_id,
        occurred_at=at,
        received_at=door.now,
        source=door.source,
        context=context,
    )


def _checked(event: Event, door: Door) -> Event:
    check(event, most_bytes=door.most_bytes)
    return event


def _check_properties(properties: dict[str, Any] | None, field: str) -> None:
    if len(properties or ()) > MOST_PROPERTIES:
        raise TooLarge(f"properties: at most {MOST_PROPERTIES} of them.", field=field)
    for depth, found in _inside(properties):
        if depth > MOST_DEPTH:
            raise TooLarge(f"properties: at most {MOST_DEPTH} levels deep.", field=field)
        if isinstance(found, str) and len(found.encode()) > MOST_TEXT:
            raise TooLarge(
                f"properties: a text may have at most {MOST_TEXT // 1024} KB.", field=field
            )


def _inside(properties: object) -> Iterator[tuple[int, object]]:
    """Yield everything in there with its depth; nothing is so deep that it could not be said."""
    waiting = [(0, properties)]
    while waiting:
        depth, one = waiting.pop()
        yield depth, one
        if depth > MOST_DEPTH:
            continue
        if isinstance(one, dict):
            waiting.extend((depth + 1, value) for value in one.values())
        elif isinstance(one, list):
            waiting.extend((depth + 1, value) for value in one)
