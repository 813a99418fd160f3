"""The rows of one invoice judged: what each row is, and why. Pure rules, no file in sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from msgspec import Struct

from tailorbird.connectors.files.lines import Line, RowFault
from tailorbird.connectors.files.types import AdjustmentReason, OrderRules, Outcome
from tailorbird.connectors.files.values import EXACT, Price

T = TypeVar("T")

# A trillion of any currency; more is a wrong column taken for a price or a quantity.
LARGEST_ORDER = 10**12
ORDER_COMPLETED = "Order Completed"
ORDER_REFUNDED = "Order Refunded"
ORDER_CANCELLED = "Order Cancelled"
STOCK_ADJUSTED = "Stock Adjusted"

_ACCOUNTING = RowFault("accounting_entry", "")
_REFUND_QUANTITY = RowFault("refund_quantity", "quantity")
_CUSTOMER = RowFault("customer_conflict", "customer_id")
_CURRENCY = RowFault("currency_conflict", "currency")
_TOO_LARGE = RowFault("amount_too_large", "unit_price")
_NO_TIME = RowFault("missing_value", "placed_at")


class Head(Struct, frozen=True, gc=False):
    """What holds for a whole invoice: the first value its rows give. Time unshifted."""

    placed_at: int | None
    customer: str | None
    email: str | None
    country: str | None
    currency: str
    cancelled: bool = False


class Known(Struct, frozen=True, gc=False):
    """What has to be remembered of an invoice in case more of its rows come later in the file."""

    head: Head
    lines: int
    parts: int
    names: frozenset[str]

    @property
    def is_order(self) -> bool:
        """Whether an earlier part was a sale."""
        return ORDER_COMPLETED in self.names


class Judged(Struct, frozen=True, gc=False):
    """One row with its place on the invoice (from 1) and what it is.

    ``amount`` is quantity times unit price, exactly, with the file's own sign; None where a row
    at fault has no readable ones.
    """

    ordinal: int
    line: Line
    amount: Decimal | None
    outcome: Outcome
    fault: RowFault | None = None
    reason: AdjustmentReason | None = None


def is_refund_number(order: str, prefix: str) -> bool:
    """Return whether an invoice number says that it is a refund: the prefix, then digits only.

    >>> [is_refund_number(n, "C") for n in ("C536379", "c12", "CART-1", "536365", "C")]
    [True, True, False, False, False]
    """
    number = order.casefold().removeprefix(prefix.casefold())
    return bool(prefix) and len(number) < len(order) and number.isdecimal()


def head_of(lines: Sequence[Line], known: Known | None, rules: OrderRules) -> Head:
    """Return what holds for the invoice; an earlier part of it has the first word."""
    good = [line for line in lines if line.fault is None]
    says: list[Head | Line] = [*([known.head] if known else []), *good]
    return Head(
        placed_at=_first(said.placed_at for said in says),
        customer=_first(said.customer for said in says),
        email=_first(said.email for said in says),
        country=_first(said.country for said in says),
        currency=_first(said.currency for said in says) or rules.currency,
        cancelled=any(said.cancelled for said in says),
    )


def judge(
    order: str, lines: Sequence[Line], head: Head, known: Known | None, rules: OrderRules
) -> list[Judged]:
    """Decide for every row of an invoice (or of a part of it) what it is."""
    is_refund = is_refund_number(order, rules.refund_prefix)
    first = known.lines + 1 if known else 1
    judged = [
        _judge_line(ordinal, line, head, is_refund=is_refund)
        for ordinal, line in enumerate(lines, first)
    ]
    # a rounded sum is exact enough to see whether to look closer
    if sum(abs(row.amount) for row in judged if row.amount is not None) >= LARGEST_ORDER:
        judged = _bounded(judged)
    may_be_stock = not is_refund and not head.customer and not head.email
    if may_be_stock and not (known and known.is_order) and _nothing_priced(judged):
        return [_as_stock(row) for row in judged]
    return judged


def total_of(rows: Iterable[Judged]) -> Decimal:
    """Return the exact sum of the rows' amounts."""
    total, add = Decimal(0), EXACT.add
    for row in rows:
        if row.amount is not None:
            total = add(total, row.amount)
    return total


def _judge_line(ordinal: int, line: Line, head: Head, *, is_refund: bool) -> Judged:
    if line.fault:
        return Judged(ordinal, line, _readable_amount(line), Outcome.REFUSED, line.fault)
    amount = EXACT.multiply(line.price.amount, line.quantity)
    outcome = _outcome(line, head, is_refund=is_refund)
    if isinstance(outcome, RowFault):
        return Judged(ordinal, line, amount, Outcome.REFUSED, outcome)
    is_stock = outcome is Outcome.ADJUSTMENT
    reason = AdjustmentReason.NEGATIVE_QUANTITY if is_stock else None
    return Judged(ordinal, line, amount, outcome, None, reason)


def _outcome(line: Line, head: Head, *, is_refund: bool) -> Outcome | RowFault:
    if fault := _contradiction(line, head):
        return fault
    code = line.product
    is_charge = code.is_service and head.customer is not None
    if (line.price.amount < 0 and not is_charge) or (code.is_accounting and not head.customer):
        return _ACCOUNTING
    if is_refund:
        return Outcome.REFUND_LINE if line.quantity < 0 else _REFUND_QUANTITY
    if line.quantity < 0 and not is_charge:
        return Outcome.ADJUSTMENT
    return Outcome.SERVICE_LINE if code.is_service else Outcome.ORDER_LINE


def _readable_amount(line: Line) -> Decimal | None:
    # A row at fault may hold anything in place of its quantity and price.
    if type(line.quantity) is int and type(line.price) is Price:
        return EXACT.multiply(line.price.amount, line.quantity)
    return None


def _bounded(judged: Sequence[Judged]) -> list[Judged]:
    """Refuse the rows that would carry an order past what any order is worth."""
    kept: list[Judged] = []
    total = Decimal(0)
    for row in judged:
        size = (row.amount or Decimal(0)).copy_abs()
        fits = EXACT.add(total, size) < LARGEST_ORDER
        if row.fault is None and not fits:
            kept.append(Judged(row.ordinal, row.line, row.amount, Outcome.REFUSED, _TOO_LARGE))
            continue
        kept.append(row)
        total = EXACT.add(total, size) if row.fault is None else total
    return kept


def _contradiction(line: Line, head: Head) -> RowFault | None:
    if line.customer is not None and line.customer != head.customer:
        return _CUSTOMER
    if line.currency is not None and line.currency != head.currency:
        return _CURRENCY
    return _NO_TIME if head.placed_at is None else None


def _nothing_priced(judged: Sequence[Judged]) -> bool:
    return not any(row.line.price.amount for row in judged if row.fault is None)


def _as_stock(row: Judged) -> Judged:
    if row.outcome in (Outcome.REFUSED, Outcome.ADJUSTMENT):
        return row
    reason = AdjustmentReason.NOTHING_PRICED
    return Judged(row.ordinal, row.line, row.amount, Outcome.ADJUSTMENT, None, reason)


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)
