"""Take orders, cancellations and refunds in, inside the transaction that processes events.

What results depends on what is known, not on the order in which it arrived: a part of an order
adds its lines, and refunds are matched anew whenever the order lines they could belong to change.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from tailorbird.events.types import Event
from tailorbird.profiles.ordering import RefundLine, match_refunds
from tailorbird.profiles.store import orders as store
from tailorbird.profiles.store import refunds as refunds_store
from tailorbird.profiles.types import Order, OrderLine, OrderStatus
from tailorbird.storage.database import Connection

UNKNOWN = "unknown"  # source of an order known only by its cancellation so far


class OrderBook:
    """Collects a batch of orders and refunds and writes them at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._orders: dict[str, Order] = {}
        self._refunds: list[RefundLine] = []

    def place(self, order: Order) -> None:
        """Take an order, or a further part of one."""
        if order.order_id in self._orders:
            self.write()
        self._orders[order.order_id] = order

    def refund(self, lines: list[RefundLine]) -> None:
        """Take a refund."""
        self._refunds.extend(lines)

    def cancel(self, order_id: str, event: Event, profile_id: str | None, currency: str) -> None:
        """Take a cancellation; it may come before the order itself."""
        self.write()
        if store.read_heads(self._connection, [order_id]):
            store.change_order(self._connection, order_id, status=OrderStatus.CANCELLED)
            return
        unknown = Order(
            order_id=order_id,
            profile_id=profile_id,
            placed_at=event.occurred_at,
            currency=currency,
            total_minor=0,
            status=OrderStatus.CANCELLED,
            source=UNKNOWN,
        )
        store.add_orders(self._connection, [unknown])

    def write(self) -> None:
        """Write what was collected, then match the refunds it concerns."""
        orders, self._orders = list(self._orders.values()), {}
        refunds, self._refunds = self._refunds, []
        if not orders and not refunds:
            return
        _write_orders(self._connection, orders)
        known = refunds_store.known_refunds(self._connection, [line.refund_id for line in refunds])
        new = {
            (r.refund_id, r.ordinal): r for r in refunds if (r.refund_id, r.ordinal) not in known
        }
        refunds_store.add_refunds(self._connection, list(new.values()))
        _match(self._connection, orders, list(new.values()))


def _write_orders(connection: Connection, orders: list[Order]) -> None:
    heads = store.read_heads(connection, [order.order_id for order in orders])
    new = [order for order in orders if order.order_id not in heads]
    store.add_orders(connection, new)
    store.add_lines(connection, _line_rows(new))
    for order in orders:
        if order.order_id in heads:
            _add_part(connection, heads[order.order_id], order)


def _line_rows(orders: Iterable[Order]) -> list[tuple[str, OrderLine, bool]]:
    return [
        (order.order_id, line, line.is_service)
        for order in orders
        for line in _one_of_each_number(order.lines)
    ]


def _one_of_each_number(lines: tuple[OrderLine, ...]) -> Iterable[OrderLine]:
    return {line.ordinal: line for line in lines}.values()


def _add_part(connection: Connection, head: object, order: Order) -> None:
    """Complete a known order: its person, a stub's figures, or lines of a further file part."""
    source, profile_id = head.source, head.profile_id  # type: ignore[attr-defined]
    if profile_id is None and order.profile_id is not None:
        store.change_order(connection, order.order_id, profile_id=order.profile_id)
    if source == UNKNOWN:
        figures = {
            "placed_at": order.placed_at,
            "currency": order.currency,
            "total_minor": order.total_minor,
            "source": order.source,
        }
        store.change_order(connection, order.order_id, **figures)
        store.add_lines(connection, _line_rows([order]))
    elif source == order.source and source.startswith("import:"):
        present = store.line_numbers(connection, order.order_id)
        rows = [row for row in _line_rows([order]) if row[1].ordinal not in present]
        if rows:
            total = head.total_minor + order.total_minor  # type: ignore[attr-defined]
            store.change_order(connection, order.order_id, total_minor=total)
            store.add_lines(connection, rows)


def _match(connection: Connection, orders: list[Order], refunds: list[RefundLine]) -> None:
    """Match anew every refund that these orders and refunds could concern."""
    changed = _match_pairs(connection, _affected_pairs(connection, orders, refunds))
    named = {r.order_id for r in refunds if r.order_id and not r.profile_id}
    for order_id in sorted(named | {order.order_id for order in orders if not order.profile_id}):
        changed |= _match_in_order(connection, order_id)
    refunds_store.resum_orders(connection, changed)


def rematch_person(connection: Connection, profile_id: str) -> None:
    """Match all of a person's refunds anew, after orders came to them from another profile."""
    pairs = refunds_store.refunded_pairs(connection, [profile_id])
    refunds_store.resum_orders(connection, _match_pairs(connection, pairs))


def _match_pairs(connection: Connection, pairs: set[tuple[str, str]]) -> set[str]:
    refunds = refunds_store.refunds_of(connection, pairs)
    lines = refunds_store.refundable_of(connection, refunds)
    matches = [
        match
        for pair, of_pair in refunds.items()
        for match in match_refunds(of_pair, lines.get(pair, []))
    ]
    return refunds_store.replace_matches(connection, list(chain(*refunds.values())), matches)


def _affected_pairs(
    connection: Connection, orders: list[Order], refunds: list[RefundLine]
) -> set[tuple[str, str]]:
    pairs = {(r.profile_id, r.product_id) for r in refunds if r.profile_id}
    people = {order.profile_id for order in orders if order.profile_id}
    sold = {(o.profile_id, line.product_id) for o in orders if o.profile_id for line in o.lines}
    return pairs | (refunds_store.refunded_pairs(connection, people) & sold)


def _match_in_order(connection: Connection, order_id: str) -> set[str]:
    """An order without a person is only refunded by name."""
    changed: set[str] = set()
    by_product: dict[str, list[RefundLine]] = {}
    for refund in refunds_store.refunds_of_order(connection, order_id):
        if refund.profile_id is None:
            by_product.setdefault(refund.product_id, []).append(refund)
    for product_id, lines in sorted(by_product.items()):
        of_order = refunds_store.refundable_in_order(connection, order_id, product_id)
        changed |= refunds_store.replace_matches(connection, lines, match_refunds(lines, of_order))
    return changed
