"""What a person may ask of the shop: everything that is known of them, and to be forgotten.

An erasure is one transaction of the operational database: from then on nobody is known any more.
What it leaves to do is written down with it as places in the log: those events are then rewritten
in the log, in the archive's files, and the bytes of what was deleted are overwritten. A crash
anywhere in between loses nothing: ``finish`` goes on where the work stood.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from tailorbird.app import checkpoints
from tailorbird.app.carrying import wait_until_processed
from tailorbird.core.clock import Clock, to_datetime
from tailorbird.core.errors import NotFound
from tailorbird.core.ids import new_id
from tailorbird.events import store
from tailorbird.events.anonymising import anonymised
from tailorbird.events.archiving import EventArchive, Identifiers
from tailorbird.events.types import Event, Lane, LoggedEvent
from tailorbird.pipeline import Stations
from tailorbird.privacy.registry import Registry
from tailorbird.privacy.types import Erasure, Rewrite, Step
from tailorbird.profiles.people_asking import (
    everybody_after,
    order_of_lines,
    sharing,
    subject_of,
)
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.personal import Rows, Subject
from tailorbird.storage.schema import Chain

FORMAT = "tailorbird-person-export/1"
KEPT = (
    "Orders and refunds, as nobody's: number, date, money and products are the shop's books.",
    "Keyed one-way hashes of the identifiers, so that late events bring nobody back.",
    "The events' places in the log, with product and order figures and nothing of the person.",
)
_PAGE = 2_000
Between = Callable[[], object]
Ask = Callable[[Connection], None]


class PersonExport(Struct, frozen=True, kw_only=True, tag="person_export"):
    """Everything about one person, as JSON can hold it; docs/reference/person-export.md.

    ``tables`` are the rows of each table; ``events`` what they did, from log and archive.
    """

    format: str
    exported_at: str
    person: dict[str, list[str]]
    tables: dict[str, list[dict[str, Any]]]
    events: list[dict[str, Any]]


class Erased(Struct, frozen=True, kw_only=True, tag="erased"):
    """What an erasure did: rows by table, events, what is kept and why, what is still to come.

    ``waiting`` counts the events whose rewriting in the archive waits for the daily job.
    """

    erasure_id: str
    rows: dict[str, int]
    events: int
    waiting: int
    kept: tuple[str, ...] = KEPT


class ExportPerson(Struct, frozen=True, kw_only=True, tag="export_person"):
    """Whom to show: a profile id, customer id, mailbox or browser id."""

    who: str


class ErasePerson(Struct, frozen=True, kw_only=True, tag="erase_person"):
    """Whom to erase; ``at_once`` does not leave the archive to the daily job."""

    who: str
    at_once: bool = False


def _nothing() -> None:
    """Nobody asked to be called between the parts."""


class PrivacyRequests:
    """Export and erasure of one person, over every room, the log and the archive."""

    def __init__(
        self,
        *,
        stations: Stations,
        registry: Registry,
        log: Database,
        archive: EventArchive,
        folder: Path,
        clock: Clock,
        ask: Ask,
        learn: Callable[[], object] = _nothing,
    ) -> None:
        self._stations = stations
        self._database = stations.database
        self._registry = registry
        self._log = log
        self._archive = archive
        self._folder = folder
        self._clock = clock
        self._ask = ask
        self._learn = learn
        self._finishing = threading.Lock()

    def find(self, who: str) -> Subject:
        """Return the person behind a profile id, customer id, mailbox or browser id.

        Raises:
            NotFound: nobody is known by that.
        """
        wait_until_processed(self._stations)
        with self._database.read() as connection:
            return _known(connection, who)

    # -- export

    def export(self, who: str) -> PersonExport:
        """Return everything about a person.

        Raises:
            NotFound: nobody is known by that.
        """
        subject = self.find(who)
        with self._database.read() as connection:
            tables = self._registry.export(connection, subject, Chain.OPERATIONAL)
        with self._log.read() as connection:
            logged = self._registry.export(connection, subject, Chain.LOG)
        return PersonExport(
            format=FORMAT,
            exported_at=to_datetime(self._clock.now()).isoformat(),
            person={
                "profile_ids": list(subject.profile_ids),
                "user_ids": list(subject.user_ids),
                "emails": list(subject.emails),
                "anonymous_ids": list(subject.anonymous_ids),
            },
            tables=_writable(tables),
            events=self._events(subject, logged["events"]),
        )

    def _events(self, subject: Subject, logged: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the person's events: those the log still holds, the others from the archive."""
        gone = set(subject.positions) - {event["position"] for event in logged}
        archived = [
            {"position": one.position, **msgspec.to_builtins(one.event)}
            for one in (self._archive.find(Identifiers(positions=gone)) if gone else ())
        ]
        return sorted([*logged, *archived], key=lambda event: int(event["position"]))

    # -- erasure

    def erase(self, who: str, *, at_once: bool = False) -> Erased:
        """Erase a person, then learn without them.

        ``who`` is as for ``find``; ``at_once`` does not leave the archive to the nightly job.

        Raises:
            NotFound: nobody is known by that.
        """
        subject = self.find(who)
        archived = self._archived_positions(subject)
        erasure, events = self._database.write(
            lambda connection: self._erase(connection, who, archived)
        )
        self._tell()
        self.finish(in_archive=at_once)
        self._learn()
        waiting = len(self._stations.erasures.next_rewrites(Step.ARCHIVE, max(1, events)))
        return Erased(
            erasure_id=erasure.erasure_id, rows=erasure.counts, events=events, waiting=waiting
        )

    def erase_everybody(self, between: Between = _nothing) -> int:
        """Erase everybody this shop knows, the archive at once; return how many people.

        ``between`` is called between people and may raise to stop there; doing it again goes on.
        """
        wait_until_processed(self._stations)
        erased, after = 0, ""
        while found := self._next_people(after):
            for profile_id in found:
                between()
                erased += self._erase_one_of_all(profile_id)
            after = found[-1]
        self._tell()
        self.finish(between)
        self._learn()
        return erased

    def _erase_one_of_all(self, profile_id: str) -> bool:
        """Erase one of everybody, unless somebody before took them along."""
        try:
            archived = self._archived_positions(self._subject(profile_id))
            self._database.write(partial(self._erase, who=profile_id, archived=archived))
        except NotFound:
            return False
        return True

    def _next_people(self, after: str) -> list[str]:
        with self._database.read() as connection:
            return everybody_after(connection, after, _PAGE)

    def _subject(self, profile_id: str) -> Subject:
        with self._database.read() as connection:
            return _known(connection, profile_id)

    def _archived_positions(self, subject: Subject) -> list[int]:
        """Places that only the archive's identifiers tell: events that could not be processed."""
        whom = Identifiers(
            user_ids=subject.user_ids, emails=subject.emails, anonymous_ids=subject.anonymous_ids
        )
        return [logged.position for logged in self._archive.find(whom)]

    def _erase(
        self, connection: Connection, who: str, archived: Sequence[int]
    ) -> tuple[Erasure, int]:
        now = self._clock.now()
        subject = _known(connection, who)
        shared, naming = sharing(connection, subject)
        counts = self._registry.erase(connection, subject, Chain.OPERATIONAL)
        erasure = Erasure(erasure_id=new_id(now), erased_at=now, counts=counts)
        erasures = self._stations.erasures
        erasures.remember(connection, subject, erasure, shared)
        erasures.rewrite_later(connection, subject.positions, whole=True)
        mine = set(subject.positions)
        named = sorted({*naming, *archived} - mine)
        erasures.rewrite_later(connection, named, whole=False)
        self._ask(connection)
        return erasure, len(mine)

    def record(self, limit: int = 50) -> list[Erasure]:
        """Return the erasures that were made, the newest first; nothing says of whom."""
        return self._stations.erasures.read(limit)

    # -- what an erasure leaves to do

    def finish(self, between: Between = _nothing, *, in_archive: bool = True) -> int:
        """Do what erasures have left to do; return how many were finished.

        ``between`` is called between the parts and may raise to stop there. Doing it again, or
        after a crash, goes on where it stood.
        """
        with self._finishing:
            begun = self._stations.erasures.unfinished(Step.LOG)
            if begun:
                self._finish_log(begun, between)
            return self._finish_archive(between) if in_archive else 0

    def _tell(self) -> None:
        """Let every process that appends know: from here on nothing of them is logged."""
        self._stations.erasures.renew()
        self._stations.log.note_erasures(self._stations.erasures.number)

    def _finish_log(self, begun: Sequence[str], between: Between) -> None:
        checkpoints.drop_all(self._folder)
        self._tell()  # whoever erased may have died before
        self._look_through_log(between)
        self._rewrite_log(between)
        self._reclaim()
        self._stations.erasures.move_on(begun, Step.ARCHIVE, self._clock.now())

    def _finish_archive(self, between: Between) -> int:
        waiting = self._stations.erasures.unfinished(Step.ARCHIVE)
        if waiting:
            self._rewrite_archive(between)
            self._reclaim()
            self._stations.erasures.move_on(waiting, Step.DONE, self._clock.now())
        return len(waiting)

    def _reclaim(self) -> None:
        self._log.reclaim()
        self._database.reclaim()

    def _look_through_log(self, between: Between) -> None:
        """Find what no timeline tells of: events that were late, or could not be processed."""
        erasures = self._stations.erasures
        for lane in Lane:
            for page in self._pages(lane):
                late = [one.position for one in page if erasures.kept(one.event, lane) != one.event]
                if late:
                    self._database.write(
                        partial(erasures.rewrite_later, positions=late, whole=False)
                    )
                between()

    def _pages(self, lane: Lane) -> Iterator[list[LoggedEvent]]:
        after = 0
        while page := self._stations.log.read(lane, after, _PAGE):
            yield page
            after = page[-1].position

    def _rewrite_log(self, between: Between) -> None:
        erasures = self._stations.erasures
        while wanted := erasures.next_rewrites(Step.LOG, _PAGE):
            self._log.write(partial(self._rewrite, wanted=wanted))
            between()
            erasures.rewritten_in_log([one.position for one in wanted])

    def _rewrite(self, log: Connection, wanted: Sequence[Rewrite]) -> None:
        whole = _whole(wanted)
        held = store.read_positions(log, [one.position for one in wanted])
        with self._database.read() as connection:
            changed = [
                LoggedEvent(one.position, self._less(connection, one, whole)) for one in held
            ]
        store.rewrite_events(log, changed)

    def _less(self, connection: Connection, logged: LoggedEvent, whole: set[int]) -> Event:
        event = logged.event
        kept = self._stations.erasures.kept(event, Lane.BACKFILL)
        if logged.position in whole or kept == anonymised(event):
            return anonymised(event, order_of_lines(connection, event))
        return kept

    def _rewrite_archive(self, between: Between) -> None:
        erasures = self._stations.erasures
        while wanted := erasures.next_rewrites(Step.ARCHIVE, _PAGE):
            positions = [one.position for one in wanted]
            with self._log.read() as log:
                held = {one.position: one.event for one in store.read_positions(log, positions)}
            change = partial(self._as_archived, held, _whole(wanted))
            self._archive.rewrite(Identifiers(positions=positions), change, self._clock.now())
            between()
            erasures.rewritten_in_archive(positions)

    def _as_archived(
        self, held: Mapping[int, Event], whole: set[int], logged: LoggedEvent
    ) -> Event:
        """What the log says now, else the same made of the archive's own row."""
        if logged.position in held:
            return held[logged.position]
        with self._database.read() as connection:
            return self._less(connection, logged, whole)


def _whole(wanted: Sequence[Rewrite]) -> set[int]:
    return {one.position for one in wanted if one.whole}


def _known(connection: Connection, who: str) -> Subject:
    subject = subject_of(connection, who)
    if subject is None:
        raise NotFound(
            f"Nobody is known by {who!r}. Give an e-mail, a customer id or a browser id."
        )
    return subject


def _writable(tables: Rows) -> Rows:
    found: Rows = msgspec.to_builtins(tables)
    return found
