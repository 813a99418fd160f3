"""Queries on orders and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    case,
    delete,
    func,
    insert,
    select,
    union_all,
    update,
)

from tailorbird.core.clock import DAY
from tailorbird.profiles.store.tables import (
    order_lines,
    orders,
    refund_lines,
    refund_matches,
)
from tailorbird.profiles.types import Order, OrderLine, OrderStatus, TradeDay
from tailorbird.storage.bulk import insert_rows

_CHUNK = 500
UNKNOWN = "unknown"  # source of an order known only by its cancellation so far


def read_heads(connection: Connection, order_ids: Iterable[str]) -> dict[str, Any]:
    """Return the known ones of these orders, without lines."""
    wanted = list(dict.fromkeys(order_ids))
    found = {}
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        for row in connection.execute(select(orders).where(orders.c.order_id.in_(part))):
            found[row.order_id] = row
    return found


def line_numbers(connection: Connection, order_id: str) -> set[int]:
    """Return the ordinals of an order's lines."""
    rows = connection.execute(
        select(order_lines.c.ordinal).where(order_lines.c.order_id == order_id)
    )
    return set(rows.scalars())


def add_orders(connection: Connection, new: Sequence[Order]) -> None:
    """Insert orders that were not known."""
    if new:
        connection.execute(insert(orders), [_head(order) for order in new])


def add_lines(connection: Connection, rows: list[tuple[str, OrderLine, bool]]) -> None:
    """Insert order lines; the flag says whether to keep the title with the line."""
    insert_rows(
        connection,
        order_lines,
        [
            (
                order_id,
                line.ordinal,
                line.product_id,
                line.title if keep_title else None,
                line.quantity,
                str(line.unit_price),
                line.total_minor,
                0,
                line.is_service,
            )
            for order_id, line, keep_title in rows
        ],
    )


def drop_lines(connection: Connection, order_id: str) -> None:
    """Forget an order's lines: they are told anew."""
    connection.execute(delete(order_lines).where(order_lines.c.order_id == order_id))


def change_order(connection: Connection, order_id: str, **values: object) -> None:
    """Change an order's head."""
    connection.execute(update(orders).where(orders.c.order_id == order_id).values(**values))


def of_person(connection: Connection, profile_id: str, limit: int) -> list[Order]:
    """Return a person's newest orders with their lines."""
    heads = connection.execute(
        select(orders)
        .where(orders.c.profile_id == profile_id)
        .order_by(orders.c.placed_at.desc(), orders.c.order_id)
        .limit(limit)
    ).all()
    lines: dict[str, list[OrderLine]] = {}
    wanted = [head.order_id for head in heads]
    rows = connection.execute(
        select(order_lines)
        .where(order_lines.c.order_id.in_(wanted))
        .order_by(order_lines.c.order_id, order_lines.c.ordinal)
    )
    for row in rows:
        lines.setdefault(row.order_id, []).append(_line(row))
    return [_order(head, lines.get(head.order_id, [])) for head in heads]


def sums_of(
    connection: Connection, profile_ids: list[str], currency: str
) -> dict[str, tuple[int, int]]:
    """Return each person's number of orders, and what the shop kept of those in ``currency``."""
    kept = _in(currency, orders, orders.c.total_minor - orders.c.refunded_minor)
    rows = connection.execute(
        select(orders.c.profile_id, func.count(), kept)
        .where(orders.c.profile_id.in_(profile_ids), orders.c.status == OrderStatus.PLACED)
        .group_by(orders.c.profile_id)
    )
    return {profile_id: (count, int(net)) for profile_id, count, net in rows}


def reassign(connection: Connection, old: str, new: str) -> None:
    """Give one person's orders and refunds to another."""
    for table in (orders, refund_lines):
        connection.execute(update(table).where(table.c.profile_id == old).values(profile_id=new))


def trade_by_day(connection: Connection, first: int, last: int, currency: str) -> list[TradeDay]:
    """Return orders and money of each day that had any; a refund counts on its own day.

    A cancelled order counts nowhere, and so do the refunds that belong to it. Money of another
    currency is not added: pounds and euros have no sum.
    """
    start, end = first * DAY, (last + 1) * DAY - 1
    sold = select(
        (orders.c.placed_at // DAY).label("day"),
        func.count().label("orders"),
        _in(currency, orders, orders.c.total_minor).label("net"),
    ).where(orders.c.placed_at.between(start, end), orders.c.status == OrderStatus.PLACED)
    refund_day = (refund_lines.c.refunded_at // DAY).label("day")
    within = refund_lines.c.refunded_at.between(start, end)
    back = select(
        refund_day, func.sum(0), -_in(currency, refund_lines, refund_lines.c.total_minor)
    ).where(within)
    undone = (
        select(refund_day, func.sum(0), _in(currency, refund_lines, refund_matches.c.amount_minor))
        .join(refund_lines, _of_refund)
        .join(orders, orders.c.order_id == refund_matches.c.order_id)
        .where(within, orders.c.status == OrderStatus.CANCELLED)
    )
    every = union_all(*(part.group_by("day") for part in (sold, back, undone))).subquery()
    rows = connection.execute(
        select(every.c.day, func.sum(every.c.orders), func.sum(every.c.net))
        .group_by(every.c.day)
        .order_by(every.c.day)
    )
    return [TradeDay(day=int(day), orders=int(n), net_minor=int(net)) for day, n, net in rows]


def _in(currency: str, table: Table, amount: ColumnElement[int]) -> ColumnElement[int]:
    return func.sum(case((table.c.currency == currency, amount), else_=0))


_of_refund = (refund_lines.c.refund_id == refund_matches.c.refund_id) & (
    refund_lines.c.ordinal == refund_matches.c.refund_ordinal
)


def count_orders(connection: Connection) -> int:
    """Return how many orders are known."""
    return connection.execute(select(func.count()).select_from(orders)).scalar_one()


def sold_lines(connection: Connection) -> Iterator[tuple[str, str, int, int]]:
    """Yield (order, product, pieces kept, placed at) of every product sold, order by order."""
    kept = order_lines.c.quantity - order_lines.c.refunded
    rows = connection.execution_options(yield_per=20_000).execute(
        select(order_lines.c.order_id, order_lines.c.product_id, kept, orders.c.placed_at)
        .join(orders, orders.c.order_id == order_lines.c.order_id)
        .where(
            order_lines.c.is_service.is_(False),
            orders.c.status == OrderStatus.PLACED,
            kept > 0,
        )
        .order_by(order_lines.c.order_id, order_lines.c.ordinal)
    )
    for part in rows.partitions():
        yield from (tuple(row) for row in part)


def _head(order: Order) -> dict[str, object]:
    return {
        "order_id": order.order_id,
        "profile_id": order.profile_id,
        "placed_at": order.placed_at,
        "currency": order.currency,
        "total_minor": order.total_minor,
        "refunded_minor": order.refunded_minor,
        "status": order.status,
        "source": order.source,
    }


def _line(row: Any) -> OrderLine:
    return OrderLine(
        ordinal=row.ordinal,
        product_id=row.product_id,
        title=row.title or "",
        quantity=row.quantity,
        unit_price=Decimal(row.unit_price),
        total_minor=row.total_minor,
        refunded=row.refunded,
        is_service=row.is_service,
    )


def _order(head: Any, lines: list[OrderLine]) -> Order:
    return Order(
        order_id=head.order_id,
        profile_id=head.profile_id,
        placed_at=head.placed_at,
        currency=head.currency,
        total_minor=head.total_minor,
        refunded_minor=head.refunded_minor,
        status=OrderStatus(head.status),
        source=head.source,
        lines=tuple(lines),
    )
