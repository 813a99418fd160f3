"""From what a client sent to an event, or to a sentence that names the wrong field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

from tailorbird.core.clock import DAY, SECOND, from_datetime
from tailorbird.core.errors import BadInput, TooLarge
from tailorbird.core.hashing import hex_digest
from tailorbird.core.ids import new_id
from tailorbird.events.proof import BROWSER
from tailorbird.events.types import Event, Kind, Problem
from tailorbird.events.vocabulary import (
    PRODUCT_NEEDED,
    OrderCompleted,
    ProductFields,
    interpret,
)

MOST_EVENT_BYTES = 32 * 1024
MOST_MESSAGE_ID = 100
MOST_ID = 255
MOST_NAME = 255
EARLIEST = from_datetime(datetime(1990, 1, 1, tzinfo=UTC))
FURTHEST_AHEAD = 366 * DAY
_NOTABLE_SECONDS = 60
_PATH = re.compile(r" - at `\$\.?(.*)`$")
_NAMED = re.compile(r"^`(\w+)` (.*)$|^Object missing required field `(\w+)`$")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # escaped, as JSON writes it


class Message(Struct, kw_only=True, rename="camel"):
    """One call as clients send it. Ids may be numbers; everything else has one form.

    ``event`` is a track call's name, ``name`` and ``category`` those of a page or screen,
    ``groupId`` the group's, ``previousId`` what an alias was called before. Times are ISO 8601;
    ``sentAt`` corrects the sender's clock. A ``messageId`` seen before counts once.
    """

    type: str | None = None
    event: str | None = None
    name: str | None = None
    message_id: str | None = None
    anonymous_id: str | int | None = None
    user_id: str | int | None = None
    timestamp: str | None = None
    original_timestamp: str | None = None
    sent_at: str | None = None
    previous_id: str | int | None = None
    group_id: str | int | None = None
    category: Any = None
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: dict[str, Any] | None = None


def parse_all(
    items: Iterable[object], *, now: int, source: str, sent_at: str | None = None
) -> tuple[list[Event], list[Problem]]:
    """Turn sent items into events; a bad item becomes a problem and the good ones stay."""
    events, problems = [], []
    for index, item in enumerate(items):
        try:
            events.append(parse(item, now=now, source=source, sent_at=sent_at))
        except BadInput as error:
            problems.append(
                Problem(code=error.code, message=error.message, field=error.field, index=index)
            )
    return events, problems


def parse(
    item: object, *, now: int, source: str, kind: str | None = None, sent_at: str | None = None
) -> Event:
    """Turn one sent item into an event. ``now`` is when it reached us, microseconds UTC.

    Raises:
        BadInput: with the path of the wrong field and what was expected there.
    """
    if not isinstance(item, Mapping):
        raise BadInput("Each event must be a JSON object.", field="")
    message = _convert(item)
    call = _kind(kind or message.type)
    event = Event(
        message_id=_message_id(message.message_id, now, source),
        kind=call,
        name=_name(message, call),
        anonymous_id=identifier(message.anonymous_id, "anonymousId"),
        user_id=identifier(message.user_id, "userId"),
        occurred_at=_occurred_at(message, sent_at, now),
        received_at=now,
        source=source,
        properties={**_beside(message, call), **(message.properties or {})},
        traits=_traits(message, call),
        context=message.context or {},
        clock_off=_clock_off(message.sent_at or sent_at, now),
    )
    _check(event)
    return event


def _convert(item: Mapping[Any, Any]) -> Message:
    try:
        return msgspec.convert(item, Message)
    except msgspec.ValidationError as error:
        raise _as_bad_input(error) from error


def _as_bad_input(error: msgspec.ValidationError, prefix: str = "") -> BadInput:
    said = str(error)
    found = _PATH.search(said)
    name, reason = _named(_PATH.sub("", said))
    field = ".".join(part for part in (prefix, found.group(1) if found else "", name) if part)
    return BadInput(f"{field or 'event'}: {reason[:1].lower()}{reason[1:]}.", field=field)


def _named(reason: str) -> tuple[str, str]:
    """Return the field a reason speaks of, empty if its path says so already, and the rest."""
    found = _NAMED.match(reason)
    if found is None:
        return "", reason
    name, rest, missing = found.groups()
    return (missing, "a value is needed here") if missing else (name, rest)


def _kind(given: str | None) -> Kind:
    try:
        return Kind(given or "")
    except ValueError:
        wanted = ", ".join(Kind)
        raise BadInput(
            f"type: expected one of {wanted}, got {(given or '')[:40]!r}.", field="type"
        ) from None


def _message_id(given: str | None, now: int, source: str) -> str:
    if not given:
        return new_id(now)
    if len(given) > MOST_MESSAGE_ID:
        raise TooLarge(
            f"messageId: at most {MOST_MESSAGE_ID} characters, got {len(given)}.", field="messageId"
        )
    clean = _clean(given, "messageId")
    # A colon stands in the ids that are made here of what the shop tells, such as an order's. They
    # could be guessed: a page must not use one up before the shop does.
    return f"{BROWSER}:{hex_digest(clean)}" if source == BROWSER and ":" in clean else clean


def _name(message: Message, kind: Kind) -> str:
    if kind is Kind.TRACK:
        if not message.event or not message.event.strip():
            raise BadInput("event: a track call needs the event's name.", field="event")
        return _short(message.event.strip(), "event", MOST_NAME)
    return _short(message.name or "", "name", MOST_NAME)


def identifier(given: str | int | None, field: str) -> str | None:
    """Return a sent identifier as the log keeps it, None for none.

    Raises:
        BadInput: it is too long, or cannot be stored.
    """
    value = "" if given is None else str(given).strip()
    return _short(value, field, MOST_ID) or None


def _short(value: str, field: str, most: int) -> str:
    if len(value) > most:
        raise TooLarge(f"{field}: at most {most} characters, got {len(value)}.", field=field)
    return _clean(value, field)


_NO_NUL = "a NUL character cannot be stored; remove it."


def _clean(value: str, field: str) -> str:
    if "\x00" in value:
        raise BadInput(f"{field}: {_NO_NUL}", field=field)
    return value


def _occurred_at(message: Message, batch_sent_at: str | None, now: int) -> int:
    """Correct the sender's clock by ours: timestamp + (received - sent), as Segment does."""
    given = message.timestamp or message.original_timestamp
    if not given:
        return now
    field = "timestamp" if message.timestamp else "originalTimestamp"
    moment = _moment(given, field)
    sent = message.sent_at or batch_sent_at
    if sent:
        moment += now - _moment(sent, "sentAt")
    return _within(moment, field, now)


def _clock_off(sent: str | None, now: int) -> int:
    """Return by how many seconds the sender's clock is wrong; a little is the way here."""
    if not sent:
        return 0
    off = (now - _moment(sent, "sentAt")) // SECOND
    return off if abs(off) >= _NOTABLE_SECONDS else 0


def moment_of(given: str, field: str, now: int) -> int:
    """Return a sent ISO 8601 time as microseconds UTC.

    Raises:
        BadInput: it is no time, or one that cannot be meant.
    """
    return _within(_moment(given, field), field, now)


def _within(moment: int, field: str, now: int) -> int:
    if not EARLIEST <= moment <= now + FURTHEST_AHEAD:
        raise BadInput(f"{field}: expected a time from 1990 to a year ahead.", field=field)
    return moment


def _moment(given: str, field: str) -> int:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise BadInput(
            f"{field}: expected an ISO 8601 time such as 2026-01-31T12:00:00Z, got {given[:40]!r}.",
            field=field,
        ) from None
    return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _beside(message: Message, kind: Kind) -> dict[str, Any]:
    """Return what some calls say beside their properties, under the same names."""
    match kind:
        case Kind.ALIAS:
            return _given(previousId=identifier(message.previous_id, "previousId"))
        case Kind.GROUP:
            return _given(groupId=identifier(message.group_id, "groupId"))
        case Kind.PAGE | Kind.SCREEN:
            category = message.category if isinstance(message.category, str) else ""
            return _given(category=_short(category, "category", MOST_NAME))
        case _:
            return {}


def _given(**values: str | None) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _traits(message: Message, kind: Kind) -> dict[str, Any]:
    """Return what a call says about the person; RudderStack's libraries say it in the context."""
    said = (message.context or {}).get("traits") if kind is Kind.IDENTIFY else None
    return {**(said if isinstance(said, dict) else {}), **(message.traits or {})}


def _check(event: Event) -> None:
    if event.user_id is None and event.anonymous_id is None:
        raise BadInput("userId: an event needs a userId or an anonymousId.", field="userId")
    check(event)


def check(event: Event, *, most_bytes: int = MOST_EVENT_BYTES) -> None:
    """Refuse what the log cannot hold, or what a known event may not say; whoever it is of.

    Raises:
        BadInput: with the path of the wrong field and what was expected there.
    """
    _check_storable(event, most_bytes)
    try:
        typed = interpret(event)
    except msgspec.ValidationError as error:
        raise _as_bad_input(error, "properties") from error
    if event.name in PRODUCT_NEEDED and isinstance(typed, ProductFields) and not typed.key:
        raise _needs(event, "product_id", "the product's id")
    if isinstance(typed, OrderCompleted) and not typed.key:
        raise _needs(event, "order_id", "the order's id")


def _needs(event: Event, name: str, what: str) -> BadInput:
    field = f"properties.{name}"
    return BadInput(f"{field}: {event.name} needs {what}.", field=field)


def _check_storable(event: Event, most_bytes: int) -> None:
    try:
        encoded = msgspec.json.encode(event)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise BadInput(f"The event holds what JSON cannot: {error}.") from error
    if len(encoded) > most_bytes:
        raise TooLarge(f"An event may have at most {most_bytes // 1024} KB.", field="")
    if b"\\u0000" in encoded and _NUL.search(encoded):  # the first test is far the quicker
        raise BadInput(f"The event's text: {_NO_NUL}")
