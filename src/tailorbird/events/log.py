"""The log is the queue: durable, ordered, each message once.

Appends that arrive together are committed together (group commit), so full durability costs one
flush for many events. Positions are assigned by the one writer, so none is ever skipped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import msgspec

from tailorbird.core.errors import TailorbirdError
from tailorbird.events import store
from tailorbird.events.types import Appended, Event, Lane, LoggedEvent
from tailorbird.storage.database import Connection, Database

GROUP_EVENTS = 5_000  # one transaction holds at most about this many events


@dataclass(frozen=True, slots=True)
class _Waiting:
    lane: Lane
    rows: list[dict[str, object]]
    keys: list[bytes]
    future: Future[Appended]


class EventLog:
    """Append events durably and read them back in order."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._scheduled = False
        self._listeners: list[Callable[[], None]] = []
        with database.read() as connection:
            self._last = {lane: store.last_position(connection, lane) for lane in Lane}

    def last_position(self, lane: Lane) -> int:
        """Return the position of a lane's newest durable event, 0 if it has none."""
        return self._last[lane]

    def on_append(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each commit; it must be quick and must not raise."""
        self._listeners.append(listener)

    def submit(self, events: Sequence[Event], lane: Lane) -> Future[Appended]:
        """Queue events; the future is done when they are durable. Repeats are recognised."""
        waiting = _Waiting(
            lane=lane,
            rows=[_row(event, lane) for event in events],
            keys=[store.message_key(event.message_id) for event in events],
            future=Future(),
        )
        # running, so that a caller who gives up cannot take it back from under the group
        waiting.future.set_running_or_notify_cancel()
        with self._lock:
            self._waiting.append(waiting)
            schedule, self._scheduled = not self._scheduled, True
        if schedule:
            self._schedule()
        return waiting.future

    def append(self, events: Sequence[Event], lane: Lane = Lane.LIVE) -> Appended:
        """Append events and wait until they are durable."""
        return self.submit(events, lane).result()

    def read(self, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
        """Return the next events of a lane beyond a position."""
        with self._database.read() as connection:
            return store.read_lane(connection, lane, after, limit)

    def tail(
        self, after: int, *, anonymous_id: str | None, user_id: str | None, limit: int = 1_000
    ) -> list[LoggedEvent]:
        """Return the live events of these identifiers beyond a position."""
        if after >= self._last[Lane.LIVE] or not (anonymous_id or user_id):
            return []
        with self._database.read() as connection:
            return store.read_tail(connection, after, anonymous_id, user_id, limit)

    def _schedule(self) -> None:
        group: list[_Waiting] = []
        try:
            flushed = self._database.submit(lambda connection: self._flush(connection, group))
        except TailorbirdError as error:
            with self._lock:
                group, self._waiting, self._scheduled = self._waiting, [], False
            _fail(group, error)
            return
        flushed.add_done_callback(lambda done: self._settle(done, group))

    def _flush(self, connection: Connection, group: list[_Waiting]) -> list[Appended]:
        group.extend(self._take())
        appended, rows, keys = _assign(connection, group, max(self._last.values()))
        if rows:
            store.insert_keys(connection, keys)
            store.insert_events(connection, rows)
        return appended

    def _take(self) -> list[_Waiting]:
        with self._lock:
            size = taken = 0
            while taken < len(self._waiting) and size < GROUP_EVENTS:
                size += len(self._waiting[taken].rows)
                taken += 1
            group, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return group

    def _settle(self, done: Future[list[Appended]], group: list[_Waiting]) -> None:
        error = done.exception()
        if error is None:
            answers = list(zip(group, done.result(), strict=True))
            for waiting, appended in answers:
                newest = max(appended.positions, default=0)
                self._last[waiting.lane] = max(self._last[waiting.lane], newest)
            for waiting, appended in answers:
                waiting.future.set_result(appended)
            for listener in self._listeners:
                listener()
        else:
            # a change that could not even begin has taken nobody yet
            _fail(group or self._take(), error)
        with self._lock:
            self._scheduled = again = bool(self._waiting)
        if again:
            self._schedule()


def _row(event: Event, lane: Lane) -> dict[str, object]:
    return {
        "lane": store.LANES[lane],
        "anonymous_id": event.anonymous_id,
        "user_id": event.user_id,
        "received_at": event.received_at,
        "payload": msgspec.json.encode(event),
    }


def _assign(
    connection: Connection, group: list[_Waiting], last: int
) -> tuple[list[Appended], list[dict[str, object]], list[dict[str, object]]]:
    """Give each new event the next position; a message seen before gets 0."""
    seen = store.known_keys(connection, [key for waiting in group for key in waiting.keys])
    rows: list[dict[str, object]] = []
    keys: list[dict[str, object]] = []
    appended = []
    for waiting in group:
        positions = []
        keep = int(waiting.lane is Lane.BACKFILL)
        for row, key in zip(waiting.rows, waiting.keys, strict=True):
            if key in seen:
                positions.append(0)
                continue
            seen.add(key)
            last += 1
            positions.append(last)
            rows.append({"position": last, **row})
            keys.append({"key": key, "received_at": row["received_at"], "keep": keep})
        appended.append(Appended(positions=positions))
    return appended, rows, keys


def _fail(group: list[_Waiting], error: BaseException) -> None:
    for waiting in group:
        waiting.future.set_exception(error)
