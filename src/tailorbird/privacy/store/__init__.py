"""Every query of this room, by subject: consents, signals of devices, erasures."""

from tailorbird.privacy.store.consents import (
    add,
    erase,
    of_people,
    of_person,
    of_refusing,
    reassign,
    refusing,
    rows_of,
)
from tailorbird.privacy.store.signals import note_signals, signals_of

__all__ = [
    "add",
    "erase",
    "note_signals",
    "of_people",
    "of_person",
    "of_refusing",
    "reassign",
    "refusing",
    "rows_of",
    "signals_of",
]
