"""Bugs that are planted to see whether the simulation finds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from tailorbird import pipeline
from tailorbird.events import store
from tailorbird.events.log import EventLog
from tailorbird.events.types import Event, Lane
from tailorbird.privacy import consent
from tailorbird.privacy.erasures import Erasures
from tailorbird.profiles.store import orders as orders_store
from tailorbird.segments import membership
from tailorbird.segments.book import Book
from tailorbird.segments.store import members
from tailorbird.storage.database import Connection

Plant = Callable[[pytest.MonkeyPatch], None]


def position_on_its_own(patched: pytest.MonkeyPatch) -> None:
    """A bug: the position is saved in a transaction of its own, after what it belongs to."""
    change, save = pipeline._change, pipeline._save_position  # noqa: SLF001
    held: list[tuple[Lane, int]] = []

    def split(stations: Any, batch: Any, lane: Lane, after: int) -> None:
        change(stations, batch, lane, after)
        stations.database.write(lambda connection: save(connection, *held.pop()))

    patched.setattr(pipeline, "_change", split)
    patched.setattr(pipeline, "_save_position", lambda _, lane, at: held.append((lane, at)))


def keys_forgotten(patched: pytest.MonkeyPatch) -> None:
    """A bug: what was received is remembered in memory only, and a new process knows nothing."""
    seen: set[bytes] = set()
    begin = EventLog.__init__

    def forget(log: EventLog, *given: Any) -> None:
        seen.clear()
        begin(log, *given)

    def remember(_: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        seen.update(row[0] for row in rows)

    patched.setattr(EventLog, "__init__", forget)
    patched.setattr(store, "insert_keys", remember)
    patched.setattr(store, "known_keys", lambda _, keys: seen & set(keys))


def laxer_answer(patched: pytest.MonkeyPatch) -> None:
    """A bug: a yes takes back any no, whoever said it and whenever."""
    patched.setattr(consent, "_lifts", lambda *_: True)


def orders_left_behind(patched: pytest.MonkeyPatch) -> None:
    """A bug: where two people become one, the orders of one of them are lost."""
    patched.setattr(orders_store, "reassign", lambda *_: None)


def turns_not_written(patched: pytest.MonkeyPatch) -> None:
    """A bug: the order in which the lanes were processed is not written down."""
    noted = store.note_turn

    def imports_only(connection: Connection, lane: Lane, upto: int) -> None:
        if lane is Lane.BACKFILL:
            noted(connection, lane, upto)

    patched.setattr(store, "note_turn", imports_only)


def late_ones_come_back(patched: pytest.MonkeyPatch) -> None:
    """A bug: what comes late of somebody who was erased is taken like anything else."""
    patched.setattr(Erasures, "_is_late", lambda *_: False)


def timers_lost(patched: pytest.MonkeyPatch) -> None:
    """A bug: who was looked at is not looked at again when time alone moves them."""
    patched.setattr(members, "set_timers", lambda *_: None)


def fill_leaves_out(patched: pytest.MonkeyPatch) -> None:
    """A bug: a fill leaves out whom the processor met, though it looked at other segments only."""
    patched.setattr(Book, "_being_filled", lambda _: set())


def told_twice(patched: pytest.MonkeyPatch) -> None:
    """A bug: each time somebody enters or leaves, two events tell of it."""
    once = membership._events  # noqa: SLF001

    def twice(connection: Connection, moves: membership.Moves) -> list[Event]:
        told = once(connection, moves)
        again = [replace(one, message_id=f"{one.message_id}-again") for one in told]
        return [*told, *again]

    patched.setattr(membership, "_events", twice)


PLANTED: dict[str, tuple[Plant, set[str]]] = {
    "position": (
        position_on_its_own,
        {"each event changes things once", "nothing fails by itself", "orders and money reconcile"},
    ),
    "keys": (keys_forgotten, {"each event once"}),
    "consent": (laxer_answer, {"the strictest answer survives"}),
    "orders": (orders_left_behind, {"orders stay with their person"}),
    "turns": (turns_not_written, {"a rebuild makes the same state"}),
    "erased": (
        late_ones_come_back,
        {
            "nobody comes back",
            "a rebuild makes the same state",
            "one person has one profile",
            "the strictest answer survives",
            "orders stay with their person",
            "the cart stays with its person",
        },
    ),
    "timers": (
        timers_lost,
        {"who is in a segment belongs there", "whom time may move is looked at in time"},
    ),
    "fill": (
        fill_leaves_out,
        {"who is in a segment belongs there", "sizes are what is there"},
    ),
    "told": (told_twice, {"who enters and leaves is told once"}),
}
