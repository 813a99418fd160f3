"""From order events to orders, and from refunds to the lines they belong to. Pure.

A refund tells of pieces, of money, or of nothing but an order, which then came back whole. What it
says of money is kept as a line of its own (``STATED``, ``WHOLE``): ``paying_back`` works out from
all of a refund's lines what that is worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.core.money import to_minor
from tailorbird.events.anonymising import message_digest
from tailorbird.events.types import Event
from tailorbird.events.vocabulary import OrderCompleted, OrderRefunded, ProductFields
from tailorbird.profiles.types import Order, OrderLine

# Numbers of lines that are no product's; no event can give a product such a number.
STATED, WHOLE = -2_000_000_000, -2_000_000_001
FIRST_PRODUCT = -1_000_000_000


class RefundLine(Struct, frozen=True, kw_only=True):
    """One product of one refund, or what it says of money as a whole.

    ``order_id`` is None where the refund names no order. ``unit_price`` is None where it names no
    price: a product then is worth what was paid for it. The ``STATED`` line's price is the sum that
    was paid back in all; ``total_minor`` of it is what the refund's products do not account for.
    """

    refund_id: str
    ordinal: int
    order_id: str | None
    profile_id: str | None
    product_id: str
    quantity: int
    unit_price: Decimal | None
    total_minor: int
    currency: str
    refunded_at: int
    source: str


class Refundable(Struct, frozen=True, kw_only=True):
    """An order line that a refund could belong to.

    ``whole``: all of its order came back, so a refund that names no order is of another.
    """

    order_id: str
    ordinal: int
    quantity: int
    placed_at: int
    unit_price: Decimal = Decimal(0)
    whole: bool = False


class Match(Struct, frozen=True, kw_only=True):
    """So many pieces of one refund line came from one order line."""

    refund_id: str
    refund_ordinal: int
    order_id: str
    order_ordinal: int
    quantity: int
    amount_minor: int


def order_of(event: Event, typed: OrderCompleted, profile_id: str | None, currency: str) -> Order:
    """Return the order an ``Order Completed`` event places.

    Its total is the one the shop states (``total``, ``revenue`` or ``value``), else the exact sum
    of its lines, rounded once.
    """
    used = typed.currency or currency
    lines = tuple(_line(number, product, used) for number, product in enumerate(typed.products))
    return Order(
        order_id=typed.key,
        profile_id=profile_id,
        placed_at=event.occurred_at,
        currency=used,
        total_minor=to_minor(_total(typed), used),
        source=event.source,
        lines=lines,
    )


def refund_of(
    event: Event, typed: OrderRefunded, profile_id: str | None, currency: str
) -> list[RefundLine]:
    """Return the lines of an ``Order Refunded`` event, and what it says of money as a whole."""
    refund = RefundLine(
        refund_id=refund_id_of(event, typed),
        ordinal=WHOLE,
        order_id=typed.key or None,
        profile_id=profile_id,
        product_id="",
        quantity=1,
        unit_price=None,
        total_minor=0,
        currency=typed.currency or currency,
        refunded_at=event.occurred_at,
        source=event.source,
    )
    lines = [_refund_line(refund, typed, *numbered) for numbered in enumerate(typed.products)]
    stated = _stated(typed)
    if stated is None:
        return lines or ([refund] if refund.order_id else [])
    rest = to_minor(abs(stated), refund.currency) - sum(line.total_minor for line in lines)
    if rest or any(line.unit_price is None for line in lines):
        lines.append(replace(refund, ordinal=STATED, unit_price=abs(stated), total_minor=rest))
    return lines


def refund_id_of(event: Event, typed: OrderRefunded) -> str:
    """Return the shop's id of a refund, else one that follows from the message."""
    if typed.refund_id is not None:
        return str(typed.refund_id)
    return f"refund:{message_digest(event.message_id).hex()}"


def match_refunds(refunds: Iterable[RefundLine], lines: Sequence[Refundable]) -> list[Match]:
    """Give each refunded piece to the newest order line before it that still has pieces left.

    All refunds and lines are of one person and one product. Those that name their order come
    first, as only they are certain. The answer depends on the two sets only, not on the order in
    which they became known.
    """
    left = {(line.order_id, line.ordinal): line.quantity for line in lines}
    newest = sorted(lines, key=lambda line: (-line.placed_at, line.order_id, line.ordinal))
    matches: list[Match] = []
    for refund in sorted(refunds, key=_turn):
        matches.extend(_match(refund, newest, left))
    return matches


def _turn(refund: RefundLine) -> tuple[bool, int, str, int]:
    return refund.order_id is None, refund.refunded_at, refund.refund_id, refund.ordinal


def _match(
    refund: RefundLine, newest: list[Refundable], left: dict[tuple[str, int], int]
) -> Iterable[Match]:
    open_quantity = refund.quantity
    for line in newest:
        key = (line.order_id, line.ordinal)
        taken = min(open_quantity, left[key])
        if taken <= 0 or not _may_belong(refund, line):
            continue
        left[key] -= taken
        open_quantity -= taken
        yield Match(
            refund_id=refund.refund_id,
            refund_ordinal=refund.ordinal,
            order_id=line.order_id,
            order_ordinal=line.ordinal,
            quantity=taken,
            amount_minor=to_minor(_price(refund, line) * taken, refund.currency),
        )


def _price(refund: RefundLine, line: Refundable) -> Decimal:
    return line.unit_price if refund.unit_price is None else refund.unit_price


def _may_belong(refund: RefundLine, line: Refundable) -> bool:
    if refund.order_id is not None:
        return refund.order_id == line.order_id
    return line.placed_at <= refund.refunded_at and not line.whole


def _total(order: OrderCompleted) -> Decimal:
    stated = _stated(order)
    return sum(map(_amount, order.products), Decimal(0)) if stated is None else stated


def _stated(order: OrderCompleted | OrderRefunded) -> Decimal | None:
    said = (order.total, order.revenue, order.value)
    return next((amount for amount in said if amount is not None), None)


def _amount(product: ProductFields) -> Decimal:
    return (product.price or Decimal(0)) * (1 if product.quantity is None else product.quantity)


def _line(number: int, product: ProductFields, currency: str) -> OrderLine:
    return OrderLine(
        ordinal=number if product.ordinal is None else product.ordinal,
        product_id=product.key,
        title=product.name or "",
        quantity=1 if product.quantity is None else product.quantity,
        unit_price=product.price or Decimal(0),
        total_minor=to_minor(_amount(product), currency),
        is_service=product.is_service,
    )


def _refund_line(
    refund: RefundLine, typed: OrderRefunded, number: int, product: ProductFields
) -> RefundLine:
    of_order = typed.key if product.order_id is None else str(product.order_id)
    return replace(
        refund,
        ordinal=number if product.ordinal is None else product.ordinal,
        order_id=of_order or None,
        product_id=product.key,
        quantity=abs(1 if product.quantity is None else product.quantity),
        unit_price=product.price,
        total_minor=abs(to_minor(_amount(product), refund.currency)),
    )
