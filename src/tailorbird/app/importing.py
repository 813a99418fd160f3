"""Bring files in: read, append, wait for processing, report every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path

from msgspec.structs import replace

from tailorbird.app.carrying import Advance, RefusedRows, carry
from tailorbird.app.declaring import declared
from tailorbird.app.files_to_import import (
    CustomersFile,
    EventsFile,
    FileImported,
    FileToImport,
    Imported,
    ImportResult,
    OrdersFile,
    ProductsFile,
)
from tailorbird.app.import_plans import Planned, first_said, open_files, plan, planned
from tailorbird.connectors.files import (
    CustomerReader,
    CustomerRules,
    Described,
    EventReader,
    EventRules,
    FileReport,
    OnRefused,
    OrderRules,
    ProductReader,
    ProductRules,
    SegmentReader,
    is_segment,
    joins_of,
    read_orders,
)
from tailorbird.core.clock import Clock
from tailorbird.core.errors import TailorbirdError
from tailorbird.core.ids import new_id
from tailorbird.events import imports
from tailorbird.events.types import ImportRun
from tailorbird.pipeline import Stations

PRODUCTS_AT_ONCE = 1_000
_KINDS = {
    OrdersFile: ("orders", "orders"),
    EventsFile: ("events", "events"),
    ProductsFile: ("products", "products"),
    CustomersFile: ("customers", "customers"),
}


class Importer:
    """Imports files into one shop. ``currency`` and ``zone`` hold where a file's rules say none."""

    def __init__(self, stations: Stations, clock: Clock, *, currency: str, zone: str) -> None:
        self._stations = stations
        self._clock = clock
        self._currency = currency
        self._zone = zone

    def bring_in(
        self,
        file: FileToImport,
        *,
        category_of: Callable[[str], str] | None = None,
        on_refused: OnRefused | None = None,
        advance: Advance | None = None,
    ) -> Imported:
        """Import a file. Doing it again, or after a crash, adds only what is missing.

        Raises:
            BadFile: the file is not what it says, or a needed column cannot be found.
            BadInput: the rules cannot be followed.
        """
        now = self._clock.now()
        run = _begun(file, now)
        imports.note(self._stations.database, run)
        try:
            done = self._brought(file, now, category_of, on_refused, advance)
        except TailorbirdError as error:
            self._note(replace(run, trouble=error.message))
            raise
        self._note(
            replace(
                run,
                rows_new=done.rows_new,
                rows_known=done.rows_known,
                outcomes=_outcomes(done),
            )
        )
        return done

    def _note(self, run: ImportRun) -> None:
        imports.note(self._stations.database, replace(run, ended_at=self._clock.now()))

    def _brought(
        self,
        file: FileToImport,
        now: int,
        category_of: Callable[[str], str] | None,
        on_refused: OnRefused | None,
        advance: Advance | None,
    ) -> Imported:
        match file:
            case OrdersFile():
                return self._orders(file, now, category_of, on_refused, advance)
            case EventsFile():
                return self._events(file, now, on_refused, advance)
            case ProductsFile():
                return self._products(file, now, on_refused, advance)
            case CustomersFile():
                return self._customers(file, now, on_refused, advance)

    def _orders(
        self,
        file: OrdersFile,
        now: int,
        category_of: Callable[[str], str] | None,
        on_refused: OnRefused | None,
        advance: Advance | None,
    ) -> ImportResult:
        rules = file.rules or OrderRules(currency=self._currency, timezone=self._zone)
        table, given = open_files(file)
        mapping, rules = plan(table, rules, given)
        refused = RefusedRows(rules.source, now, on_refused)
        reader = read_orders(table, mapping, rules, now, category_of, on_refused=refused.add)
        counter = carry(self._stations, reader, refused, advance)
        if advance is not None:
            advance(1.0, reader.report.rows)
        matched, unmatched = self._stations.profiles.refund_counts()
        return ImportResult(
            report=reader.report,
            mapping=mapping,
            rows_new=counter.new,
            rows_known=counter.known,
            refunds_matched=matched,
            refunds_unmatched=unmatched,
            joins=joins_of(table),
        )

    def _events(
        self, file: EventsFile, now: int, on_refused: OnRefused | None, advance: Advance | None
    ) -> FileImported:
        rules = file.rules or EventRules(currency=self._currency, timezone=self._zone)
        refused = RefusedRows(rules.source, now, on_refused)
        plan = planned(file)
        if is_segment(plan.table):
            lines = SegmentReader(plan.table, rules, now, on_refused=refused.add)
            return self._carried(lines, plan, refused, advance)
        rules = replace(rules, day_first=first_said(rules.day_first, plan.day_first))
        reader = EventReader(plan.table, plan.columns, rules, now, on_refused=refused.add)
        return self._carried(reader, plan, refused, advance)

    def _customers(
        self, file: CustomersFile, now: int, on_refused: OnRefused | None, advance: Advance | None
    ) -> FileImported:
        rules = file.rules or CustomerRules(timezone=self._zone)
        refused = RefusedRows(rules.source, now, on_refused)
        plan = planned(file)
        rules = replace(rules, day_first=first_said(rules.day_first, plan.day_first))
        reader = CustomerReader(plan.table, plan.columns, rules, now, on_refused=refused.add)
        return self._carried(reader, plan, refused, advance)

    def _carried(
        self,
        reader: EventReader | SegmentReader | CustomerReader,
        plan: Planned,
        refused: RefusedRows,
        advance: Advance | None,
    ) -> FileImported:
        counter = carry(self._stations, reader, refused, advance)
        return _imported(reader.report, plan, counter.new, counter.known, advance)

    def _products(
        self, file: ProductsFile, now: int, on_refused: OnRefused | None, advance: Advance | None
    ) -> FileImported:
        rules = file.rules or ProductRules(currency=self._currency)
        refused = RefusedRows(rules.source, now, on_refused)
        plan = planned(file)
        reader = ProductReader(plan.table, plan.columns, rules, on_refused=refused.add)
        products = reader.read_whole(advance)
        self._stations.refusals.add(refused.kinds.values())
        new = sum(self._declare(part, rules, now) for part in _parts(products.values()))
        known = sum(product.rows for product in products.values()) - new
        return _imported(reader.report, plan, new, known, advance)

    def _declare(self, part: Sequence[Described], rules: ProductRules, now: int) -> int:
        """Declare what differs from what the catalog knows; return the rows of those products."""
        known = self._stations.catalog.products(product.product_id for product in part)
        said = {
            one.product_id: declared(one, known.get(one.product_id), rules.currency, now)
            for one in part
        }
        changed = [one for one in part if said[one.product_id] != known.get(one.product_id)]
        if changed:
            self._stations.catalog.declare(said[one.product_id] for one in changed)
        return sum(one.rows for one in changed)


def _begun(file: FileToImport, now: int) -> ImportRun:
    kind, source = _KINDS[type(file)]
    return ImportRun(
        import_id=new_id(now),
        kind=kind,
        file=Path(file.path).name,
        source=file.rules.source if file.rules else source,
        started_at=now,
    )


def _outcomes(done: Imported) -> dict[str, int]:
    if isinstance(done, ImportResult):
        return {outcome.value: tally.rows for outcome, tally in done.report.outcomes.items()}
    return done.report.outcomes


def _imported(
    report: FileReport, plan: Planned, new: int, known: int, advance: Advance | None
) -> FileImported:
    if advance is not None:
        advance(1.0, report.rows)
    return FileImported(
        report=report,
        columns=plan.columns,
        rows_new=new,
        rows_known=known,
        joins=joins_of(plan.table),
    )


def _parts(products: Iterable[Described]) -> Iterable[list[Described]]:
    rest = iter(products)
    while part := list(islice(rest, PRODUCTS_AT_ONCE)):
        yield part
