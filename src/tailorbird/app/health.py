"""How well the shop's data comes in: what the merchant's page of data reads, and a test event."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.core.clock import DAY, HOUR, MINUTE, Clock
from tailorbird.events import health, store
from tailorbird.events.refusals import masked_sample
from tailorbird.events.types import (
    ArrivalHour,
    FieldType,
    Kind,
    Lane,
    LoggedEvent,
    OrderSightings,
)
from tailorbird.events.validation import parse
from tailorbird.events.vocabulary import TEST_EVENT
from tailorbird.pipeline import Stations, accept
from tailorbird.profiles.known import KnownPeople, KnownShare
from tailorbird.storage.database import Database

HOURS = 48
DAYS = 7
MOST_TAIL = 50
_MOST_CHECKOUTS = 5_000
_MOST_FIELDS = 20
_TIME_TO_ORDER = HOUR  # a checkout may take so long before an order is missed
_TIME_TO_TELL = 15 * MINUTE  # a page and a server tell of an order this far apart at most


class Checkouts(Struct, frozen=True):
    """People who began a checkout, and how many of them no order followed."""

    begun: int
    left: int


class Health(Struct, frozen=True, kw_only=True):
    """What the page of data shows. Hours are of the last two days, the rest of the last week."""

    hours: list[ArrivalHour]
    waiting: int
    visitors: KnownShare
    carts: KnownShare
    checkouts: Checkouts
    orders: OrderSightings
    fields: list[FieldType]


class DataHealth:
    """Reads only, but for the test event. Safe for many threads."""

    def __init__(self, database: Database, log: Database, stations: Stations, clock: Clock) -> None:
        self._database = database
        self._log = log
        self._stations = stations
        self._clock = clock
        self._known = KnownPeople(database)

    def read(self) -> Health:
        """Return how data came in of late."""
        now = self._clock.now()
        with self._database.read() as connection:
            hours = store.read_hours(connection, now // HOUR - HOURS + 1)
            begun = store.read_checkouts(
                connection, now - DAYS * DAY, now - _TIME_TO_ORDER, _MOST_CHECKOUTS
            )
            orders = store.read_sightings(connection, now - DAYS * DAY, now - _TIME_TO_TELL)
            fields = store.read_forms(connection, now - DAYS * DAY, _MOST_FIELDS)
        return Health(
            hours=hours,
            waiting=self._waiting(),
            visitors=self._known.visitors(now, DAYS),
            carts=self._known.carts(now, DAYS),
            checkouts=Checkouts(*self._known.checkouts(begun)),
            orders=orders,
            fields=fields,
        )

    def _waiting(self) -> int:
        newest = self._stations.log.last_position(Lane.LIVE)
        return max(0, newest - self._stations.progress.at(Lane.LIVE))

    def newest(self, after: int = 0, limit: int = MOST_TAIL) -> list[LoggedEvent]:
        """Return the newest events beyond a position, the newest first."""
        with self._log.read() as connection:
            return store.newest_events(connection, Lane.LIVE, after, limit)

    def event(self, position: int) -> LoggedEvent | None:
        """Return one event as it was sent, None where it is no longer in the log."""
        with self._log.read() as connection:
            found = store.read_positions(connection, [position])
        return found[0] if found else None

    def masked(self, logged: LoggedEvent) -> str:
        """Return what an event says, in short and with everything personal masked."""
        event = logged.event
        return masked_sample(event.traits if event.kind is Kind.IDENTIFY else event.properties)

    def send_test(self) -> None:
        """Send an event that only tries out the way; returns when it is durable."""
        item = {"event": TEST_EVENT, "anonymousId": "tailorbird-test"}
        event = parse(item, now=self._clock.now(), source="library", kind=Kind.TRACK)
        accept(self._stations, [event], Lane.LIVE).result()

    def test_arrived(self) -> int:
        """Return when the last test event that is processed arrived, 0 for never."""
        with self._database.read() as connection:
            return store.last_arrival(connection, health.TEST)
