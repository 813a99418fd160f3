"""Queries on orders, their lines, refunds, and which refund belongs to which line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, union_all, update

from tailorbird.core.clock import DAY
from tailorbird.profiles.ordering import Match, Refundable, RefundLine
from tailorbird.profiles.store.tables import order_lines, orders, refund_lines, refund_matches
from tailorbird.profiles.types import Order, OrderLine, OrderStatus, TradeDay

_CHUNK = 500


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
    if rows:
        connection.execute(
            insert(order_lines),
            [
                {
                    "order_id": order_id,
                    "ordinal": line.ordinal,
                    "product_id": line.product_id,
                    "title": line.title if keep_title else None,
                    "quantity": line.quantity,
                    "unit_price": str(line.unit_price),
                    "total_minor": line.total_minor,
                    "refunded": 0,
                    "is_service": line.is_service,
                }
                for order_id, line, keep_title in rows
            ],
        )


def change_order(connection: Connection, order_id: str, **values: object) -> None:
    """Change an order's head."""
    connection.execute(update(orders).where(orders.c.order_id == order_id).values(**values))


def known_refunds(connection: Connection, refund_ids: Iterable[str]) -> set[tuple[str, int]]:
    """Return (refund, ordinal) of those refund lines that are known."""
    wanted = list(dict.fromkeys(refund_ids))
    found: set[tuple[str, int]] = set()
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        rows = connection.execute(
            select(refund_lines.c.refund_id, refund_lines.c.ordinal).where(
                refund_lines.c.refund_id.in_(part)
            )
        )
        found.update((refund_id, ordinal) for refund_id, ordinal in rows)
    return found


def add_refunds(connection: Connection, lines: Sequence[RefundLine]) -> None:
    """Insert refund lines that were not known."""
    if lines:
        connection.execute(
            insert(refund_lines),
            [
                {
                    "refund_id": line.refund_id,
                    "ordinal": line.ordinal,
                    "order_id": line.order_id,
                    "profile_id": line.profile_id,
                    "product_id": line.product_id,
                    "title": line.title,
                    "quantity": line.quantity,
                    "matched": 0,
                    "unit_price": str(line.unit_price),
                    "total_minor": line.total_minor,
                    "currency": line.currency,
                    "refunded_at": line.refunded_at,
                    "source": line.source,
                }
                for line in lines
            ],
        )


def refunds_of(connection: Connection, profile_id: str, product_id: str) -> list[RefundLine]:
    """Return a person's refunds of one product."""
    return _refunds(
        connection,
        (refund_lines.c.profile_id == profile_id) & (refund_lines.c.product_id == product_id),
    )


def refunds_of_order(connection: Connection, order_id: str) -> list[RefundLine]:
    """Return the refunds that name an order."""
    return _refunds(connection, refund_lines.c.order_id == order_id)


def _refunds(connection: Connection, condition: Any) -> list[RefundLine]:
    rows = connection.execute(select(refund_lines).where(condition))
    return [
        RefundLine(
            refund_id=row.refund_id,
            ordinal=row.ordinal,
            order_id=row.order_id,
            profile_id=row.profile_id,
            product_id=row.product_id,
            title=row.title,
            quantity=row.quantity,
            unit_price=Decimal(row.unit_price),
            total_minor=row.total_minor,
            currency=row.currency,
            refunded_at=row.refunded_at,
            source=row.source,
        )
        for row in rows
    ]


def refunded_pairs(connection: Connection, profile_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Return (person, product) of every refund of these people."""
    wanted = list(dict.fromkeys(profile_ids))
    found: set[tuple[str, str]] = set()
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        rows = connection.execute(
            select(refund_lines.c.profile_id, refund_lines.c.product_id).where(
                refund_lines.c.profile_id.in_(part)
            )
        )
        found.update((profile_id, product_id) for profile_id, product_id in rows)
    return found


def refundable_of(connection: Connection, profile_id: str, product_id: str) -> list[Refundable]:
    """Return a person's order lines of one product."""
    return _refundable(
        connection,
        (orders.c.profile_id == profile_id) & (order_lines.c.product_id == product_id),
    )


def refundable_in_order(connection: Connection, order_id: str, product_id: str) -> list[Refundable]:
    """Return one order's lines of one product."""
    return _refundable(
        connection, (orders.c.order_id == order_id) & (order_lines.c.product_id == product_id)
    )


def _refundable(connection: Connection, condition: Any) -> list[Refundable]:
    rows = connection.execute(
        select(
            order_lines.c.order_id,
            order_lines.c.ordinal,
            order_lines.c.quantity,
            orders.c.placed_at,
        )
        .join(orders, orders.c.order_id == order_lines.c.order_id)
        .where(condition)
    )
    return [
        Refundable(order_id=order_id, ordinal=ordinal, quantity=quantity, placed_at=placed_at)
        for order_id, ordinal, quantity, placed_at in rows
    ]


def replace_matches(
    connection: Connection, refunds: Sequence[RefundLine], matches: Sequence[Match]
) -> set[str]:
    """Write which pieces these refunds took from which lines; return the orders that changed."""
    changed = {match.order_id for match in matches}
    for refund in refunds:
        mine = (refund_matches.c.refund_id == refund.refund_id) & (
            refund_matches.c.refund_ordinal == refund.ordinal
        )
        before = connection.execute(select(refund_matches.c.order_id).where(mine)).scalars().all()
        if before:
            changed.update(before)
            connection.execute(delete(refund_matches).where(mine))
    if matches:
        connection.execute(
            insert(refund_matches),
            [
                {
                    "refund_id": match.refund_id,
                    "refund_ordinal": match.refund_ordinal,
                    "order_id": match.order_id,
                    "order_ordinal": match.order_ordinal,
                    "quantity": match.quantity,
                    "amount_minor": match.amount_minor,
                }
                for match in matches
            ],
        )
    _save_matched(connection, refunds, matches)
    return changed


def _save_matched(
    connection: Connection, refunds: Sequence[RefundLine], matches: Sequence[Match]
) -> None:
    matched: dict[tuple[str, int], int] = {}
    for match in matches:
        key = (match.refund_id, match.refund_ordinal)
        matched[key] = matched.get(key, 0) + match.quantity
    connection.execute(
        update(refund_lines)
        .where(
            refund_lines.c.refund_id == bindparam("of_refund"),
            refund_lines.c.ordinal == bindparam("of_ordinal"),
        )
        .values(matched=bindparam("pieces")),
        [
            {
                "of_refund": refund.refund_id,
                "of_ordinal": refund.ordinal,
                "pieces": matched.get((refund.refund_id, refund.ordinal), 0),
            }
            for refund in refunds
        ],
    )


def resum_orders(connection: Connection, order_ids: Iterable[str]) -> None:
    """Add up again what of each order, and of each of its lines, came back."""
    wanted = sorted(order_ids)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        money = select(func.coalesce(func.sum(refund_matches.c.amount_minor), 0)).where(
            refund_matches.c.order_id == orders.c.order_id
        )
        pieces = select(func.coalesce(func.sum(refund_matches.c.quantity), 0)).where(
            refund_matches.c.order_id == order_lines.c.order_id,
            refund_matches.c.order_ordinal == order_lines.c.ordinal,
        )
        connection.execute(
            update(orders)
            .where(orders.c.order_id.in_(part))
            .values(refunded_minor=money.scalar_subquery())
        )
        connection.execute(
            update(order_lines)
            .where(order_lines.c.order_id.in_(part))
            .values(refunded=pieces.scalar_subquery())
        )


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


def sums_of_person(connection: Connection, profile_id: str) -> tuple[int, int, str]:
    """Return a person's number of orders, what the shop kept of them, and the currency."""
    count, net, currency = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(orders.c.total_minor - orders.c.refunded_minor), 0),
            func.max(orders.c.currency),
        ).where(orders.c.profile_id == profile_id, orders.c.status == OrderStatus.PLACED)
    ).one()
    return count, int(net), currency or ""


def reassign(connection: Connection, old: str, new: str) -> None:
    """Give one person's orders and refunds to another."""
    for table in (orders, refund_lines):
        connection.execute(update(table).where(table.c.profile_id == old).values(profile_id=new))


def trade_by_day(connection: Connection, first: int, last: int) -> list[TradeDay]:
    """Return orders and money of each day that had any; a refund counts on its own day."""
    sold = select(
        (orders.c.placed_at // DAY).label("day"),
        func.count().label("orders"),
        func.sum(orders.c.total_minor).label("net"),
    ).where(
        orders.c.placed_at.between(first * DAY, (last + 1) * DAY - 1),
        orders.c.status == OrderStatus.PLACED,
    )
    back = select(
        (refund_lines.c.refunded_at // DAY).label("day"),
        func.sum(0).label("orders"),
        func.sum(-refund_lines.c.total_minor).label("net"),
    ).where(refund_lines.c.refunded_at.between(first * DAY, (last + 1) * DAY - 1))
    both = union_all(sold.group_by("day"), back.group_by("day")).subquery()
    rows = connection.execute(
        select(both.c.day, func.sum(both.c.orders), func.sum(both.c.net))
        .group_by(both.c.day)
        .order_by(both.c.day)
    )
    return [TradeDay(day=int(day), orders=int(n), net_minor=int(net)) for day, n, net in rows]


def count_orders(connection: Connection) -> int:
    """Return how many orders are known."""
    return connection.execute(select(func.count()).select_from(orders)).scalar_one()


def refund_counts(connection: Connection) -> tuple[int, int]:
    """Return how many refund lines are fully matched to order lines, and how many are not."""
    full = func.sum(
        (refund_lines.c.matched >= refund_lines.c.quantity).cast(refund_lines.c.matched.type)
    )
    total, matched = connection.execute(
        select(func.count(), func.coalesce(full, 0)).select_from(refund_lines)
    ).one()
    return int(matched), int(total - matched)


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
        yield from (tuple(row) for row in part)  # type: ignore[misc]


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
