"""How well data comes in: noted as it is processed, read by the page of data.

What is noted is small: a row for each source and hour, a row for each form in which a field came,
a row for each order of the last weeks. It is counted with the batch, in its transaction, so that
a door is not slowed by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from tailorbird.core.clock import DAY, HOUR
from tailorbird.core.hashing import digest16
from tailorbird.events import store
from tailorbird.events.refusals import personal_looking, refusal_of
from tailorbird.events.types import ArrivalHour, Event, FieldType, Kind, Lane, Problem
from tailorbird.events.vocabulary import Interpreted, OrderCompleted, is_hearsay, is_test
from tailorbird.storage.database import Connection

TEST = "test"  # the source under which test events are counted
KEPT_DAYS = 35
CHECKOUT_STARTED = "Checkout Started"
MOST_FORMS = 20_000  # rows about the forms of fields, whatever is sent
_IMPORTED = "import:"
_BROWSER = "http"
_OURS = "tailorbird"
_FIELD = re.compile(r"[A-Za-z_$][\w$. -]{0,59}")
_MOST_FIELDS = 60  # of one event
_MOST_NAME = 100
_HEARSAY = Problem(
    code="hearsay",
    field="event",
    message="A page told of a cancellation, a refund or a product's stock or price. Anybody can "
    "send with the public key, so it was kept and changes nothing; send it from your server with "
    "a secret key.",
)
_FORMS: dict[type, str] = {
    bool: "yes_no",
    int: "number",
    float: "number",
    str: "text",
    list: "list",
    dict: "object",
}


def note(connection: Connection, batch: Sequence[Interpreted], lane: Lane) -> None:
    """Count a batch as it is processed, inside that transaction."""
    came = [item for item in batch if not item.logged.event.source.startswith(_IMPORTED)]
    if not came:
        return
    newest = max(item.logged.event.received_at for item in came)
    if store.count_hours(connection, hours_of(item.logged.event for item in came)):
        store.forget_before(connection, newest // HOUR - KEPT_DAYS * 24, newest - KEPT_DAYS * DAY)
    _note_hearsay(connection, came)
    if lane is Lane.LIVE:
        store.note_orders(connection, _orders(came))
        store.note_checkouts(connection, _checkouts(came))
        _note_forms(connection, [item.logged.event for item in came])


def _note_hearsay(connection: Connection, batch: Iterable[Interpreted]) -> None:
    """Tell the merchant that a page says what only the shop can: it was taken, and not counted."""
    for event in (item.logged.event for item in batch if is_hearsay(item.logged.event)):
        refusal = refusal_of(_HEARSAY, event.properties, event.source, event.received_at)
        store.count_refusals(connection, [(refusal, 1)])


def hours_of(events: Iterable[Event]) -> list[ArrivalHour]:
    """Return events counted by source and the hour in which they arrived, in order."""
    grouped: dict[tuple[int, str], list[Event]] = {}
    for event in events:
        key = (event.received_at // HOUR, TEST if is_test(event) else event.source)
        grouped.setdefault(key, []).append(event)
    return [_hour(key, came) for key, came in sorted(grouped.items())]


def _hour(key: tuple[int, str], came: Sequence[Event]) -> ArrivalHour:
    wrong = [event.clock_off for event in came if event.clock_off]
    return ArrivalHour(
        hour=key[0],
        source=key[1],
        events=len(came),
        last_at=max(event.received_at for event in came),
        clocks_off=len(wrong),
        clock_most=max(wrong, key=abs, default=0),
    )


def _orders(batch: Iterable[Interpreted]) -> dict[bytes, tuple[int, bool, bool]]:
    seen: dict[bytes, tuple[int, bool, bool]] = {}
    for item in batch:
        event = item.logged.event
        if isinstance(item.typed, OrderCompleted) and event.source != _OURS:
            key = digest16(item.typed.key)
            at, browser, server = seen.get(key, (event.received_at, False, False))
            public = event.source == _BROWSER
            seen[key] = (at, browser or public, server or not public)
    return seen


def _checkouts(batch: Iterable[Interpreted]) -> list[tuple[int, int]]:
    return [
        (item.logged.position, item.logged.event.received_at)
        for item in batch
        if item.logged.event.name == CHECKOUT_STARTED and item.typed is not None
    ]


def _note_forms(connection: Connection, events: Iterable[Event]) -> None:
    seen: dict[tuple[str, str, str], tuple[int, int]] = {}
    for alike in _alike(events):
        name = _name(alike[0])
        if len(name) > _MOST_NAME or not _is_open(name):
            continue
        began, newest = alike[0].received_at, max(event.received_at for event in alike)
        for field, form in forms_of(alike[0]):
            first, last = seen.get((name, field, form), (began, 0))
            seen[name, field, form] = (first, max(last, newest // HOUR * HOUR))
    held = store.known_forms(connection, {name for name, *_ in seen})
    new = [_form(key, at) for key, at in seen.items() if key not in held]
    again = [_form(key, at) for key, at in seen.items() if key in held and at[1] > held[key][1]]
    store.note_forms(connection, new, again, MOST_FORMS)


def _alike(events: Iterable[Event]) -> Iterable[list[Event]]:
    """Group events whose fields came in the same forms: most do, so few are looked at closely."""
    grouped: dict[object, list[Event]] = {}
    for event in events:
        if is_test(event) or event.source == _OURS:
            continue
        said = event.traits if event.kind is Kind.IDENTIFY else event.properties
        products = said.get("products")
        line = products[0] if isinstance(products, list) and products else None
        lines = _shape(line) if isinstance(line, dict) else None
        grouped.setdefault((_name(event), *_shape(said), lines), []).append(event)
    return grouped.values()


def _shape(said: dict[str, Any]) -> tuple[tuple[str, ...], tuple[type, ...]]:
    return tuple(said), tuple(map(type, said.values()))


def _name(event: Event) -> str:
    return event.name if event.kind is Kind.TRACK else event.kind.value


def _form(key: tuple[str, str, str], at: tuple[int, int]) -> FieldType:
    event, field, form = key
    return FieldType(event=event, field=field, form=form, first_at=at[0], last_at=at[1])


def forms_of(event: Event) -> Iterator[tuple[str, str]]:
    """Give each field of an event with its form; of a list of products the first one counts.

    A field that is empty (null) says nothing, and one whose name may be somebody's is left out.
    """
    said: dict[str, Any] = event.traits if event.kind is Kind.IDENTIFY else event.properties
    yield from _fields(said, "")
    products = said.get("products")
    if isinstance(products, list) and products and isinstance(products[0], dict):
        yield from _fields(products[0], "products[].")


@lru_cache(maxsize=4096)
def _is_open(name: str) -> bool:
    return not personal_looking(name)


@lru_cache(maxsize=4096)
def _is_field(name: str) -> bool:
    return _FIELD.fullmatch(name) is not None and not personal_looking(name)


def _fields(said: dict[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for name, value in list(said.items())[:_MOST_FIELDS]:
        form = _FORMS.get(type(value))
        if form and _is_field(name):
            yield before + name, form
