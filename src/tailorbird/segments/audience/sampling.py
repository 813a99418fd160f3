"""A stable sample of everybody, kept in memory, so that an estimate never reads the archive.

Who is in the sample follows from the profile's id alone: about one in a hundred, or everybody while
there are few. What is kept of their events is what segments may ask of them, in the shape of the
archive, so the same question is asked of the sample as of the whole.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct

from tailorbird.core.clock import MINUTE
from tailorbird.core.errors import TailorbirdError
from tailorbird.profiles.facts_of_events import EventFacts, decode
from tailorbird.segments.audience import attached, question
from tailorbird.segments.audience.attached import SAMPLE_EVENTS, SAMPLE_ITEMS
from tailorbird.segments.audience.reading import Archive, decided_rows
from tailorbird.segments.results import Estimate
from tailorbird.segments.store import audience as store
from tailorbird.segments.types import Sampled
from tailorbird.storage.archive.types import DataSet
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.whole_tables import batches_of, table_of_rows

SHARE = Sampled(percent=1.0, salt="tailorbird: who estimates are made of")
FEW = 20_000  # people; up to so many all are looked at
FRESH = MINUTE
STALE = 10 * MINUTE  # older it is not used any more, not even while it is read anew
SOME = 5  # members to look at
_Z = 1.959963984540054  # of 95 %
_NOTHING = EventFacts()


class Sample(Struct, frozen=True):
    """What is kept of the people of a sample, as Arrow tables."""

    read_at: int
    people: int
    sampled: int
    tables: dict[DataSet, Any]


class Sampling:
    """Keeps a sample of one shop's people. Thread-safe."""

    def __init__(self, database: Database, archive: Archive) -> None:
        self._database = database
        self._archive = archive
        self._held: Sample | None = None
        self._reading = threading.Lock()

    def sample(self, at: int) -> Sample:
        """Return the sample. One that is a little old is given once more while it is read anew."""
        held = self._held
        if held is not None and 0 <= at - held.read_at <= FRESH:
            return held
        if held is None or not 0 <= at - held.read_at <= STALE:
            with self._reading:
                return self._fresh(at)
        if self._reading.acquire(blocking=False):
            threading.Thread(target=self._in_background, args=(at,), daemon=True).start()
        return held

    def _in_background(self, at: int) -> None:
        try:
            with suppress(TailorbirdError):  # whoever asks when it is too old is told
                self._fresh(at)
        finally:
            self._reading.release()

    def _fresh(self, at: int) -> Sample:
        if self._held is None or not 0 <= at - self._held.read_at <= FRESH:
            self._held = self._read(at)
        return self._held

    def _read(self, at: int) -> Sample:
        with self._database.read() as connection:
            people = store.how_many(connection)
        chosen = None if people <= FEW else self._chosen()
        with self._database.read() as connection:
            tables = _tables(connection, chosen)
        return Sample(at, people, tables[attached.TOLD].num_rows, tables)

    def _chosen(self) -> list[str]:
        wanted = batches_of(self._database, store.everybody(traits=False), attached.AUDIENCE)
        rows = self._archive.ask_beside(question.sampled(SHARE), {attached.AUDIENCE: wanted})
        return [row["profile_id"] for row in rows]


def estimate_of(sample: Sample, members: int, some: Iterable[str]) -> Estimate:
    """Return what so many members among a sample say of everybody."""
    low, high = likely(members, sample.sampled)
    if sample.sampled >= sample.people:
        low = high = members
    else:
        rest = sample.sampled - members
        low = max(members, math.floor(low * sample.people))
        high = min(sample.people - rest, math.ceil(high * sample.people))
    count = round(members * sample.people / sample.sampled) if sample.sampled else 0
    return Estimate(
        count=min(max(count, low), high),
        low=low,
        high=high,
        sampled=sample.sampled,
        people=sample.people,
        some=tuple(some),
    )


def likely(members: int, of: int) -> tuple[float, float]:
    """Return the range in which a share lies with 95 % (Wilson's interval).

    >>> [round(end, 4) for end in likely(10, 100)]
    [0.0552, 0.1744]
    """
    if not of:
        return 0.0, 0.0
    share, z2 = members / of, _Z * _Z
    middle = share + z2 / (2 * of)
    half = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, (middle - half) / (1 + z2 / of)), min(1.0, (middle + half) / (1 + z2 / of))


# -- reading it


def _tables(connection: Connection, people: list[str] | None) -> dict[DataSet, Any]:
    def of(wanted: Any, data_set: DataSet) -> Any:
        rows = connection.execute(store.of_these(connection, wanted, people))
        return table_of_rows(rows, data_set)

    told = of(store.everybody(traits=True), attached.TOLD)
    everybody = told["profile_id"].to_pylist()
    happened = connection.execute(store.of_these(connection, store.happenings(), people))
    labels = connection.execute(store.labels())
    return {
        **_events(happened.all()),
        attached.TOLD: told,
        attached.ORDERS: of(store.placed_orders(), attached.ORDERS),
        attached.CART: of(store.carts(), attached.CART),
        attached.PRODUCTS: table_of_rows(labels, attached.PRODUCTS),
        attached.PREDICTED: of(store.every_prediction(), attached.PREDICTED),
        attached.CONSENTS: table_of_rows((), attached.CONSENTS),
        attached.DECIDED: table_of_rows(decided_rows(connection, everybody), attached.DECIDED),
    }


def _events(rows: Iterable[Any]) -> dict[DataSet, Any]:
    told = [(row, decode(row.facts) if row.facts else _NOTHING) for row in rows]
    whose = ((row.position, row.profile_id) for row, _ in told)
    events = ((row.position, "track", row.name, row.at, _payload(facts)) for row, facts in told)
    items = (item for row, facts in told for item in _items(row, facts))
    return {
        attached.WHOSE: table_of_rows(whose, attached.WHOSE),
        SAMPLE_EVENTS: table_of_rows(events, SAMPLE_EVENTS),
        SAMPLE_ITEMS: table_of_rows(items, SAMPLE_ITEMS),
    }


def _payload(facts: EventFacts) -> str:
    location = {"country": facts.country, "region": facts.region, "city": facts.city}
    context = {"device": {"type": facts.device}, "location": location}
    return msgspec.json.encode({"properties": facts.properties, "context": context}).decode()


def _items(row: Any, facts: EventFacts) -> Iterator[tuple[Any, ...]]:
    for item in facts.items:
        yield (
            row.position,
            row.name,
            row.at,
            row.order_id,
            item.product_id,
            item.title,
            item.category,
            item.brand,
            item.price,
            item.quantity,
            False,
        )
