"""The log is the queue: durable, ordered, each message once.

Appends that arrive together are committed together (group commit), so full durability costs one
flush for many events. An append locks the heads of the lanes, takes the next positions and writes
them with its events: no position is skipped, and none is seen before an earlier one, however many
processes append.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from tailorbird.core.errors import TailorbirdError
from tailorbird.events import store
from tailorbird.events.types import Appended, Event, Lane, LoggedEvent
from tailorbird.storage.database import Connection, Database

_Row = tuple[object, ...]
GROUP_EVENTS = 5_000  # one transaction holds at most about this many events


class Sieve(Protocol):
    """What may be kept of an event: less of one that names somebody who was erased before it."""

    @property
    def number(self) -> int:
        """The newest erasure it knows: 1, 2, 3 …; 0 for none."""
        ...

    def kept(self, event: Event, lane: Lane) -> Event:
        """Return what may be kept of an event."""
        ...

    def renew(self) -> None:
        """Learn of the erasures since."""
        ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    lane: Lane
    events: Sequence[Event]
    rows: list[_Row]
    keys: list[bytes]
    future: Future[Appended]
    sieve: Sieve | None
    known: int  # the newest erasure the sieve knew


class EventLog:
    """Append events durably and read them back in order."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._scheduled = False
        self.commits = 0  # of this process so far
        self._listeners: list[Callable[[], None]] = []
        _catch_up(database)

    def last_position(self, lane: Lane) -> int:
        """Return the position of a lane's newest durable event, whoever appended it; 0 for none."""
        with self._database.read() as connection:
            return store.read_heads(connection)[lane]

    @property
    def busy(self) -> bool:
        """Whether events are on their way into the log just now."""
        return self._scheduled

    def on_append(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each commit; it must be quick and must not raise."""
        self._listeners.append(listener)

    def submit(
        self, events: Sequence[Event], lane: Lane, sieve: Sieve | None = None
    ) -> Future[Appended]:
        """Queue events; the future is done when they are durable. Repeats are recognised.

        With a ``sieve`` goes what it keeps of them, by every erasure the log was told of when they
        are written, whichever process told it.
        """
        waiting = _sifted(events, lane, sieve, Future())
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

    def note_erasures(self, number: int) -> None:
        """Tell everybody who appends, in any process, that there were so many erasures."""
        self._database.write(lambda connection: store.note_erasures(connection, number))

    def read(self, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
        """Return the next events of a lane beyond a position."""
        with self._database.read() as connection:
            return store.read_lane(connection, lane, after, limit)

    def tail(
        self, after: int, *, anonymous_id: str | None, user_id: str | None, limit: int = 1_000
    ) -> list[LoggedEvent]:
        """Return the live events of these identifiers beyond a position."""
        if not (anonymous_id or user_id):
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
        heads, erasures = store.lock_heads(connection)
        group[:] = [_up_to_date(waiting, erasures) for waiting in group]
        given = _assign(connection, group, max(heads.values()))
        if given.rows:
            store.insert_keys(connection, given.keys)
            store.insert_events(connection, given.rows)
            store.save_heads(connection, given.newest)
        return given.appended

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
            self.commits += 1
            for waiting, appended in zip(group, done.result(), strict=True):
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


def _catch_up(database: Database) -> None:
    """Move heads that stand behind the rows: a release that knew no heads wrote there last."""
    with database.read() as connection:
        behind = _behind(connection)
    if behind:
        database.write(lambda connection: store.save_heads(connection, _behind(connection)))


def _behind(connection: Connection) -> dict[Lane, int]:
    heads, rows = store.read_heads(connection), store.newest_rows(connection)
    return {lane: rows[lane] for lane in Lane if rows[lane] > heads[lane]}


def _sifted(
    events: Sequence[Event], lane: Lane, sieve: Sieve | None, future: Future[Appended]
) -> _Waiting:
    known = 0
    if sieve is not None:
        known = sieve.number  # first: what it learns meanwhile is only looked at once more
        events = [sieve.kept(event, lane) for event in events]
    return _Waiting(
        lane=lane,
        events=list(events),
        rows=[_row(event, lane) for event in events],
        keys=[store.message_key(event.message_id) for event in events],
        future=future,
        sieve=sieve,
        known=known,
    )


def _up_to_date(waiting: _Waiting, erasures: int) -> _Waiting:
    """Return what waits, sifted again where somebody was erased since."""
    if waiting.sieve is None or waiting.known >= erasures:
        return waiting
    if waiting.sieve.number < erasures:
        waiting.sieve.renew()
    return _sifted(waiting.events, waiting.lane, waiting.sieve, waiting.future)


def _row(event: Event, lane: Lane) -> _Row:
    """Return an event as the table has it, but for its position."""
    return (
        store.LANES[lane],
        event.anonymous_id,
        event.user_id,
        event.received_at,
        msgspec.json.encode(event),
    )


@dataclass(slots=True)
class _Given:
    """What an append writes."""

    appended: list[Appended] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    keys: list[_Row] = field(default_factory=list)
    newest: dict[Lane, int] = field(default_factory=dict)


def _assign(connection: Connection, group: list[_Waiting], last: int) -> _Given:
    """Give each new event the next position; a message seen before gets 0."""
    seen = store.known_keys(connection, [key for waiting in group for key in waiting.keys])
    given = _Given()
    for waiting in group:
        positions = []
        keep = int(waiting.lane is Lane.BACKFILL)
        for event, row, key in zip(waiting.events, waiting.rows, waiting.keys, strict=True):
            if key in seen:
                positions.append(0)
                continue
            seen.add(key)
            last += 1
            positions.append(last)
            given.rows.append((last, *row))
            given.keys.append((key, event.received_at, keep))
            given.newest[waiting.lane] = last
        given.appended.append(Appended(positions=positions))
    return given


def _fail(group: list[_Waiting], error: BaseException) -> None:
    for waiting in group:
        waiting.future.set_exception(error)
