"""What this room keeps of people: their answers on consent, and devices that object."""

from __future__ import annotations

from tailorbird.privacy import service, store
from tailorbird.storage.database import Connection
from tailorbird.storage.personal import Counts, PersonalData, Rows, Subject


def _export(connection: Connection, subject: Subject) -> Rows:
    return store.rows_of(connection, subject.profile_ids)


def _erase(connection: Connection, subject: Subject) -> Counts:
    return store.erase(connection, subject.profile_ids)


PERSONAL_DATA = PersonalData(
    room="privacy",
    covered={"consents": ("profile_id",), "gpc_signals": ("profile_id", "anonymous_id")},
    impersonal={
        "erasures": "that somebody was erased and when; nothing says who",
        "erased_identifiers": "keyed one-way hashes, kept so that late events bring nobody back",
        "erasure_rewrites": "places in the log, until they are rewritten",
    },
    export=_export,
    erase=_erase,
    merge=service.merge,
)
