"""Counting while an import runs: every row under exactly one outcome, every amount exact."""

from __future__ import annotations

from decimal import Decimal

from tailorbird.connectors.files.invoices import (
    ORDER_CANCELLED,
    ORDER_COMPLETED,
    ORDER_REFUNDED,
    STOCK_ADJUSTED,
    Judged,
)
from tailorbird.connectors.files.types import (
    AdjustmentReason,
    ImportReport,
    Outcome,
    RefusalKind,
    RowRefused,
    Tally,
)
from tailorbird.connectors.files.values import EXACT
from tailorbird.events.types import Event

SAMPLES_KEPT = 5


class Tallies:
    """The running counts of one import."""

    def __init__(self) -> None:
        self._rows = dict.fromkeys(Outcome, 0)
        self._amounts = dict.fromkeys(Outcome, Decimal(0))
        self._reasons = dict.fromkeys(AdjustmentReason, 0)
        self._refusals: dict[str, tuple[int, list[RowRefused]]] = {}
        self._without_amount = 0
        self._numbers: dict[str, int] = dict.fromkeys(
            ("", ORDER_COMPLETED, ORDER_REFUNDED, STOCK_ADJUSTED, ORDER_CANCELLED), 0
        )
        self._customers: set[str] = set()
        self._events = 0
        self._span: tuple[int, int] | None = None

    def count_row(self, row: Judged) -> None:
        """Count a row of an invoice."""
        self._rows[row.outcome] += 1
        if row.reason:
            self._reasons[row.reason] += 1
        if row.amount is None:
            self._without_amount += 1
        else:
            self._amounts[row.outcome] = EXACT.add(self._amounts[row.outcome], row.amount)

    def count_orphan(self) -> None:
        """Count a row that belongs to no invoice."""
        self._rows[Outcome.REFUSED] += 1
        self._without_amount += 1

    def count_refusal(self, refused: RowRefused) -> None:
        """Count a reason, and keep its first few rows."""
        rows, samples = self._refusals.get(refused.code, (0, []))
        if len(samples) < SAMPLES_KEPT:
            samples.append(refused)
        self._refusals[refused.code] = (rows + 1, samples)

    def count_number(self, *, is_new: bool) -> None:
        """Count an invoice number when it is met for the first time."""
        self._numbers[""] += is_new

    def count_event(self, event: Event, *, is_new: bool) -> None:
        """Count an event; ``is_new`` when its invoice gave none of this name before."""
        self._events += 1
        self._numbers[event.name] += is_new
        if event.user_id:
            self._customers.add(event.user_id)
        first, last = self._span or (event.occurred_at, event.occurred_at)
        self._span = (min(first, event.occurred_at), max(last, event.occurred_at))

    def report(self, ignored: dict[str, int]) -> ImportReport:
        """Return the counts as they stand."""
        tallies = {name: Tally(self._rows[name], self._amounts[name]) for name in Outcome}
        amount = Decimal(0)
        for tally in tallies.values():
            amount = EXACT.add(amount, tally.amount)
        first_at, last_at = self._span or (None, None)
        return ImportReport(
            rows=sum(self._rows.values()),
            amount=amount,
            outcomes=tallies,
            adjustment_reasons=dict(self._reasons),
            refusals=tuple(
                RefusalKind(code=code, rows=rows, samples=tuple(samples))
                for code, (rows, samples) in sorted(self._refusals.items())
            ),
            without_amount=self._without_amount,
            invoices=self._numbers[""],
            orders=self._numbers[ORDER_COMPLETED],
            refunds=self._numbers[ORDER_REFUNDED],
            adjustments=self._numbers[STOCK_ADJUSTED],
            cancelled=self._numbers[ORDER_CANCELLED],
            customers=len(self._customers),
            events=self._events,
            first_at=first_at,
            last_at=last_at,
            ignored={name: cells for name, cells in ignored.items() if cells},
        )
