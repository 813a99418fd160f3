"""Who asks, and what is needed to show or forget them, inside the caller's transaction."""

from __future__ import annotations

from tailorbird.events.types import Event
from tailorbird.events.vocabulary import OrderRefunded, interpret, is_hearsay
from tailorbird.profiles.ordering import refund_id_of
from tailorbird.profiles.store import everybody
from tailorbird.profiles.store import refunds as refunds_store
from tailorbird.profiles.store import subjects as store
from tailorbird.storage.database import Connection
from tailorbird.storage.personal import Subject


def subject_of(connection: Connection, who: str) -> Subject | None:
    """Return the person behind a profile id, customer id, mailbox or browser; None for nobody."""
    profile_id = store.find_profile(connection, who)
    return None if profile_id is None else store.read_subject(connection, profile_id)


def everybody_after(connection: Connection, profile_id: str, limit: int) -> list[str]:
    """Return the next people's profile ids, in their order; an empty id begins."""
    return everybody.profile_ids_after(connection, profile_id, limit)


def sharing(connection: Connection, subject: Subject) -> tuple[set[str], list[int]]:
    """Return what of a person others used too, and the places of those others' events."""
    below, _ = store.neighbours(connection, subject)
    others = store.profiles_behind(connection, [strong for _, strong in below])
    return {weak.value for weak, _ in below}, store.positions_of(connection, others)


def order_of_lines(connection: Connection, event: Event) -> dict[int, str]:
    """Return which order each line of a refund's event belongs to; nothing for other events."""
    typed = interpret(event)
    if not isinstance(typed, OrderRefunded) or typed.key or is_hearsay(event):
        return {}
    return refunds_store.orders_of_refund(connection, refund_id_of(event, typed))
