"""What this room keeps of people: in which experiments they are, and what they did there."""

from __future__ import annotations

from tailorbird.measurement.folding import forget
from tailorbird.measurement.store import subjects
from tailorbird.storage.database import Connection
from tailorbird.storage.personal import Counts, PersonalData, Subject


def _erase(connection: Connection, subject: Subject) -> Counts:
    return {"measured_people": forget(connection, subject.profile_ids)}


def _join(connection: Connection, old: str, _new: str) -> None:
    """Take the one off the sums; the processor counts the other again at once."""
    forget(connection, [old])


PERSONAL_DATA = PersonalData(
    room="measurement",
    covered={"measured_people": ("profile_id", "outcome")},
    impersonal={
        "measured_sums": "sums over everybody of an arm",
        "measured_days": "the same sums as they were on a day",
        "measured_experiments": "by which definition sums were made",
    },
    export=subjects.export_rows,
    erase=_erase,
    merge=_join,
)
