"""Bring a file of orders in: read, append, wait for processing, report every row."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as ReadOnlyDict
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.connectors.files import (
    ImportReport,
    Mapping,
    OrderRules,
    Parcel,
    RowRefused,
    Table,
    complete,
    guess,
    open_table,
    read_orders,
)
from tailorbird.events.types import Appended, Event, Lane, Refusal
from tailorbird.pipeline import Stations, accept

PARCELS_AT_ONCE = 200
Given = ReadOnlyDict[str, str]  # field -> column
OnRefused = Callable[[RowRefused], None]
Advance = Callable[[float, int], None]  # share of the file read (0 to 1), rows read
MOST_BEHIND = 2_000  # events appended but not processed before reading pauses


class ImportResult(Struct, frozen=True, kw_only=True, tag="orders_imported"):
    """What an import did: the file's report, and how much of it was new.

    ``rows_known`` are rows that an earlier import had brought already.
    """

    report: ImportReport
    mapping: Mapping
    rows_new: int
    rows_known: int
    refunds_matched: int
    refunds_unmatched: int


class _Counter:
    """Adds up what was new while parcels pass."""

    def __init__(self) -> None:
        self.new = self.known = 0

    def add(self, parcels: list[Parcel], appended: Appended) -> None:
        for parcel, position in zip(parcels, appended.positions, strict=True):
            if position:
                self.new += parcel.rows
            else:
                self.known += parcel.rows


class _Refused:
    """Counts refused rows by kind, and hands each on to whoever asked for all of them."""

    def __init__(self, source: str, now: int, hand_on: OnRefused | None) -> None:
        self.kinds: dict[tuple[str, str], tuple[Refusal, int]] = {}
        self._source, self._now, self._hand_on = f"import:{source}", now, hand_on

    def add(self, row: RowRefused) -> None:
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


def import_orders(
    stations: Stations,
    path: Path,
    rules: OrderRules,
    *,
    now: int,
    columns: Given | None = None,
    category_of: Callable[[str], str] | None = None,
    on_refused: OnRefused | None = None,
    advance: Advance | None = None,
) -> ImportResult:
    """Import a file of order lines. Doing it again, or after a crash, adds only what is missing.

    ``columns`` names the columns of single fields; the others are guessed from names and values.

    Raises:
        BadFile: the file is not what it says, or a needed column cannot be found.
    """
    table = open_table(path)
    mapping, rules = plan(table, rules, columns or {})
    refused = _Refused(rules.source, now, on_refused)
    reader = read_orders(table, mapping, rules, now, category_of, on_refused=refused.add)
    counter, waiting = _Counter(), []
    for parcel in reader:
        waiting.append(parcel)
        if len(waiting) >= PARCELS_AT_ONCE:
            counter.add(waiting, _send(stations, waiting))
            waiting = []
            if advance is not None:
                advance(reader.share_read, counter.new + counter.known)
    counter.add(waiting, _send(stations, waiting))
    stations.refusals.add(refused.kinds.values())
    wait_until_processed(stations)
    if advance is not None:
        advance(1.0, reader.report.rows)
    matched, unmatched = stations.profiles.refund_counts()
    return ImportResult(
        report=reader.report,
        mapping=mapping,
        rows_new=counter.new,
        rows_known=counter.known,
        refunds_matched=matched,
        refunds_unmatched=unmatched,
    )


def wait_until_processed(stations: Stations) -> None:
    """Wait until everything appended by now has been processed."""
    for lane in Lane:
        last = stations.log.last_position(lane)
        stations.progress.wait_or_raise(lane, last)


def plan(table: Table, rules: OrderRules, columns: Given) -> tuple[Mapping, OrderRules]:
    """Return which column means what, and the rules with what the file's own dates say.

    Raises:
        BadFile: a needed column is not found, or a named one does not exist.
    """
    guessed = guess(table.columns, table.sample())
    if rules.day_first is None and guessed.day_first is not None:
        rules = replace(rules, day_first=guessed.day_first)
    return complete(guessed, columns, table.columns), rules


def _send(stations: Stations, parcels: list[Parcel]) -> Appended:
    events: list[Event] = [parcel.event for parcel in parcels]
    appended = accept(stations, events, Lane.BACKFILL).result()
    enough = max(appended.positions, default=0) - MOST_BEHIND
    stations.progress.wait_or_raise(Lane.BACKFILL, enough)
    return appended
