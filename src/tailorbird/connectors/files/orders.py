"""Reading a table of order lines as customer events, invoice by invoice, in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tailorbird.connectors.files.invoices import Judged, Known, head_of, judge
from tailorbird.connectors.files.lines import (
    CategoryOf,
    Line,
    LineReader,
    Orphan,
    RowFault,
    zone_of,
)
from tailorbird.connectors.files.mapping import check
from tailorbird.connectors.files.order_events import EventMaker, Invoice
from tailorbird.connectors.files.table import Table
from tailorbird.connectors.files.tallies import Tallies
from tailorbird.connectors.files.texts import refusal
from tailorbird.connectors.files.types import (
    ImportReport,
    Mapping,
    OrderRules,
    Outcome,
    Parcel,
    RowRefused,
)
from tailorbird.connectors.files.values import Memo, read_all, time_reader

OnRefused = Callable[[RowRefused], None]
# No real invoice is longer. A longer one (a wrong column taken for the order number, usually)
# is handed on in parts, so that memory does not grow with it.
LONGEST_PART = 5_000


def read_orders(
    table: Table,
    mapping: Mapping,
    rules: OrderRules,
    now: int,
    category_of: CategoryOf | None = None,
    *,
    on_refused: OnRefused | None = None,
    batch_rows: int | None = None,
) -> OrderReader:
    """Return the orders, refunds and stock corrections of a file, to be iterated over.

    Args:
        table: the opened file.
        mapping: which column means what.
        rules: how this shop writes its orders down.
        now: when the events are received, in microseconds UTC.
        category_of: makes a category from a title, for files that have no such column.
        on_refused: called with every row that is not taken, as it is met.
        batch_rows: how many rows are read at a time; None leaves that to the table.

    Raises:
        BadFile: a column of the mapping is not in the file.
        BadInput: the rules name a time zone that does not exist.
    """
    check(mapping, table.columns)
    lines = LineReader(mapping, rules, now, category_of)
    reader = OrderReader(table, lines, rules, EventMaker(rules, now))
    reader.on_refused = on_refused
    reader.batch_rows = batch_rows
    return reader


class OrderReader:
    """Yields parcels; ``report`` says what became of the rows read so far.

    Memory holds one batch of rows and a small record per invoice, not the file. It can be
    iterated over once. While iterating, ``BadFile`` is raised where the file is damaged.
    """

    on_refused: OnRefused | None = None
    batch_rows: int | None = None

    def __init__(
        self, table: Table, lines: LineReader, rules: OrderRules, events: EventMaker
    ) -> None:
        self._table = table
        self._lines = lines
        self._rules = rules
        self._events = events
        self._known: dict[str, Known] = {}
        self._tallies = Tallies()
        self.progress = 0

    @property
    def share_read(self) -> float:
        """How much of the file was read, from 0 to 1, for a progress bar."""
        return self._table.share_read

    @property
    def report(self) -> ImportReport:
        """What became of the rows so far; complete once the iteration has ended."""
        return self._tallies.report(self._lines.ignored)

    def __iter__(self) -> Iterator[Parcel]:
        waiting: list[Line] = []
        columns = list(self._lines.columns.values())
        for batch in self._table.batches(columns, self.batch_rows):
            for line in self._lines.read(batch):
                if isinstance(line, Orphan):
                    self._refuse_orphan(line)
                    continue
                if waiting and (line.order != waiting[0].order or len(waiting) == LONGEST_PART):
                    yield from self._close(waiting)
                    waiting = []
                waiting.append(line)
            self.progress += len(batch.numbers) + len(batch.broken)
        if waiting:
            yield from self._close(waiting)

    def _close(self, lines: list[Line]) -> Iterator[Parcel]:
        """Judge rows that follow one another on one invoice, and make events of them."""
        order, known = lines[0].order, self._known.get(lines[0].order)
        head = head_of(lines, known, self._rules)
        judged = judge(order, lines, head, known, self._rules)
        self._tallies.count_number(is_new=known is None)
        for row in judged:
            self._tallies.count_row(row)
            if row.fault:
                self._refuse(row.line.row, row.line.line, row.fault)
        part = known.parts + 1 if known else 1
        events = self._events.make(Invoice(order, head, part), judged)
        names = frozenset(event.name for event, _rows in events)
        before = known.names if known else frozenset()
        self._known[order] = Known(head, judged[-1].ordinal, part, before | names)
        for event, rows in events:
            self._tallies.count_event(event, is_new=event.name not in before)
            yield Parcel(event=event, rows=len(rows), outcomes=_outcomes(rows))

    def _refuse_orphan(self, orphan: Orphan) -> None:
        self._tallies.count_orphan()
        self._refuse(orphan.row, orphan.line, orphan.fault)

    def _refuse(self, row: int, line: int | None, fault: RowFault) -> None:
        refused = RowRefused(
            row=row,
            line=line,
            code=fault.code,
            field=fault.field,
            message=refusal(fault.code, self._lines.columns.get(fault.field, fault.field)),
            sample=fault.sample,
        )
        self._tallies.count_refusal(refused)
        if self.on_refused:
            self.on_refused(refused)


def period(table: Table, mapping: Mapping, rules: OrderRules, now: int) -> tuple[int, int] | None:
    """Return the first and last readable time in the file (microseconds UTC, unshifted).

    Reads one column only. None when no row has a readable time.
    """
    latest = now - rules.shift
    read: Memo[int | None] = Memo(
        time_reader(zone_of(rules), day_first=rules.day_first, latest=latest)
    )
    first = last = None
    for batch in table.batches([mapping.placed_at]):
        times = [at for at in read_all(read, batch.columns[0]) if isinstance(at, int)]
        if times:
            first = min(times if first is None else [first, *times])
            last = max(times if last is None else [last, *times])
    return None if first is None or last is None else (first, last)


def _outcomes(rows: list[Judged]) -> dict[Outcome, int]:
    counts: dict[Outcome, int] = {}
    for row in rows:
        counts[row.outcome] = counts.get(row.outcome, 0) + 1
    return counts
