"""Carry what a file's reader makes into the log, wait for processing, count what was new."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from tailorbird.connectors.files import OnRefused, Parcel, RowRefused
from tailorbird.events.types import Appended, Event, Lane, Refusal
from tailorbird.pipeline import Stations, accept

PARCELS_AT_ONCE = 200
MOST_BEHIND = 2_000  # events appended but not processed before reading pauses
Advance = Callable[[float, int], None]  # share of the file read (0 to 1), rows read


class ParcelSource(Protocol):
    """A file's reader: parcels to be iterated over once, and how far it has come."""

    @property
    def share_read(self) -> float:
        """How much of the file was read, from 0 to 1."""
        ...

    def __iter__(self) -> Iterator[Parcel]:
        """Yield what the file holds."""
        ...


class Counter:
    """Adds up what was new while parcels pass."""

    def __init__(self) -> None:
        self.new = self.known = 0

    def add(self, parcels: list[Parcel], appended: Appended) -> None:
        """Count some parcels and what became of them."""
        for parcel, position in zip(parcels, appended.positions, strict=True):
            if position:
                self.new += parcel.rows
            else:
                self.known += parcel.rows


class RefusedRows:
    """Counts refused rows by kind, and hands each on to whoever asked for all of them."""

    def __init__(
        self, source: str, now: int, hand_on: OnRefused | None, *, door: str = "import"
    ) -> None:
        self.kinds: dict[tuple[str, str], tuple[Refusal, int]] = {}
        self._source, self._now, self._hand_on = f"{door}:{source}", now, hand_on

    def add(self, row: RowRefused) -> None:
        """Count one."""
        refusal = Refusal(
            source=self._source,
            code=row.code,
            field=row.field,
            message=row.message,
            received_at=self._now,
            sample=f"row {row.row}: {row.sample}" if row.sample else f"row {row.row}",
        )
        key = (row.code, row.field)
        self.kinds[key] = (refusal, self.kinds.get(key, (refusal, 0))[1] + 1)
        if self._hand_on is not None:
            self._hand_on(row)


def carry(
    stations: Stations, source: ParcelSource, refused: RefusedRows, advance: Advance | None
) -> Counter:
    """Append everything a reader yields and wait until it has been processed."""
    counter = Counter()
    waiting: list[Parcel] = []
    for parcel in source:
        waiting.append(parcel)
        if len(waiting) >= PARCELS_AT_ONCE:
            counter.add(waiting, _send(stations, waiting))
            waiting = []
            if advance is not None:
                advance(source.share_read, counter.new + counter.known)
    counter.add(waiting, _send(stations, waiting))
    stations.refusals.add(refused.kinds.values())
    wait_until_processed(stations)
    return counter


def wait_until_processed(stations: Stations) -> None:
    """Wait until everything appended by now has been processed."""
    for lane in Lane:
        last = stations.log.last_position(lane)
        stations.progress.wait_or_raise(lane, last)


def _send(stations: Stations, parcels: list[Parcel]) -> Appended:
    events: list[Event] = [parcel.event for parcel in parcels]
    appended = accept(stations, events, Lane.BACKFILL).result()
    enough = max(appended.positions, default=0) - MOST_BEHIND
    stations.progress.wait_or_raise(Lane.BACKFILL, enough)
    return appended
