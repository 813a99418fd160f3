"""A whole shop in which nothing happens by itself: the test appends, processes and learns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from tailorbird.app.folder import Folder
from tailorbird.app.personal import REGISTRY
from tailorbird.catalog.service import Catalog
from tailorbird.decisions.service import Decisions
from tailorbird.events.log import EventLog
from tailorbird.events.positions import Progress
from tailorbird.events.refusals import Refusals
from tailorbird.events.types import Event, Lane
from tailorbird.measurement.folding import Folding
from tailorbird.pipeline import Stations, look_at_due, process
from tailorbird.privacy.erasures import Erasures
from tailorbird.profiles.service import Profiles
from tailorbird.recommendations.reading import sales_of
from tailorbird.recommendations.service import Recommendations
from tailorbird.segments.facts import Setting
from tailorbird.segments.membership import Membership
from tailorbird.storage.bulk import empty_tables
from tailorbird.storage.database import Database
from tailorbird.storage.schema import LOG, OPERATIONAL
from tailorbird.testing.clock import StillClock


class Files(Protocol):
    """What a folder gives when it is opened: the two databases of a shop."""

    @property
    def database(self) -> Database:
        """What is true now."""
        ...

    @property
    def log(self) -> Database:
        """What happened."""
        ...

    def close(self) -> None:
        """Let them go."""
        ...


class StillShop:
    """The real database, log and rooms without the threads that work behind them.

    ``empty()`` gives a new shop in the same files, much faster than a new folder. ``files`` are
    databases opened in another way than a folder's; ``database`` is the address of a PostgreSQL
    database to keep the shop in.
    """

    def __init__(
        self,
        folder: Path,
        currency: str = "GBP",
        files: Files | None = None,
        database: str = "",
    ) -> None:
        self.clock = StillClock()
        self.currency = currency
        self._folder: Files = files or Folder(folder, database)
        self.database = self._folder.database
        self._compose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.close()

    def _compose(self) -> None:
        database = self.database
        self.log, self.progress = EventLog(self._folder.log), Progress(database)
        self.catalog = Catalog(database, self.progress.standing)
        self.refusals = Refusals(database)
        self.profiles = Profiles(database, self.log, self.progress, self.currency, REGISTRY)
        self.recommendations = Recommendations()
        self.decisions = Decisions(self.catalog, self.profiles, self.recommendations, self.clock)
        self.stations = Stations(
            database=database,
            log=self.log,
            progress=self.progress,
            refusals=self.refusals,
            catalog=self.catalog,
            profiles=self.profiles,
            erasures=Erasures(database, "the key of a shop that stands still"),
            membership=Membership(Setting(zone=ZoneInfo("UTC"), currency=self.currency)),
            measuring=Folding(self.currency),
            clock=self.clock,
            currency=self.currency,
        )

    @property
    def log_database(self) -> Database:
        """The database of the log."""
        return self._folder.log

    def look_at_due(self) -> int:
        """Look at everybody whom time could move into or out of a segment; return how many."""
        looked = 0
        while more := look_at_due(self.stations):
            looked += more
        self.process()
        return looked

    def empty(self) -> None:
        """Forget everything; what was read from this object before is of the old shop."""
        self.database.write(lambda connection: empty_tables(connection, OPERATIONAL))
        self._folder.log.write(lambda connection: empty_tables(connection, LOG))
        self._compose()

    def append(self, events: Sequence[Event], lane: Lane = Lane.LIVE) -> None:
        """Make events durable without processing them."""
        self.log.append(events, lane)

    def process(self) -> None:
        """Process everything appended, and what that causes, live events first."""
        while process(self.stations, Lane.LIVE) or process(self.stations, Lane.BACKFILL):
            pass

    def take(self, *events: Event, lane: Lane = Lane.LIVE) -> None:
        """Append events and process them in one batch."""
        self.append(events, lane)
        self.process()

    def take_in_batches(
        self, events: Sequence[Event], sizes: Iterable[int], lane: Lane = Lane.LIVE
    ) -> None:
        """Append and process events in batches of these sizes; what is left over comes last."""
        start = 0
        for size in sizes:
            self.take(*events[start : start + size], lane=lane)
            start += size
        self.take(*events[start:], lane=lane)

    def learn(self) -> None:
        """Train on all orders known now."""
        self.recommendations.refresh(
            lambda: sales_of(self.profiles.sold_lines(), self.catalog.labels()), self.clock.now()
        )
