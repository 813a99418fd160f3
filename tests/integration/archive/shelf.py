"""A shop whose log goes into an archive, on each kind of database, and random shops to fill it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tailorbird.core.clock import DAY, HOUR
from tailorbird.events.archiving import EventArchive
from tailorbird.events.log import EventLog
from tailorbird.events.types import Event, Lane, LoggedEvent
from tailorbird.storage.database import Database
from tailorbird.storage.engines.files import Place
from tailorbird.testing.clock import SOME_DAY, StillClock
from tailorbird.testing.happenings import event, line, order

PAGE = 700


@dataclass
class Shelf:
    """A log beside its archive, with the events that were appended."""

    clock: StillClock
    database: Database
    log: EventLog
    archive: EventArchive
    folder: Path

    def append(self, events: Sequence[Event], lane: Lane = Lane.LIVE) -> None:
        self.log.append(events, lane)

    def seal(self) -> int:
        return self.archive.seal(self.clock.now())

    def read(self, lane: Lane, size: int = PAGE) -> list[LoggedEvent]:
        """Every event of a lane, page by page, from the archive and the log."""
        found: list[LoggedEvent] = []
        after = 0
        while page := self.archive.read_lane(lane, after, size):
            found += page
            after = page[-1].position
        return found

    def logged(self, lane: Lane) -> list[LoggedEvent]:
        return self.log.read(lane, 0, 1_000_000)

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


def happened(seed: int, count: int, at: int = SOME_DAY) -> list[Event]:
    """Views, orders and sign-ups of random people over three days, not quite in order of time."""
    chance = random.Random(seed)
    return [
        _one(chance, f"{seed}-{number}", at + number * 3 * DAY // count) for number in range(count)
    ]


def _one(chance: random.Random, name: str, at: int) -> Event:
    at += chance.randrange(-HOUR, HOUR)
    browser, user = f"b{chance.randrange(40)}", f"u{chance.randrange(30)}"
    if chance.random() < 0.2:
        lines = [
            line(
                f"P{chance.randrange(20)}", chance.randrange(1, 5), f"{chance.randrange(1, 900)}e-2"
            )
            for _ in range(chance.randrange(1, 5))
        ]
        return order(f"O{name}", at, lines, user=user, email=f"{user}@example.com")
    return event(
        "Product Viewed",
        at,
        browser=browser,
        product_id=f"P{chance.randrange(20)}",
        message_id=name,
    )


def shelf_of(database: Database, folder: Path, address: str = "") -> Shelf:
    """An empty archive beside a log; without an address it is in the folder."""
    place = Place(address, folder)
    return Shelf(
        clock=StillClock(SOME_DAY + 4 * DAY),
        database=database,
        log=EventLog(database),
        archive=EventArchive(database, place, "GBP"),
        folder=folder,
    )
