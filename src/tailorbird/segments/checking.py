"""The nightly self-check: do both interpreters, and what is kept, say the same of some people?

It looks at a share of everybody that is another one each night. Whoever moved on while it looked is
left out: about them the two were asked at different moments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from tailorbird.core.clock import Clock, day_number
from tailorbird.segments.book import Book, Entry, reads_of_all
from tailorbird.segments.facts import Setting
from tailorbird.segments.filling import Answers
from tailorbird.segments.judging import Reader, judge
from tailorbird.segments.membership import Membership
from tailorbird.segments.results import SelfCheck
from tailorbird.segments.store import members, people
from tailorbird.segments.store.histories import read_histories
from tailorbird.segments.types import State
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.settings import Settings

NAME = "segment_check"
SAMPLE = 1_000  # people a night
_PAGE = 200
_EXAMPLES = 5


def read_check(database: Database) -> SelfCheck | None:
    """Return how the last check went, None before the first."""
    held = Settings(database).get(NAME)
    return None if held is None else msgspec.convert(held, SelfCheck)


class Checking:
    """Compares the interpreters of one shop. What is kept of it names segments, never people."""

    def __init__(
        self,
        database: Database,
        membership: Membership,
        audience: Answers,
        clock: Clock,
        setting: Setting,
    ) -> None:
        self._database = database
        self._membership = membership
        self._audience = audience
        self._clock = clock
        self._setting = setting

    def check(self, between: Callable[[], object] = lambda: None) -> SelfCheck:
        """Compare for tonight's people, keep how it went, and return it."""
        now = self._clock.now()
        with self._database.read() as connection:
            book = self._membership.book(connection)
            tonight = sample(connection, now)
        entries = [one for one in book.entries if one.segment.state is State.LIVE]
        found: list[str] = []
        for entry in entries:
            between()
            found += self._differences(entry, tonight, now)
        result = SelfCheck(
            at=now,
            segments=len(entries),
            people=len(tonight),
            differences=len(found),
            examples=tuple(list(dict.fromkeys(found))[:_EXAMPLES]),
        )
        Settings(self._database).set(NAME, msgspec.to_builtins(result))
        return result

    def _differences(self, entry: Entry, tonight: Sequence[str], now: int) -> list[str]:
        with self._database.read() as connection:
            mark = people.newest_position(connection)
        whole = self._whole(entry, frozenset(tonight), now)
        found = []
        for start in range(0, len(tonight), _PAGE):
            part = tonight[start : start + _PAGE]
            with self._database.read() as connection:
                found += self._compare(connection, entry, part, whole, mark)
        return found

    def _whole(self, entry: Entry, tonight: frozenset[str], now: int) -> set[str]:
        """Return those of tonight's people whom the whole-audience interpreter finds inside."""
        inside: set[str] = set()
        for batch in self._audience.answers(entry.tree, now):
            columns: dict[str, list[Any]] = batch.to_pydict()
            rows = zip(columns["profile_id"], columns["member"], strict=True)
            inside.update(who for who, member in rows if member and who in tonight)
        return inside

    def _compare(
        self,
        connection: Connection,
        entry: Entry,
        part: Sequence[str],
        whole: set[str],
        mark: int,
    ) -> list[str]:
        now = self._clock.now()
        moved_on = people.moved_since(connection, part, mark)
        moved_on |= set(members.due(connection, now, len(part) * 100)) & set(part)
        book = Book(0, (entry,))
        histories = read_histories(connection, part, reads_of_all(book.entries))
        held = members.inside(connection, entry.segment.segment_id, part)
        found = []
        for who in part:
            one = judge(entry.tree, Reader(histories[who]), now, self._setting).held
            if who not in moved_on and not one == (who in whole) == (who in held):
                found.append(entry.segment.name)
        return found


def sample(connection: Connection, now: int, size: int = SAMPLE) -> list[str]:
    """Return tonight's people: a share by a hash of the day, so that every night has others."""
    total = people.count_living(connection)
    share = min(1.0, size / max(total, 1))
    limit, day = round(share * 2**32), day_number(now)
    return [who for who in people.every_living(connection) if _bucket(day, who) < limit]


def _bucket(day: int, who: str) -> int:
    return int(hashlib.sha256(f"{day}:{who}".encode()).hexdigest()[:8], 16)
