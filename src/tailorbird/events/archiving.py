"""The archive of events: sealing the log into it, cutting the log off, and reading both as one.

What the archive holds and what the log still holds are read in one transaction, so every read is
*sealed + unsealed tail up to a watermark*, with nothing missing and nothing twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct

from tailorbird.core.errors import ArchiveChanged
from tailorbird.events.data_sets import (
    DATA_SETS,
    EVENTS,
    ITEMS,
    Stored,
    columns_of,
    rows_of,
)
from tailorbird.events.store import archive as store
from tailorbird.events.types import Event, Lane, LoggedEvent
from tailorbird.storage.archive import manifest
from tailorbird.storage.archive.archive import Archive
from tailorbird.storage.archive.reading import in_order
from tailorbird.storage.archive.snapshot import Snapshot, snapshot_of
from tailorbird.storage.archive.types import Compacted, Marks, Swept
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.engines.files import Place

SEAL_ROWS = 50_000  # in memory at once, and in one file a day and data set
TRIM_ROWS = 5_000  # in one transaction, so that appends need not wait
_TRIES = 5
_decode = msgspec.json.Decoder(Event).decode
Between = Callable[[], object]


class Identifiers(Struct, frozen=True, kw_only=True):
    """Whom rows may be about: identifiers as events carry them, and places in the log."""

    user_ids: Collection[str] = ()
    emails: Collection[str] = ()
    anonymous_ids: Collection[str] = ()
    positions: Collection[int] = ()

    def by_column(self) -> dict[str, set[Any]]:
        """Return the values to look for in each column."""
        wanted = {
            "user_id": self.user_ids,
            "email": self.emails,
            "anonymous_id": self.anonymous_ids,
            "position": self.positions,
        }
        return {column: set(values) for column, values in wanted.items() if values}


class ArchiveStatus(Struct, frozen=True, kw_only=True):
    """How far the archive reaches, and what it holds. ``size`` is in bytes."""

    address: str
    marks: Marks
    newest: int
    files: int
    events: int
    items: int
    size: int


def _nothing() -> None:
    """Nobody asked to be called between the parts."""


class EventArchive:
    """Both data sets of one shop's events. Thread-safe, and several processes may use it."""

    def __init__(self, log_database: Database, place: Place, currency: str) -> None:
        self.archive = Archive(log_database, place, DATA_SETS)
        self._log = log_database
        self._currency = currency
        self._ahead = _ReadAhead(self._beyond)

    # -- taking the log in

    def seal(self, now: int, between: Between = _nothing) -> int:
        """Take everything the log holds beyond the archive into it; return how many events.

        ``between`` is called between the parts and may raise to stop there; what was sealed
        before stays sealed.
        """
        sealed = 0
        while part := self._seal_part(now):
            sealed += part
            between()
        return sealed

    def _seal_part(self, now: int) -> int:
        with self._log.read() as connection:
            seen = manifest.read_marks(connection)
            newest = store.newest_position(connection)
            rows = store.read_span(connection, seen.sealed, newest, SEAL_ROWS)
        if rows:
            content = columns_of(rows, self._currency)
            filled = {name: columns for name, columns in content.items() if columns["position"]}
            self.archive.seal(seen, rows[-1].position, filled, now)
        return len(rows)

    def compact(self, now: int) -> Compacted:
        """Join small files into large ones; what is read stays the same."""
        return self.archive.compact(now)

    def sweep(self, now: int) -> Swept:
        """Remove files that were replaced some time ago, and what crashes left behind."""
        return self.archive.sweep(now)

    def trim(self, consumed: Mapping[Lane, int], before: int, between: Between = _nothing) -> int:
        """Cut off the log what is sealed, consumed and came before an instant; return the rows.

        ``consumed`` is how far the slowest reader of the log has come in each lane. The newest
        row always stays.
        """
        trimmed = 0
        while part := self._log.write(lambda c: self._trim_part(c, consumed, before)):
            trimmed += part
            between()
        return trimmed

    def _trim_part(self, connection: Connection, consumed: Mapping[Lane, int], before: int) -> int:
        marks = manifest.read_marks(connection)
        waiting = [store.first_beyond(connection, lane, consumed[lane]) for lane in Lane]
        ends = [first - 1 for first in waiting if first is not None]
        upto = min(marks.sealed, store.newest_position(connection) - 1, *ends)
        last = store.older_than(connection, upto, before, TRIM_ROWS)
        if not last:
            return 0
        manifest.move_mark(connection, manifest.TRIMMED, marks.trimmed, last)
        return store.cut_off(connection, last)

    # -- reading

    def snapshot(self, upto: int | None = None) -> Snapshot:
        """Return everything up to a position, by default the newest, as one consistent state."""
        with self._log.read() as connection:
            marks = manifest.read_marks(connection)
            files = manifest.live_files(connection)
            end = store.newest_position(connection) if upto is None else upto
            end = max(end, marks.sealed) if upto is None else end
            rows = store.read_span(connection, marks.sealed, end, max(0, end - marks.sealed))
        return snapshot_of(DATA_SETS, files, end, columns_of(rows, self._currency))

    def tail_rows(self) -> int:
        """Return how many positions lie between the archive and the end of the log."""
        with self._log.read() as connection:
            sealed = manifest.read_marks(connection).sealed
            return max(0, store.newest_position(connection) - sealed)

    def status(self) -> ArchiveStatus:
        """Return how far the archive reaches and what it holds."""
        with self._log.read() as connection:
            marks = manifest.read_marks(connection)
            files = manifest.live_files(connection)
            newest = max(store.newest_position(connection), marks.sealed)
        return ArchiveStatus(
            address=self.archive.place.address,
            marks=marks,
            newest=newest,
            files=len(files),
            events=sum(file.rows for file in files if file.data_set == EVENTS.name),
            items=sum(file.rows for file in files if file.data_set == ITEMS.name),
            size=sum(file.size for file in files),
        )

    def begins_at(self) -> int:
        """Return the first position that can still be read here or in the log; 1 for none."""
        with self._log.read() as connection:
            files = manifest.live_files(connection, EVENTS.name)
            return files[0].first_position if files else store.oldest_position(connection) or 1

    def read_lane(self, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
        """Return the next events of a lane beyond a position, wherever they are now.

        Those that were cut off the log come from the archive. Reading on from where the last
        call ended costs no new look into the files.
        """
        return self._ahead.read(lane, after, limit)

    def _beyond(self, lane: Lane, after: int) -> Iterator[LoggedEvent]:
        """Yield a lane's events beyond a position in order: the archive's, then the log's."""
        with self._log.read() as connection:
            sealed = manifest.read_marks(connection).sealed
            files = manifest.live_files(connection, EVENTS.name)
        for position, payload in in_order(
            self.archive.place, EVENTS, files, ["payload"], after=after, where={"lane": lane.value}
        ):
            yield LoggedEvent(position, _decode(payload))
        last = max(after, sealed)
        while rows := self._log_rows(last):
            for row in rows:
                if row.lane is lane:
                    yield LoggedEvent(row.position, _decode(row.payload))
            last = rows[-1].position

    def _log_rows(self, after: int) -> list[Stored]:
        with self._log.read() as connection:
            if manifest.read_marks(connection).trimmed > after:
                raise ArchiveChanged("What was to be read next is in the archive by now.")
            newest = store.newest_position(connection)
            return store.read_span(connection, after, newest, TRIM_ROWS)

    # -- people

    def find(self, whom: Identifiers) -> Iterator[LoggedEvent]:
        """Yield the archived events that carry one of these identifiers; the log is not read.

        Raises:
            ArchiveChanged: do it again.
        """
        for row in self.archive.find(EVENTS.name, whom.by_column()):
            yield LoggedEvent(row["position"], _decode(row["payload"]))

    def rewrite(self, whom: Identifiers, change: Callable[[LoggedEvent], Event], now: int) -> int:
        """Replace the archived events that carry one of these identifiers by ``change`` of them.

        The log's own rows must have been changed before: what was read from it earlier is not
        sealed any more. Files that held them are gone when this returns. Doing it again, or
        after a crash, changes nothing twice. Return how many files were rewritten.
        """
        self.archive.begin_rewrite()
        found = {one.position: one for one in self._found(whom)}
        new = {position: change(logged) for position, logged in found.items()}
        at = {"position": set(new)}
        wanted = {ITEMS.name: at, EVENTS.name: at} if new else {}
        changes = {
            ITEMS.name: lambda rows: self._items_again(rows, new),
            EVENTS.name: lambda rows: [_event_again(row, new[row["position"]]) for row in rows],
        }
        # items first: after a crash in between the events still tell what is to be done
        return self.archive.rewrite(wanted, changes, now)

    def _found(self, whom: Identifiers) -> list[LoggedEvent]:
        for _ in range(_TRIES - 1):
            with suppress(ArchiveChanged):  # compacted and swept meanwhile
                return list(self.find(whom))
        return list(self.find(whom))

    def _items_again(
        self, rows: list[dict[str, Any]], new: dict[int, Event]
    ) -> list[dict[str, Any]]:
        names = ITEMS.names()
        made = {
            (position, item[1]): item
            for position in {row["position"] for row in rows}
            for item in rows_of(_stored(position, new[position]), new[position], self._currency)[1]
        }
        kept = ("position", "ordinal", "name", "occurred_at", "received_at", "source")
        return [
            dict(zip(names, made[key], strict=True))
            if (key := (row["position"], row["ordinal"])) in made
            else {**dict.fromkeys(names), **{name: row[name] for name in kept}}
            for row in rows
        ]


def _stored(position: int, event: Event, lane: Lane = Lane.LIVE) -> Stored:
    return Stored(position, lane, msgspec.json.encode(event))


def _event_again(row: dict[str, Any], event: Event) -> dict[str, Any]:
    stored = _stored(row["position"], event, Lane(row["lane"]))
    return dict(zip(EVENTS.names(), rows_of(stored, event, "")[0], strict=True))


class _ReadAhead:
    """Pages of a lane, read on from where the last page of that lane ended."""

    def __init__(self, beyond: Callable[[Lane, int], Iterator[LoggedEvent]]) -> None:
        self._beyond = beyond
        self._reading = threading.Lock()
        self._open: dict[Lane, tuple[int, Iterator[LoggedEvent]]] = {}

    def read(self, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
        with self._reading:
            for _ in range(_TRIES - 1):
                with suppress(ArchiveChanged):  # from here on in the files that took its place
                    return self._page(lane, after, limit)
            return self._page(lane, after, limit)

    def _page(self, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
        at, rest = self._open.pop(lane, (None, iter(())))
        if at != after:
            rest = self._beyond(lane, after)
        page = [logged for _, logged in zip(range(limit), rest, strict=False)]
        if len(page) == limit:  # else the end was reached, and more may have come since
            self._open[lane] = (page[-1].position, rest)
        return page
