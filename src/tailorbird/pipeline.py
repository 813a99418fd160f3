"""The way of an event, on one screen: in at the door, then through everything that folds it.

``accept`` is called by every door: what it has answered for is durable. ``process`` is called by
the worker: it takes the next events of one lane and, in one transaction, changes everything that
follows from them together with its own position. A crash repeats nothing and skips nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from tailorbird.catalog.service import Catalog
from tailorbird.core.clock import Clock
from tailorbird.core.errors import StorageError
from tailorbird.events import arrivals, health, outbox, store
from tailorbird.events.log import EventLog
from tailorbird.events.positions import PROCESSOR, Overtaken, Progress
from tailorbird.events.refusals import Refusals, refusal_of
from tailorbird.events.types import Appended, Event, Lane, LoggedEvent, Problem
from tailorbird.events.vocabulary import Interpreted, interpreted, is_test
from tailorbird.experiments.exposures import EXPERIMENT_VIEWED
from tailorbird.experiments.seen import take_in_exposures
from tailorbird.measurement.folding import Folding
from tailorbird.privacy.erasures import Erasures
from tailorbird.profiles.mentions import mentions_of, stock_movements, times_ordered
from tailorbird.profiles.service import Profiles
from tailorbird.profiles.touching import Touched
from tailorbird.segments.membership import Membership
from tailorbird.storage.database import Connection, Database

log = logging.getLogger(__name__)
BATCH = 1_000  # events in one transaction


@dataclass(frozen=True)
class Stations:
    """What events pass on their way; filled once by ``app``."""

    database: Database
    log: EventLog
    progress: Progress
    refusals: Refusals
    catalog: Catalog
    profiles: Profiles
    erasures: Erasures
    membership: Membership
    measuring: Folding
    clock: Clock
    currency: str


def accept(stations: Stations, events: Sequence[Event], lane: Lane) -> Future[Appended]:
    """Append validated events to the log; the future is done when they are durable.

    What comes late of somebody who was erased, in whichever process, is appended without them.
    """
    return stations.log.submit(events, lane, stations.erasures)


def process(stations: Stations, lane: Lane, most: int | None = None) -> int:
    """Take the next events of a lane, ``most`` or a batch, through every room; return how many."""
    after = stations.progress.at(lane)
    batch = stations.log.read(lane, after, most or BATCH)
    if not batch:
        return 0
    try:
        _take(stations, batch, lane, after)
    except Overtaken:
        return len(batch)  # another process was faster: all of this is done, or being done
    stations.progress.advance(lane, batch[-1].position)
    outbox.relay(stations.database, stations.log)
    return len(batch)


def _take(stations: Stations, batch: list[LoggedEvent], lane: Lane, after: int) -> None:
    try:
        _change(stations, batch, lane, after)
    except (StorageError, Overtaken):
        raise  # not the events' fault: the disk, the database, or another process
    except Exception:
        log.exception("A batch failed; going on one event at a time.")
        for logged in batch:
            _one_by_one(stations, logged, lane, after)
            after = logged.position
            stations.progress.advance(lane, after)  # kept, even if a later one is not


def _change(stations: Stations, batch: list[LoggedEvent], lane: Lane, after: int) -> None:
    read = [interpreted(logged) for logged in batch]

    def change(connection: Connection) -> None:
        stations.progress.go_on(connection, lane, after)
        stations.erasures.refresh(connection)  # another process may have erased somebody
        stations.erasures.came_late(connection, batch, lane)
        health.note(connection, read, lane)
        touched = Touched()
        caused = fold(stations, connection, read, lane, touched)
        outbox.leave(connection, [(lane, event) for event in caused])
        now = stations.clock.now()
        outbox.leave(connection, stations.membership.react(connection, touched, lane, now))
        stations.measuring.react(connection, touched)
        _save_position(connection, lane, batch[-1].position)

    stations.database.write(change)


def fold(
    stations: Stations,
    connection: Connection,
    batch: list[Interpreted],
    lane: Lane,
    touched: Touched | None = None,
) -> list[Event]:
    """Take a batch through every room that folds events; return the events this causes.

    ``touched`` is told what changed about whom. A rebuild calls it with the events of the past and
    drops what it returns: that is in the log.
    """
    batch = [_kept(stations, item, lane) for item in batch if not is_test(item.logged.event)]
    mentions = mentions_of(batch, stations.currency)
    stations.catalog.learn(connection, mentions, times_ordered(batch))
    stations.catalog.move_stock(connection, stock_movements(batch))
    arrivals.count(connection, [item.logged.event for item in batch])
    touched = Touched() if touched is None else touched
    touched.listen |= {EXPERIMENT_VIEWED}
    caused = stations.profiles.take_in(connection, batch, lane, touched)
    take_in_exposures(connection, touched)
    return caused


def look_at_due(stations: Stations) -> int:
    """Look at people whom time alone could move into or out of a segment; return how many."""

    def change(connection: Connection) -> int:
        stations.progress.standing(connection)  # nobody processes events meanwhile
        looked, caused = stations.membership.look_at_due(connection, stations.clock.now())
        outbox.leave(connection, caused)
        return looked

    looked = stations.database.write(change)
    if looked:
        outbox.relay(stations.database, stations.log)
    return looked


def _kept(stations: Stations, item: Interpreted, lane: Lane) -> Interpreted:
    """Leave out what is of somebody erased; the log itself is rewritten a little later."""
    event = stations.erasures.kept(item.logged.event, lane)
    if event is item.logged.event:
        return item
    return interpreted(LoggedEvent(item.logged.position, event))


def _one_by_one(stations: Stations, logged: LoggedEvent, lane: Lane, after: int) -> None:
    """Set aside the event that cannot be processed, said in Refusals, and go on with the rest."""
    try:
        _change(stations, [logged], lane, after)
    except (StorageError, Overtaken):
        raise
    except Exception as error:  # noqa: BLE001
        problem = Problem(
            code="not_processable",
            field=logged.event.name,
            message=f"Event {logged.position} could not be processed ({type(error).__name__}); "
            "it stays in the log. Please report this.",
        )
        refusal = refusal_of(
            problem, logged.event.properties, logged.event.source, logged.event.received_at
        )

        def set_aside(connection: Connection) -> None:
            stations.progress.go_on(connection, lane, after)
            store.count_refusals(connection, [(refusal, 1)])
            _save_position(connection, lane, logged.position)

        stations.database.write(set_aside)


def _save_position(connection: Connection, lane: Lane, position: int) -> None:
    store.save_position(connection, PROCESSOR, lane, position)
    store.note_turn(connection, lane, position)
