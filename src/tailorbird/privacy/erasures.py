"""Who was erased, as far as that is remembered, so that a late event brings nobody back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from threading import Lock

from tailorbird.core.hashing import keyed16
from tailorbird.events.anonymising import anonymised, named_in, without
from tailorbird.events.proof import proves_email, proves_user
from tailorbird.events.types import Event, Kind, Lane, LoggedEvent
from tailorbird.events.vocabulary import email_of
from tailorbird.privacy.store import erasures as store
from tailorbird.privacy.types import Erasure, Remembered, Rewrite, Step
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.personal import Subject

USER, EMAIL, ANONYMOUS = "user", "email", "anonymous"  # kinds of identifiers, strongest first

Change = Callable[[Connection], None]


def _nothing(_connection: Connection) -> None:
    """Nobody has to be told."""


class Erasures:
    """Recognises the events of erased people by keyed hashes of their identifiers.

    The hashes are held in memory. Another process may erase somebody: ``refresh``, inside the
    transaction that processes events, notices it before anything is changed, and the log tells
    whoever appends that there is something to ``renew``.
    """

    def __init__(self, database: Database, key: str, on_late: Change = _nothing) -> None:
        """Open the record; ``on_late`` asks, within a change, for ``came_late``'s work."""
        self._database = database
        self._key = key
        self._on_late = on_late
        self._lock = Lock()
        self._number = 0
        self._erased: dict[bytes, Remembered] = {}
        self.renew()

    # -- recognising

    @property
    def number(self) -> int:
        """The newest erasure known here; 0 for none."""
        return self._number

    def renew(self) -> None:
        """Read what was erased since the last look, whatever else is being done."""
        with self._database.read() as connection:
            self.refresh(connection)

    def refresh(self, connection: Connection) -> None:
        """The same inside a transaction."""
        newest = store.newest_number(connection)
        if newest != self._number:
            found = store.remembered(connection)
            with self._lock:
                # the hashes first: whoever reads the number has them too
                self._erased = found
                self._number = newest

    def kept(self, event: Event, lane: Lane) -> Event:
        """Return what may be kept of an event: all of it, or less if it comes too late.

        An event that happened or came before an erasure goes without the person. Where it only
        names a mailbox or a browser that the erased person shared with whoever it is of, it goes
        without that. A description from an import (who somebody is, without a moment at which they
        did anything) counts as too late whenever it comes: it must bring nobody back.
        """
        if not self._erased:
            return event
        named = [one for one in _named(event) if self._is_late(one, event, lane)]
        if named:
            event = without(
                event,
                {value for kind, value in named if kind == EMAIL},
                (),
                {value for kind, value in named if kind == USER},
                self._told_in_traits(event, lane),
            )
        return self._kept_of_own(event, lane)

    def _is_late(self, one: tuple[str, str], event: Event, lane: Lane) -> bool:
        known = self._found(*one)
        # a clock that is ahead says of what came before that it happened after
        happened = min(event.occurred_at, event.received_at)
        return known is not None and (_describes(event, lane) or happened <= known.erased_at)

    def _kept_of_own(self, event: Event, lane: Lane) -> Event:
        found = [(kind, value, self._found(kind, value)) for kind, value in _identifiers(event)]
        late = [
            (kind, value, known)
            for kind, value, known in found
            if known is not None and self._is_late((kind, value), event, lane)
        ]
        if not late:
            return event
        if late[0][:2] == found[0][:2] or not all(known.shared for *_, known in late):
            return anonymised(event)
        return without(
            event,
            {value for kind, value, _ in late if kind == EMAIL},
            {value for kind, value, _ in late if kind == ANONYMOUS},
            (),
            self._told_in_traits(event, lane),
        )

    def _told_in_traits(self, event: Event, lane: Lane) -> set[str]:
        """Return the values among the traits of somebody who stays that name one who was erased."""
        told = (event.traits, event.context.get("traits"))
        values = {value for held in told for value in named_in(held)}
        kinds = (USER, EMAIL, ANONYMOUS)
        return {v for v in values if any(self._is_late((kind, v), event, lane) for kind in kinds)}

    def _found(self, kind: str, value: str) -> Remembered | None:
        return self._erased.get(keyed16(self._key, kind, value))

    # -- remembering, inside the caller's transaction

    def remember(
        self,
        connection: Connection,
        subject: Subject,
        erasure: Erasure,
        shared: Collection[str] = (),
    ) -> None:
        """Remember that a person was erased; nothing that is written says who.

        ``shared`` are those of their identifiers that others, who stay, have used too.
        """
        store.add_erasure(connection, erasure)
        kinds = {USER: subject.user_ids, EMAIL: subject.emails, ANONYMOUS: subject.anonymous_ids}
        for kind, values in kinds.items():
            for value in values:
                known = Remembered(erasure.erased_at, value in shared)
                store.remember(connection, keyed16(self._key, kind, value), known)

    def rewrite_later(
        self, connection: Connection, positions: Sequence[int], *, whole: bool = True
    ) -> None:
        """Remember which events of the log, and of the archive, are still to be rewritten."""
        store.add_rewrites(connection, positions, whole=whole)

    def came_late(self, connection: Connection, batch: Sequence[LoggedEvent], lane: Lane) -> None:
        """Remember which events of a batch were logged before this erasure was known there."""
        late = [one.position for one in batch if self.kept(one.event, lane) is not one.event]
        if late:
            store.add_rewrites(connection, late, whole=False)
            store.reopen(connection)
            self._on_late(connection)

    # -- the work that is left

    def next_rewrites(self, step: Step, limit: int) -> list[Rewrite]:
        """Return the next places to rewrite."""
        with self._database.read() as connection:
            return store.read_rewrites(connection, step, limit)

    def rewritten_in_log(self, positions: Sequence[int]) -> None:
        """Note that the log is rewritten here; the archive is next."""
        self._database.write(lambda connection: store.step_on(connection, positions, Step.ARCHIVE))

    def rewritten_in_archive(self, positions: Sequence[int]) -> None:
        """Note that the archive is rewritten here; nothing is left."""
        self._database.write(lambda connection: store.forget_rewrites(connection, positions))

    def unfinished(self, *steps: Step) -> list[str]:
        """Return the erasures that stand at one of these steps."""
        with self._database.read() as connection:
            return store.at_step(connection, *steps)

    def move_on(self, erasure_ids: Sequence[str], step: Step, now: int) -> None:
        """Note that these erasures have this step next, unless an event came late meanwhile."""
        done = (Step.LOG,) if step is Step.ARCHIVE else (Step.LOG, Step.ARCHIVE)

        def change(connection: Connection) -> None:
            if not store.any_rewrites(connection, *done):
                at = now if step is Step.DONE else None
                store.move_on(connection, erasure_ids, step, at)

        self._database.write(change)

    def read(self, limit: int = 50) -> list[Erasure]:
        """Return erasures, the newest first."""
        with self._database.read() as connection:
            return store.read_erasures(connection, limit)


def _describes(event: Event, lane: Lane) -> bool:
    """Whether an event from an import says who somebody is, without a moment of doing anything."""
    return lane is Lane.BACKFILL and event.kind is Kind.IDENTIFY


def _identifiers(event: Event) -> Iterator[tuple[str, str]]:
    """Yield kind and value of each identifier of whoever an event is of, the strongest first."""
    named = set(_named(event))
    return (one for one in _all_identifiers(event) if one not in named)


def _named(event: Event) -> list[tuple[str, str]]:
    """Return what an event's browser only claims to be: it stays its browser's without that."""
    if event.anonymous_id is None:
        return []
    claims = {USER: not proves_user(event), EMAIL: not proves_email(event)}
    return [one for one in _all_identifiers(event) if claims.get(one[0])]


def _all_identifiers(event: Event) -> Iterator[tuple[str, str]]:
    found = ((USER, event.user_id), (EMAIL, email_of(event)), (ANONYMOUS, event.anonymous_id))
    return ((kind, value) for kind, value in found if value)
