"""Queries on what refunds say of money, beyond the pieces they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from tailorbird.profiles.ordering import FIRST_PRODUCT, RefundLine
from tailorbird.profiles.store.refunds import read_lines
from tailorbird.profiles.store.tables import order_lines, orders, refund_lines, refund_matches
from tailorbird.profiles.types import Sold

_CHUNK = 500
_OF_PRODUCTS = refund_matches.c.refund_ordinal >= FIRST_PRODUCT
_SAME = (refund_lines.c.refund_id == bindparam("of_refund")) & (
    refund_lines.c.ordinal == bindparam("of_ordinal")
)
_WORTH = update(refund_lines).where(_SAME)
_WORTH = _WORTH.values(total_minor=bindparam("now_minor"), currency=bindparam("now_currency"))


def refunds_on(connection: Connection, order_ids: Iterable[str]) -> set[str]:
    """Return the refunds that took pieces of these orders."""
    found: set[str] = set()
    for part in _chunks(order_ids):
        mine = _OF_PRODUCTS & refund_matches.c.order_id.in_(part)
        found.update(
            connection.execute(select(refund_matches.c.refund_id).where(mine).distinct()).scalars()
        )
    return found


def money_lines(
    connection: Connection, order_ids: Iterable[str], refund_ids: Iterable[str]
) -> list[RefundLine]:
    """Return the lines of money that name one of the orders, or belong to one of the refunds."""
    found: dict[tuple[str, int], RefundLine] = {}
    for column, values in (
        (refund_lines.c.order_id, order_ids),
        (refund_lines.c.refund_id, refund_ids),
    ):
        for part in _chunks(values):
            wanted: ColumnElement[bool] = column.in_(part)
            for line in read_lines(connection, wanted & (refund_lines.c.ordinal < FIRST_PRODUCT)):
                found[line.refund_id, line.ordinal] = line
    return [found[key] for key in sorted(found)]


def product_sums(connection: Connection, refund_ids: Iterable[str]) -> dict[str, int]:
    """Return what the products of each refund are worth, for those that name any."""
    found: dict[str, int] = {}
    for part in _chunks(refund_ids):
        mine = refund_lines.c.refund_id.in_(part) & (refund_lines.c.ordinal >= FIRST_PRODUCT)
        worth = select(refund_lines.c.refund_id, func.sum(refund_lines.c.total_minor)).where(mine)
        rows = connection.execute(worth.group_by(refund_lines.c.refund_id))
        found.update((refund_id, int(minor)) for refund_id, minor in rows)
    return found


def sold(connection: Connection, order_ids: Iterable[str]) -> dict[str, Sold]:
    """Return the known ones of these orders, less the pieces that named refunds took."""
    found: dict[str, Sold] = {}
    for part in _chunks(order_ids):
        taken, minor = _taken(connection, part)
        left: dict[str, dict[int, int]] = {}
        lines = select(order_lines.c.order_id, order_lines.c.ordinal, order_lines.c.quantity)
        for key, number, pieces in connection.execute(
            lines.where(order_lines.c.order_id.in_(part))
        ):
            left.setdefault(key, {})[number] = pieces - taken.get((key, number), 0)
        heads = select(orders.c.order_id, orders.c.total_minor, orders.c.currency)
        for key, total, currency in connection.execute(heads.where(orders.c.order_id.in_(part))):
            found[key] = Sold(total, currency, minor.get(key, 0), left.get(key, {}))
    return found


def _taken(
    connection: Connection, order_ids: Sequence[str]
) -> tuple[dict[tuple[str, int], int], dict[str, int]]:
    """Return pieces by order line, and money by order, that refunds of products took."""
    matches = refund_matches.c
    rows = connection.execute(
        select(
            matches.order_id,
            matches.order_ordinal,
            func.sum(matches.quantity),
            func.sum(matches.amount_minor),
        )
        .where(_OF_PRODUCTS, matches.order_id.in_(order_ids))
        .group_by(matches.order_id, matches.order_ordinal)
    )
    pieces: dict[tuple[str, int], int] = {}
    minor: dict[str, int] = {}
    for order_id, ordinal, quantity, amount in rows:
        pieces[order_id, ordinal] = int(quantity)
        minor[order_id] = minor.get(order_id, 0) + int(amount)
    return pieces, minor


def save_worth(connection: Connection, lines: Iterable[RefundLine]) -> None:
    """Write down what lines are worth, and in which currency."""
    rows = [
        {
            "of_refund": line.refund_id,
            "of_ordinal": line.ordinal,
            "now_minor": line.total_minor,
            "now_currency": line.currency,
        }
        for line in lines
    ]
    if rows:
        connection.execute(_WORTH, rows)


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(set(values))
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
