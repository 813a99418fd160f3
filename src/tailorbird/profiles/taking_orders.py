"""Take orders, cancellations and refunds in, inside the transaction that processes events.

What results depends on what is known, not on the order in which it arrived: a part of an order
adds its lines, and refunds are matched anew whenever the order lines they could belong to change.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from tailorbird.events.proof import BROWSER
from tailorbird.events.types import Event
from tailorbird.profiles.ordering import WHOLE, RefundLine, match_refunds
from tailorbird.profiles.paying_back import settle
from tailorbird.profiles.store import orders as store
from tailorbird.profiles.store import refunds as refunds_store
from tailorbird.profiles.store import subjects as subjects_store
from tailorbird.profiles.types import Order, OrderLine, OrderStatus
from tailorbird.storage.database import Connection
from tailorbird.storage.personal import Counts, Subject


class OrderBook:
    """Collects a batch of orders and refunds and writes them at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._concerned: set[str] = set()  # orders that are new or changed
        self._people: set[str] = set()  # whose orders changed, also where they went to another
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
        self._concerned.add(order_id)
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
            source=store.UNKNOWN,
        )
        store.add_orders(self._connection, [unknown])

    def write(self) -> None:
        """Write what was collected, then match the refunds it concerns."""
        orders, self._orders = list(self._orders.values()), {}
        refunds, self._refunds = self._refunds, []
        if not orders and not refunds:
            return
        completed = _write_orders(self._connection, orders)
        known = refunds_store.known_refunds(self._connection, [line.refund_id for line in refunds])
        new: dict[tuple[str, int], RefundLine] = {}
        for refund in refunds:  # the first to tell of a refund line is believed
            if (refund.refund_id, refund.ordinal) not in known:
                new.setdefault((refund.refund_id, refund.ordinal), refund)
        refunds_store.add_refunds(self._connection, list(new.values()))
        self._people |= completed
        self._concerned |= {order.order_id for order in orders}
        self._concerned |= _match(self._connection, orders, completed, list(new.values()))

    def owners(self) -> set[str]:
        """Return the people whose orders changed by what was written."""
        heads = store.read_heads(self._connection, self._concerned)
        return self._people | {row.profile_id for row in heads.values() if row.profile_id}


def _write_orders(connection: Connection, orders: list[Order]) -> set[str]:
    """Write orders and parts of orders; return the people whose known orders changed by a part."""
    heads = store.read_heads(connection, [order.order_id for order in orders])
    new = [order for order in orders if order.order_id not in heads]
    store.add_orders(connection, new)
    store.add_lines(connection, _line_rows(new))
    people: set[str | None] = set()
    for order in orders:
        if order.order_id in heads:
            head = heads[order.order_id]
            people |= {_add_part(connection, head, order), head.profile_id}
    return {profile_id for profile_id in people if profile_id is not None}


def _line_rows(orders: Iterable[Order]) -> list[tuple[str, OrderLine, bool]]:
    return [
        (order.order_id, line, line.is_service)
        for order in orders
        for line in _one_of_each_number(order.lines)
    ]


def _one_of_each_number(lines: tuple[OrderLine, ...]) -> Iterable[OrderLine]:
    return {line.ordinal: line for line in lines}.values()


def _add_part(connection: Connection, head: Any, order: Order) -> str | None:
    """Complete a known order: its person, a stub's figures, or lines of a further file part.

    What the shop itself tells of an order stands in the place of what a browser told of it, and a
    browser changes nothing of an order that is known. Return whose order it is now.
    """
    if head.source == store.UNKNOWN:  # whoever sent the cancellation need not be the customer
        return _replace(connection, order)
    if BROWSER in (head.source, order.source):
        if order.source == BROWSER:  # anybody could say it
            return None if head.profile_id is None else str(head.profile_id)
        store.drop_lines(connection, order.order_id)
        return _replace(connection, order)
    if head.profile_id is None and order.profile_id is not None:
        store.change_order(connection, order.order_id, profile_id=order.profile_id)
    if head.source == order.source and head.source.startswith("import:"):
        _add_lines(connection, head, order)
    return head.profile_id or order.profile_id


def _replace(connection: Connection, order: Order) -> str | None:
    """Take an order as it is told now, in the place of what there was of it."""
    figures = ("profile_id", "placed_at", "currency", "total_minor", "source")
    values = {name: getattr(order, name) for name in figures}
    store.change_order(connection, order.order_id, **values)
    store.add_lines(connection, _line_rows([order]))
    return order.profile_id


def _add_lines(connection: Connection, head: Any, part: Order) -> None:
    """Add what a further part of a file says of an order; lines known already count once."""
    present = store.line_numbers(connection, part.order_id)
    every = _line_rows([part])
    rows = [row for row in every if row[1].ordinal not in present]
    if not rows:
        return
    added = sum(line.total_minor for _, line, _ in rows)
    store.change_order(
        connection,
        part.order_id,
        placed_at=min(head.placed_at, part.placed_at),
        total_minor=head.total_minor + (part.total_minor if rows == every else added),
    )
    store.add_lines(connection, rows)


def _match(
    connection: Connection, orders: list[Order], completed: set[str], refunds: list[RefundLine]
) -> set[str]:
    """Match anew every refund that these orders and refunds could concern; return the orders."""
    concerned = {order.order_id for order in orders} | {r.order_id for r in refunds if r.order_id}
    named = refunds_store.give_to_owners(connection, concerned)
    whole = {line.profile_id for line in named if line.ordinal == WHOLE and line.profile_id}
    completed = completed | whole  # what came back whole is no other refund's any more
    pairs = _affected_pairs(connection, orders, [*refunds, *named])
    pairs |= refunds_store.refunded_pairs(connection, completed)
    changed, revalued = _match_pairs(connection, pairs)
    for order_id in sorted({r.order_id for r in named if r.order_id and not r.profile_id}):
        changed |= _match_in_order(connection, order_id)
    changed |= {line.order_id for line in named if line.order_id}
    return settle(connection, changed, revalued | {line.refund_id for line in refunds})


def release_person(connection: Connection, subject: Subject) -> Counts:
    """Take an erased person from their orders and refunds; what was sold and came back stays.

    A refund that named no order gets the order it was matched to, as nobody's orders are only
    refunded by name; one whose pieces came from several orders keeps the one with most of them.
    """
    order_ids = subjects_store.orders_of(connection, subject)
    named = refunds_store.name_orders(connection, subject.profile_ids)
    counts = subjects_store.release_orders(connection, subject, order_ids)
    changed: set[str] = set()
    for order_id in named:
        changed |= _match_in_order(connection, order_id)
    settle(connection, changed)
    return counts


def rematch_person(connection: Connection, profile_id: str) -> None:
    """Match all of a person's refunds anew, after orders came to them from another profile."""
    pairs = refunds_store.refunded_pairs(connection, [profile_id])
    settle(connection, *_match_pairs(connection, pairs))


def _match_pairs(connection: Connection, pairs: set[tuple[str, str]]) -> tuple[set[str], set[str]]:
    """Return the orders that changed, and the refunds that are worth what they are matched to."""
    refunds = refunds_store.refunds_of(connection, pairs)
    lines = refunds_store.refundable_of(connection, refunds)
    matches = [
        match
        for pair, of_pair in refunds.items()
        for match in match_refunds(of_pair, lines.get(pair, []))
    ]
    every = list(chain(*refunds.values()))
    revalued = {line.refund_id for line in every if line.unit_price is None}
    return refunds_store.replace_matches(connection, every, matches), revalued


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
