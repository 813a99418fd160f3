"""What this room keeps of people: refused samples, events on their way, and the log itself.

The log is not changed here: it may lie in a file of its own, so an erasure rewrites it after the
operational change, by the places remembered there.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from tailorbird.events import store
from tailorbird.events.anonymising import anonymised
from tailorbird.events.types import Event
from tailorbird.events.vocabulary import email_of
from tailorbird.storage.database import Connection
from tailorbird.storage.personal import Counts, PersonalData, Rows, Subject
from tailorbird.storage.schema import Chain

FORGOTTEN = "What was sent named somebody who has been erased."
_LEAST = 4  # shorter identifiers, such as "12", stand in too many unrelated texts


def _mine(event: Event, subject: Subject) -> bool:
    return (
        event.user_id in subject.user_ids
        or event.anonymous_id in subject.anonymous_ids
        or email_of(event) in subject.emails
    )


def _telling(subject: Subject) -> Collection[str]:
    return [value for value in subject.identifiers if len(value) >= _LEAST]


def _export(connection: Connection, subject: Subject) -> Rows:
    waiting = [
        {"lane": lane.value, "event": msgspec.to_builtins(event)}
        for _, lane, event in store.all_outbox(connection)
        if _mine(event, subject)
    ]
    return {"outbox": waiting, "refusals": store.refusals_naming(connection, _telling(subject))}


def _erase(connection: Connection, subject: Subject) -> Counts:
    waiting = [
        (number, event)
        for number, _, event in store.all_outbox(connection)
        if _mine(event, subject)
    ]
    for number, event in waiting:
        store.rewrite_outbox(connection, number, anonymised(event))
    naming = store.refusals_naming(connection, _telling(subject))
    for row in naming:
        store.forget_sample(connection, row, FORGOTTEN)
    return {"outbox": len(waiting), "refusals": len(naming)}


def _export_log(connection: Connection, subject: Subject) -> Rows:
    logged = store.read_positions(connection, subject.positions)
    return {
        "events": [{"position": one.position, **msgspec.to_builtins(one.event)} for one in logged]
    }


PERSONAL_DATA = PersonalData(
    room="events",
    covered={"outbox": ("payload",), "refusals": ("sample", "message")},
    impersonal={
        "positions": "how far work has come",
        "processing_turns": "how far work has come",
        "arrivals": "counts of events by source and name; no person in it",
        "arrival_hours": "counts of events by hour and source; no person in it",
        "field_types": "names of fields and their forms; no value is kept",
        "checkout_starts": "places in the log and times; no person in it",
        "order_sightings": "one-way digests of order numbers; no person in it",
        "imports": "names of files and counts of their rows; no person in it",
    },
    export=_export,
    erase=_erase,
)
PERSONAL_LOG = PersonalData(
    room="events",
    covered={"events": ("anonymous_id", "user_id", "payload")},
    impersonal={
        "heads": "how far the log reaches",
        "message_ids": "one-way digests of message ids, to recognise repetitions",
    },
    export=_export_log,
    chain=Chain.LOG,
)
