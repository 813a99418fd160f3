"""What was not taken, and why: counted by kind, with a masked sample the shop can recognise."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping

import msgspec

from tailorbird.core.errors import TailorbirdError
from tailorbird.events import store
from tailorbird.events.types import Problem, Refusal
from tailorbird.storage.database import Connection, Database

MOST_SAMPLE = 300
_ITEM = re.compile(r"\[[^\]]*\]")
MOST_DEPTH = 4
MOST_ENTRIES = 20
# Values that are not personal and tell the reader which event it was ...
_OPEN = frozenset({"type", "event", "product_id", "sku", "quantity", "price", "currency"})
# ... unless somebody put a mailbox or a number as long as a phone's there.
_PERSONAL = re.compile(r"@|(?:\d[\s().-]*){9}")
_NAME = re.compile(r"[A-Za-z_$][\w$. -]{0,59}")  # what a field's name looks like


class Refusals:
    """Counts refusals without holding up the door: many at once become one small change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiting: dict[tuple[str, str, str], tuple[Refusal, int]] = {}

    def note(self, refused: Iterable[Refusal]) -> None:
        """Remember refusals; returns at once."""
        with self._lock:
            scheduled = bool(self._waiting)
            for refusal in refused:
                key = (refusal.source, refusal.code, refusal.field)
                self._waiting[key] = (refusal, self._waiting.get(key, (refusal, 0))[1] + 1)
            if scheduled or not self._waiting:
                return
        try:
            counted = self._database.submit(self._count)
        except TailorbirdError:
            self._take()  # shutting down: a count is not worth an error at the door
        else:
            # a change that could not begin took nothing: let the next refusal try again
            counted.add_done_callback(lambda done: self._take() if done.exception() else None)

    def _count(self, connection: Connection) -> None:
        store.count_refusals(connection, self._take())

    def add(self, refused: Iterable[tuple[Refusal, int]]) -> None:
        """Add counted refusals and wait until they are kept."""
        counted = list(refused)
        self._database.write(lambda connection: store.count_refusals(connection, counted))

    def read(self, limit: int) -> list[tuple[Refusal, int]]:
        """Return kinds of refusals with their counts, the most recent first."""
        with self._database.read() as connection:
            return store.read_refusals(connection, limit)

    def _take(self) -> list[tuple[Refusal, int]]:
        with self._lock:
            taken, self._waiting = list(self._waiting.values()), {}
        return taken


def refusal_of(problem: Problem, item: object, source: str, now: int) -> Refusal:
    """Return the refusal of one sent item, its sample masked."""
    return Refusal(
        source=source,
        code=problem.code,
        field=_ITEM.sub("[]", problem.field),  # one kind, whichever item of a list it was
        message=problem.message,
        received_at=now,
        sample=masked_sample(item),
    )


def personal_looking(text: str) -> bool:
    """Tell whether a text may be somebody's: a mailbox, or a number as long as a phone's."""
    return _PERSONAL.search(text) is not None


def masked_sample(item: object) -> str:
    """Return a short JSON text of an item in which every value that may be personal is masked."""
    text = msgspec.json.encode(_masked(item, "", MOST_DEPTH)).decode()
    return text if len(text) <= MOST_SAMPLE else text[: MOST_SAMPLE - 1] + "…"


def _masked(value: object, name: str, depth: int) -> object:
    if isinstance(value, Mapping):
        if depth == 0:
            return "{…}"
        entries = list(value.items())[:MOST_ENTRIES]
        return {_shown_name(key): _masked(held, str(key), depth - 1) for key, held in entries}
    if isinstance(value, list | tuple):
        return [] if depth == 0 else [_masked(held, name, depth - 1) for held in value[:3]]
    if value is None or isinstance(value, bool):
        return value
    shown = _writable(str(value)[:60]) if isinstance(value, str | int | float) else ""
    if name in _OPEN and shown and not _PERSONAL.search(shown):
        return shown if isinstance(value, str) else value
    return "•••" if isinstance(value, str) else "•"


def _shown_name(key: object) -> str:
    name = str(key)
    return name if _NAME.fullmatch(name) and not _PERSONAL.search(name) else "•••"


def _writable(text: str) -> str:
    return text.encode(errors="replace").decode()
