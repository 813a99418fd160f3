"""Segments put together: everybody at once from the archive, one person from the database; jobs.

``Segmenting`` is the recurring side, ``Tailorbird.segments`` what shells call.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from tailorbird.app import memory
from tailorbird.app.archiving import Archiving
from tailorbird.app.jobs import Chore
from tailorbird.core.clock import DAY, MINUTE, Clock
from tailorbird.events import outbox
from tailorbird.jobs.running import Held
from tailorbird.jobs.service import Jobs
from tailorbird.jobs.types import Daily, Every, Job
from tailorbird.pipeline import Stations
from tailorbird.segments.audience.service import Audience
from tailorbird.segments.checking import Checking
from tailorbird.segments.facts import Setting
from tailorbird.segments.filling import Filling
from tailorbird.segments.reads import reads
from tailorbird.segments.resolving import reads_learned
from tailorbird.segments.results import SelfCheck
from tailorbird.segments.service import Segments
from tailorbird.segments.store import definitions, movements
from tailorbird.segments.store.words import labels_digest
from tailorbird.segments.types import Condition
from tailorbird.storage.database import Connection
from tailorbird.storage.settings import Settings

FILL = "segment_fill"
LEARN = "segment_learn"
CATALOGUE = "segment_catalogue"
CHECK = "segment_check"
FORGET = "segment_forget"
_NIGHT = 3
_LABELS = "segment_labels"  # what the catalogue said when segments were last filled by it
KEPT = 90 * DAY  # who entered and left
LOOK = 2 * MINUTE


def _nothing() -> None:
    """Nobody asked to be called between the parts."""


@dataclass(frozen=True)
class Segmenting:
    """The recurring side of segments."""

    stations: Stations
    clock: Clock
    segments: Segments
    filling: Filling
    checking: Checking
    turn: threading.Lock

    def fill_waiting(self, between: Callable[[], object] = _nothing) -> int:
        """Fill every segment that waits for it, one after another; return how many."""
        filled = 0
        with self.turn:  # two at once would take twice the memory and no less time
            while waiting := self._waiting():
                before = filled
                for segment_id in waiting:
                    filled += self.filling.fill(segment_id, between)
                    outbox.relay(self.stations.database, self.stations.log)
                    memory.release()
                if filled == before:  # what is left cannot be read now
                    break
        return filled

    def _waiting(self) -> list[str]:
        with self.stations.database.read() as connection:
            return definitions.filling(connection)

    def fill_here_where(self, alone: Callable[[], bool]) -> None:
        """Fill segments at once on the caller's thread wherever nothing else would do it."""

        def fill() -> None:
            if alone():
                self.fill_waiting()

        self.segments.after_change = fill

    def learn_again(self) -> None:
        """Learn the shop's rhythm anew, if any segment goes by it; after an import."""
        if any(reads_learned(one.tree) for one in self.segments.all()):
            self.segments.learn()

    def refill_all(self) -> int:
        """Look at everybody anew for every segment: the facts were made anew."""
        return self.segments.refill_where(lambda _: True)

    def notice_catalogue(self) -> int:
        """Refill segments that read names of products, if the catalogue's changed."""
        every = self.segments.all()
        trees = [one.tree for one in every]
        if not any(_reads_catalogue(tree) for tree in trees):
            return 0
        settings = Settings(self.stations.database)
        with self.stations.database.read() as connection:
            said = labels_digest(connection)
        before = settings.get(_LABELS)
        if said == before:
            return 0
        settings.set(_LABELS, said)
        return 0 if before is None else self.segments.refill_where(_reads_catalogue)

    def check(self, between: Callable[[], object] = _nothing) -> SelfCheck:
        """Compare both interpreters on some people, and keep how it went."""
        return self.checking.check(between)

    def forget(self) -> int:
        """Forget who entered and left long ago."""
        before = self.clock.now() - KEPT
        return self.stations.database.write(lambda c: movements.forget(c, before))


def _reads_catalogue(tree: Condition) -> bool:
    return reads(tree).catalogue


def segmenting_of(
    stations: Stations, clock: Clock, setting: Setting, archive: Archiving
) -> Segmenting:
    """Put the pieces together."""
    database, progress = stations.database, stations.progress
    audience = Audience(database, archive, setting)
    jobs = Jobs(database, clock, [Job(name=FILL)])

    def ask(connection: Connection) -> None:
        jobs.ask_within(connection, FILL)

    return Segmenting(
        stations=stations,
        clock=clock,
        segments=Segments(database, progress, clock, setting, audience=audience, ask_to_fill=ask),
        filling=Filling(database, progress, stations.membership, audience, clock),
        checking=Checking(database, stations.membership, audience, clock, setting),
        turn=threading.Lock(),
    )


def segment_chores(segmenting: Segmenting, zone: str) -> list[Chore]:
    """Return the recurring work on segments."""

    def fill(held: Held) -> None:
        segmenting.fill_waiting(held.check)

    def learn(held: Held) -> None:
        held.check()
        segmenting.segments.learn()

    def notice(held: Held) -> None:
        held.check()
        segmenting.notice_catalogue()

    def check(held: Held) -> None:
        segmenting.check(held.check)

    def forget(held: Held) -> None:
        held.check()
        segmenting.forget()

    return [
        Chore(Job(name=FILL), fill),
        Chore(Job(name=LEARN, schedule=Daily(_NIGHT, 5, zone)), learn),
        Chore(Job(name=CATALOGUE, schedule=Every(LOOK)), notice),
        Chore(Job(name=CHECK, schedule=Daily(_NIGHT, 30, zone)), check),
        Chore(Job(name=FORGET, schedule=Daily(_NIGHT, 55, zone)), forget),
    ]
