"""Who is in which segment, kept current: by events as they are processed, and by time.

Everything here runs inside the transaction that changes the facts, while no other process goes on
processing, so a membership never says anything but what follows from the facts beside it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tailorbird.core.clock import day_number
from tailorbird.events.outbox import caused_id
from tailorbird.events.types import Event, Lane
from tailorbird.profiles.touching import Facet, Touched
from tailorbird.segments.announcing import announcement
from tailorbird.segments.book import Book, Entry, book_of, reads_of_all
from tailorbird.segments.facts import Setting
from tailorbird.segments.judging import Reader, judge
from tailorbird.segments.store import definitions, members, movements, naming, numbers
from tailorbird.segments.store.histories import read_histories
from tailorbird.storage.database import Connection

log = logging.getLogger(__name__)
TIME, FILL, FACTS = "time", "fill", "facts"
MOST_DUE = 200  # people in one transaction, so that events need not wait


@dataclass
class Moves:
    """Who enters and leaves in one change, and by what."""

    at: int
    entered: list[tuple[Entry, str, str]] = field(default_factory=list)
    left: list[tuple[Entry, str, str]] = field(default_factory=list)

    def note(self, entry: Entry, who: str, cause: str, *, entered: bool) -> None:
        """Somebody enters or leaves."""
        (self.entered if entered else self.left).append((entry, who, cause))


class Membership:
    """The processor's part: looks at people again when something changed or is due."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._book = Book(-1, ())

    def book(self, connection: Connection) -> Book:
        """Return the segments as they are now."""
        number = definitions.number(connection)
        if number != self._book.number:
            every = definitions.read_all(connection)
            learned = {one.name: one.value for one in numbers.learned(connection)}
            self._book, broken = book_of(number, every, learned)
            if broken:
                log.warning("Segments that cannot be read stay as they are: %s.", broken)
        return self._book

    def react(
        self, connection: Connection, touched: Touched, lane: Lane, now: int
    ) -> list[tuple[Lane, Event]]:
        """Look at the people a batch touched; return the events that this causes.

        What was imported is looked at soon, each person once, not with every batch.
        """
        book = self.book(connection)
        if not book.entries:
            return []
        wanted = {
            who: entries
            for who in sorted(touched.people())
            if (entries := book.affected(touched, who))
        }
        if lane is Lane.BACKFILL:
            members.look_by(connection, [(who, now) for who in wanted])
            return []
        causes = {who: _cause(touched, who) for who in wanted}
        return self._look(connection, book, wanted, causes, now)

    def look_at_due(self, connection: Connection, now: int) -> tuple[int, list[tuple[Lane, Event]]]:
        """Look at some of the people who are due; return how many, and the events it causes."""
        people = members.due(connection, now, MOST_DUE)
        book = self.book(connection)
        if not people:
            return 0, []
        wanted = dict.fromkeys(people, book.entries)
        gone = set(people) - members.living(connection, people)
        members.set_timers(connection, dict.fromkeys(gone, None))
        alive = {who: entries for who, entries in wanted.items() if who not in gone}
        causes = dict.fromkeys(alive, TIME)
        return len(people), self._look(connection, book, alive, causes, now)

    def _look(
        self,
        connection: Connection,
        book: Book,
        wanted: Mapping[str, Sequence[Entry]],
        causes: Mapping[str, str],
        now: int,
    ) -> list[tuple[Lane, Event]]:
        if not wanted:
            return []
        people = list(wanted)
        read = {entry.segment.segment_id: entry for every in wanted.values() for entry in every}
        histories = read_histories(connection, people, reads_of_all(read.values()))
        inside = members.memberships(connection, people)
        moves = Moves(now)
        exact: dict[str, int | None] = {}
        earliest: list[tuple[str, int]] = []
        for who, entries in wanted.items():
            reader = Reader(histories[who])
            untils = []
            for entry in entries:
                verdict = judge(entry.tree, reader, now, self._setting)
                untils.append(verdict.until)
                was = entry.segment.segment_id in inside[who]
                if verdict.held is not was:
                    moves.note(entry, who, causes[who], entered=verdict.held)
            due = min((one for one in untils if one is not None), default=None)
            if len(entries) == len(book.entries):
                exact[who] = due
            elif due is not None:
                earliest.append((who, due))
        members.set_timers(connection, exact)
        members.look_by(connection, earliest)
        if book.filling:
            members.touch(connection, people, book.number)
        return write_moves(connection, moves, Lane.LIVE)


def _cause(touched: Touched, who: str) -> str:
    """Name what most likely moved somebody: an order rather than the page it was placed on."""
    names = touched.events.get(who, set())
    if "Order Completed" in names:
        return "Order Completed"
    if names:
        return min(names)
    return FACTS if touched.facets.get(who, set()) != {Facet.EVERYTHING} else "joined"


def write_moves(connection: Connection, moves: Moves, lane: Lane) -> list[tuple[Lane, Event]]:
    """Write who entered and left, and count it; return the events that tell of it."""
    if not moves.entered and not moves.left:
        return []
    members.add(
        connection,
        [(e.segment.segment_id, who, moves.at, e.segment.version) for e, who, _ in moves.entered],
    )
    members.remove(connection, [(e.segment.segment_id, who) for e, who, _ in moves.left])
    movements.add(
        connection,
        [
            (entry.segment.segment_id, who, entered, moves.at, cause)
            for entered, entry, who, cause in _every(moves)
        ],
    )
    movements.count(connection, day_number(moves.at), _counted(moves))
    return [(lane, event) for event in _events(connection, moves)]


def _every(moves: Moves) -> Iterable[tuple[bool, Entry, str, str]]:
    yield from ((False, *one) for one in moves.left)
    yield from ((True, *one) for one in moves.entered)


def _counted(moves: Moves) -> dict[str, tuple[int, int]]:
    counted: dict[str, tuple[int, int]] = {}
    for entered, entry, _, _ in _every(moves):
        came, went = counted.get(entry.segment.segment_id, (0, 0))
        counted[entry.segment.segment_id] = (came + entered, went + (not entered))
    return counted


def _events(connection: Connection, moves: Moves) -> list[Event]:
    """Tell of each movement, by the strongest identifier that person is known by."""
    every = list(_every(moves))
    known = naming.strongest(connection, sorted({who for _, _, who, _ in every}))
    stamp = movements.last_number(connection)
    return [
        announcement(
            caused_id(f"segment:{entry.segment.segment_id}:{who}:{moves.at}:{stamp}", "", number),
            entry.segment,
            known[who],
            entered=entered,
            cause=cause,
            at=moves.at,
        )
        for number, (entered, entry, who, cause) in enumerate(every)
        if who in known
    ]
