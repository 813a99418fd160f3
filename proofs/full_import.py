"""Import the shop's whole order history: every row accounted for, and a second import is nothing.

The expected figures are counted here straight from the file, by other code than the import's; for
the whole file they are also compared with the published ones.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import tailorbird
from proofs.claims import Claim
from proofs.workplace import ROOT, Workplace
from tailorbird.app import Tailorbird
from tailorbird.app.files_to_import import ImportResult
from tailorbird.connectors.files import OrderRules

FILE = ROOT / "src" / "tailorbird" / "demo" / "data" / "online_retail.parquet"
CI_ROWS = 40_000


@dataclass(frozen=True)
class Facts:
    """What a file holds: rows, distinct invoices and customers, cancellation rows, money."""

    rows: int
    invoices: int
    customers: int
    cancellations: int
    amount: Decimal


# As published with the data set (Daqing Chen, UCI Machine Learning Repository).
PUBLISHED = Facts(541_909, 25_900, 4_372, 9_288, Decimal("9747747.93"))
CENT = Decimal("0.01")


def prove(place: Workplace) -> Iterator[Claim]:
    """Import twice into an empty shop."""
    path = FILE if place.full else _first_rows(place.scratch / "orders.parquet")
    facts = count(path)
    if place.full:
        yield Claim("the file is the published one", _said(facts), _said(PUBLISHED), _same(facts))
    rules = OrderRules(currency="GBP", timezone="Europe/London")
    with tailorbird.open(place.scratch / "data", currency="GBP") as shop:
        began = time.monotonic()
        first = shop.import_orders(path, rules=rules)
        seconds = time.monotonic() - began
        yield from _compare(first, facts)
        speed = first.report.rows / seconds
        measured = f"{speed:,.0f} rows/s ({seconds:.1f} s)"
        yield Claim("import, until every row shows everywhere", measured, "no target", ok=True)
        yield from _again(shop, path, rules)


def count(path: Path) -> Facts:
    """Count the facts straight from the columns."""
    table = pq.read_table(path)
    cancelled = pc.starts_with(table["InvoiceNo"], "C")
    pairs = zip(table["Quantity"].to_pylist(), table["UnitPrice"].to_pylist(), strict=True)
    customers = pc.drop_null(table["CustomerID"])
    return Facts(
        rows=table.num_rows,
        invoices=pc.count_distinct(table["InvoiceNo"]).as_py(),
        customers=pc.count_distinct(customers).as_py(),
        cancellations=pc.sum(cancelled).as_py(),
        amount=sum((quantity * Decimal(repr(price)) for quantity, price in pairs), Decimal()),
    )


def _compare(result: ImportResult, facts: Facts) -> Iterator[Claim]:
    report = result.report
    outcomes = ", ".join(f"{tally.rows:,} {name}" for name, tally in report.outcomes.items())
    print(f"    outcomes: {outcomes}")
    for kind in report.refusals:
        print(f"    refused: {kind.rows:,} {kind.code}, e.g. row {kind.samples[0].row}")
    matched, unmatched = result.refunds_matched, result.refunds_unmatched
    print(f"    refund lines matched to an order {matched:,}, unmatched {unmatched:,}")
    placed = sum(tally.rows for tally in report.outcomes.values())
    amount = sum((tally.amount for tally in report.outcomes.values()), Decimal())
    yield _count("rows with one outcome each", placed, facts.rows)
    yield _count("distinct invoices", report.invoices, facts.invoices)
    yield _count("distinct customers", report.customers, facts.customers)
    yield _count("cancellation rows", report.cancellation_rows, facts.cancellations)
    yield Claim(
        "quantity times price over all outcomes",
        f"{amount:,}",
        f"{facts.amount:,} ({facts.amount.quantize(CENT):,})",
        ok=amount == facts.amount,
    )


def _again(shop: Tailorbird, path: Path, rules: OrderRules) -> Iterator[Claim]:
    before = _state(shop)
    again = shop.import_orders(path, rules=rules)
    yield _count("new rows in a second import", again.rows_new, 0)
    same = _state(shop) == before
    measured = "the same" if same else "changed"
    yield Claim("trade by day and products afterwards", measured, "the same", ok=same)


def _state(shop: Tailorbird) -> tuple[object, ...]:
    return (shop.trade_by_day(0, 40_000), shop.categories(), shop.people(limit=50))


def _count(what: str, measured: int, wanted: int) -> Claim:
    return Claim(what, f"{measured:,}", f"{wanted:,}", ok=measured == wanted)


def _same(facts: Facts) -> bool:
    rounded = facts.amount.quantize(CENT)
    return (facts.rows, facts.invoices, facts.customers, facts.cancellations, rounded) == (
        PUBLISHED.rows,
        PUBLISHED.invoices,
        PUBLISHED.customers,
        PUBLISHED.cancellations,
        PUBLISHED.amount,
    )


def _said(facts: Facts) -> str:
    return f"{facts.rows:,} rows, {facts.invoices:,} invoices"


def _first_rows(path: Path) -> Path:
    table: pa.Table = pq.read_table(FILE)
    pq.write_table(table.slice(0, CI_ROWS), path)
    return path
