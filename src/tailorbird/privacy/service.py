"""Use cases of consent, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tailorbird.privacy import consent, store
from tailorbird.privacy.types import Answers, Asked, ConsentRecord, Known, Purpose, Signal
from tailorbird.privacy.uses import NEEDS, Use
from tailorbird.storage.database import Connection


def record(connection: Connection, records: Iterable[ConsentRecord]) -> None:
    """Append answers to the record."""
    store.add(connection, records)


def note_signals(connection: Connection, signals: Iterable[Signal]) -> None:
    """Remember since when devices object to being followed; the first time counts."""
    store.note_signals(connection, signals)


def answers(connection: Connection, profile_id: str, known: Iterable[Known] = ()) -> Answers:
    """Return everything a person ever said; ``known`` tells since when their voices are one."""
    return Answers(
        records=tuple(store.of_person(connection, profile_id)),
        signals=tuple(store.signals_of(connection, [profile_id])),
        known=tuple(known),
    )


def state(
    connection: Connection, profile_id: str, at: int | None = None, known: Iterable[Known] = ()
) -> dict[Asked, ConsentRecord]:
    """Return the answer in force for each channel and purpose, now or at an instant."""
    return consent.state(answers(connection, profile_id, known), at)


def answers_of_all(connection: Connection, people: Sequence[str]) -> dict[str, Answers]:
    """Return what each of these people said, of those who ever said anything."""
    return _gathered(store.of_people(connection, people), store.signals_of(connection, people))


def limiting(connection: Connection, use: Use) -> dict[str, Answers]:
    """Return what those people said who ever refused this use, by profile."""
    purposes: list[str] = [*NEEDS[use], Purpose.PERSONALIZATION]
    return _gathered(store.of_refusing(connection, purposes), store.signals_of(connection))


def _gathered(said: Iterable[ConsentRecord], told: Iterable[Signal]) -> dict[str, Answers]:
    records: dict[str, list[ConsentRecord]] = {}
    for one in said:
        records.setdefault(one.profile_id, []).append(one)
    signals: dict[str, list[Signal]] = {}
    for signal in told:
        signals.setdefault(signal.profile_id, []).append(signal)
    return {
        who: Answers(records=tuple(records.get(who, ())), signals=tuple(signals.get(who, ())))
        for who in records.keys() | signals.keys()
    }


def merge(connection: Connection, old: str, new: str) -> None:
    """Give the answers of one person to another who is the same.

    Nothing is added: which answer is the stricter follows from who said it, and when.
    """
    store.reassign(connection, old, new)
