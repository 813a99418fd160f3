"""Queries on what was sold of one product."""

from __future__ import annotations

from sqlalchemy import Connection, case, distinct, func, select

from tailorbird.core.clock import DAY
from tailorbird.profiles.store.tables import order_lines, orders
from tailorbird.profiles.types import OrderStatus


def sold_by_day(
    connection: Connection, product_id: str, currency: str
) -> list[tuple[int, int, int, int]]:
    """Return (day, orders, pieces, money) of a product by the day of the order, in order.

    What came back is taken off the day of its order; money is in minor units of ``currency``.
    """
    kept = order_lines.c.quantity - order_lines.c.refunded
    money = case(
        (orders.c.currency == currency, order_lines.c.total_minor * kept // order_lines.c.quantity),
        else_=0,
    )
    day = (orders.c.placed_at // DAY).label("day")
    rows = connection.execute(
        select(day, func.count(distinct(orders.c.order_id)), func.sum(kept), func.sum(money))
        .join(orders, orders.c.order_id == order_lines.c.order_id)
        .where(
            order_lines.c.product_id == product_id,
            order_lines.c.quantity > 0,
            kept > 0,
            orders.c.status == OrderStatus.PLACED,
        )
        .group_by(day)
        .order_by(day)
    )
    return [(int(at), int(count), int(pieces), int(net)) for at, count, pieces, net in rows]
