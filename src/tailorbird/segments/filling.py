"""Fill a segment that is new or edited while events keep arriving: without a gap or a double.

From the moment a version of a tree is written, the processor looks at whoever it touches by that
version and writes down whom it looked at. The whole-audience interpreter then answers for everybody
as of one instant. Its answers are taken in by parts, each while the processor waits: whoever was
looked at since is left out, because what the processor said of them is newer. In the end those are
taken out whom neither of the two has met again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol

from tailorbird.core.clock import Clock
from tailorbird.events import outbox
from tailorbird.events.positions import Progress
from tailorbird.events.types import Lane
from tailorbird.segments.book import Book, Entry
from tailorbird.segments.membership import FILL, Membership, Moves, write_moves
from tailorbird.segments.store import definitions, members
from tailorbird.segments.types import Condition, State
from tailorbird.storage.database import Connection, Database

PART = 2_000  # people in one transaction, so that events need not wait


class Answers(Protocol):
    """Answers for a whole audience: record batches of profile_id, member, valid_until."""

    def answers(self, tree: Condition, at: int) -> Iterator[Any]:
        """Yield members and those whom time could change, by parts."""
        ...


class Superseded(Exception):
    """The segment was edited again, or is no more: this fill is not wanted any longer."""


class Filling:
    """Fills segments of one shop."""

    def __init__(
        self,
        database: Database,
        progress: Progress,
        membership: Membership,
        audience: Answers,
        clock: Clock,
    ) -> None:
        self._database = database
        self._progress = progress
        self._membership = membership
        self._audience = audience
        self._clock = clock

    def fill(self, segment_id: str, between: Callable[[], object]) -> bool:
        """Fill a segment by its present version; False where there is nothing to fill any more.

        ``between`` is called between the parts and may raise to stop there; doing it again then
        begins anew and changes nothing twice.
        """
        with self._database.read() as connection:
            entry = _entry(self._membership.book(connection), segment_id)
        if entry is None or entry.segment.state is not State.FILLING:
            return False
        try:
            for part in _parts(self._audience.answers(entry.tree, self._clock.now())):
                self._write(entry, partial(self._take_in, entry=entry, rows=part))
                between()
            while self._write(entry, lambda c: self._take_out(c, entry)):
                between()
            self._write(entry, lambda c: self._end(c, entry))
        except Superseded:
            return False
        return True

    def _write(self, entry: Entry, change: Callable[[Connection], int]) -> int:
        def whole(connection: Connection) -> int:
            self._progress.standing(connection)  # first: nobody goes on processing meanwhile
            now = definitions.read(connection, entry.segment.segment_id)
            if now is None or now.version != entry.segment.version:
                raise Superseded
            return change(connection)

        return self._database.write(whole)

    def _take_in(
        self, connection: Connection, entry: Entry, rows: Sequence[tuple[str, bool, int | None]]
    ) -> int:
        segment = entry.segment
        people = [who for who, _, _ in rows]
        newer = members.touched(connection, people, segment.version)
        alive = members.living(connection, people) - newer
        wanted = {who for who, member, _ in rows if member and who in alive}
        known = members.inside(connection, segment.segment_id, sorted(wanted))
        members.confirm(connection, segment.segment_id, sorted(known), segment.version)
        timers = [(who, until) for who, _, until in rows if until is not None and who in alive]
        members.look_by(connection, timers)
        self._move(connection, entry, sorted(wanted - known), entered=True)
        return len(rows)

    def _take_out(self, connection: Connection, entry: Entry) -> int:
        segment = entry.segment
        gone = members.unconfirmed(connection, segment.segment_id, segment.version, PART)
        self._move(connection, entry, gone, entered=False)
        return len(gone)

    def _move(
        self, connection: Connection, entry: Entry, people: Sequence[str], *, entered: bool
    ) -> None:
        moves = Moves(self._clock.now())
        for who in people:
            moves.note(entry, who, FILL, entered=entered)
        outbox.leave(connection, write_moves(connection, moves, Lane.BACKFILL))

    def _end(self, connection: Connection, entry: Entry) -> int:
        definitions.finish_fill(connection, entry.segment.segment_id, self._clock.now())
        definitions.count_change(connection)
        if not definitions.any_filling(connection):
            members.forget_touched(connection)
        return 1


def _entry(book: Book, segment_id: str) -> Entry | None:
    return next((one for one in book.entries if one.segment.segment_id == segment_id), None)


def _parts(batches: Iterator[Any]) -> Iterator[list[tuple[str, bool, int | None]]]:
    """Yield rows by parts small enough for one transaction."""
    for batch in batches:
        for start in range(0, batch.num_rows, PART):
            columns = batch.slice(start, PART).to_pydict()
            yield list(
                zip(columns["profile_id"], columns["member"], columns["valid_until"], strict=True)
            )
