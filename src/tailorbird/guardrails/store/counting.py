"""Queries that count how much a shop has. Each reads as much as its window holds, once a night."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    ColumnElement,
    Connection,
    Join,
    Select,
    distinct,
    func,
    or_,
    select,
    union_all,
)

from tailorbird.catalog.store import products
from tailorbird.core.clock import DAY
from tailorbird.guardrails.measures import Counted, Measure
from tailorbird.guardrails.store.tables import floor_counts
from tailorbird.profiles.store.tables import order_lines, orders, person_events, profiles, visits
from tailorbird.profiles.types import OrderStatus
from tailorbird.storage.bulk import insert_rows

VIEWED, CLICKED, ADDED = "Product Viewed", "Product Clicked", "Product Added"
FREQUENT, SEVERAL, AGAIN = 3, 2, 2
CLICKS_AN_ORDER = 10
MONTH = 28  # days
_events, _orders, _lines = person_events.c, orders.c, order_lines.c


def count(connection: Connection, measure: Measure, now: int, days: int) -> int:
    """Return how many of a measure there are; over all time where ``days`` is 0.

    Nought for what cannot be counted of a whole shop.
    """
    found = _COUNTS.get(measure)
    return 0 if found is None else found(connection, now - days * DAY if days else 0, now)


def _number(connection: Connection, wanted: Select[int]) -> int:
    return connection.execute(wanted).scalar() or 0


def _placed(since: int, now: int) -> ColumnElement[bool]:
    return _orders.placed_at.between(since, now) & (_orders.status == OrderStatus.PLACED)


def _happened(since: int, now: int, *names: str) -> ColumnElement[bool]:
    return _events.name.in_(names) & _events.at.between(since, now) & _events.may_learn


def _count_orders(connection: Connection, since: int, now: int) -> int:
    return _number(connection, select(func.count()).where(_placed(since, now)))


def _count_lines(connection: Connection, since: int, now: int) -> int:
    both = select(func.count()).select_from(_goods()).where(_placed(since, now))
    return _number(connection, both)


def _goods() -> Join:
    return orders.join(
        order_lines, (_lines.order_id == _orders.order_id) & _lines.is_service.is_(False)
    )


def _count_several(connection: Connection, since: int, now: int) -> int:
    each = (
        select(_orders.order_id)
        .select_from(_goods())
        .where(_placed(since, now))
        .group_by(_orders.order_id)
        .having(func.count(distinct(_lines.product_id)) >= SEVERAL)
    )
    return _number(connection, select(func.count()).select_from(each.subquery()))


def _count_views(connection: Connection, since: int, now: int) -> int:
    return _number(connection, select(func.count()).where(_happened(since, now, VIEWED)))


def _count_interactions(connection: Connection, since: int, now: int) -> int:
    acts = select(func.count()).where(_happened(since, now, VIEWED, ADDED))
    return _number(connection, acts) + _count_lines(connection, since, now)


def _count_again(connection: Connection, since: int, now: int) -> int:
    acts = select(_events.profile_id).where(_happened(since, now, VIEWED, ADDED))
    bought = select(_orders.profile_id).select_from(_goods()).where(_placed(since, now))
    every = union_all(acts, bought.where(_orders.profile_id.is_not(None))).subquery()
    each = select(every.c.profile_id).group_by(every.c.profile_id).having(func.count() >= AGAIN)
    return _number(connection, select(func.count()).select_from(each.subquery()))


def _count_clicks(connection: Connection, since: int, now: int) -> int:
    clicks = _number(connection, select(func.count()).where(_happened(since, now, CLICKED)))
    return clicks + CLICKS_AN_ORDER * _count_orders(connection, since, now)


def _count_buyers(connection: Connection, since: int, now: int) -> int:
    return _buyers(connection, since, now, 1)


def _count_frequent(connection: Connection, since: int, now: int) -> int:
    return _buyers(connection, since, now, FREQUENT)


def _buyers(connection: Connection, since: int, now: int, least: int) -> int:
    mine = _placed(since, now) & _orders.profile_id.is_not(None)
    each = select(_orders.profile_id).where(mine).group_by(_orders.profile_id)
    often = each.having(func.count() >= least).subquery()
    return _number(connection, select(func.count()).select_from(often))


def _count_history(connection: Connection, _since: int, now: int) -> int:
    first = [
        connection.execute(select(func.min(column))).scalar()
        for column in (profiles.c.first_seen, _orders.placed_at)
    ]
    begun = [one for one in first if one]
    return max((now - min(begun)) // DAY, 0) if begun else 0


def _count_visitors(connection: Connection, since: int, now: int) -> int:
    mine = visits.c.day.between(since // DAY + 1 if since else 0, now // DAY)
    return _number(connection, select(func.count(distinct(visits.c.profile_id))).where(mine))


def _count_attributes(connection: Connection, _since: int, _now: int) -> int:
    filled = [products.c.category != "", products.c.brand != "", products.c.price.is_not(None)]
    found = [select(products.c.product_id).where(or_(one)).limit(1) for one in filled]
    return sum(connection.execute(one).first() is not None for one in found)


_COUNTS: dict[Measure, Callable[[Connection, int, int], int]] = {
    Measure.ORDERS: _count_orders,
    Measure.ORDER_LINES: _count_lines,
    Measure.ORDERS_OF_SEVERAL: _count_several,
    Measure.VIEWS: _count_views,
    Measure.INTERACTIONS: _count_interactions,
    Measure.PEOPLE_AGAIN: _count_again,
    Measure.CLICKS_OR_ORDERS: _count_clicks,
    Measure.BUYERS: _count_buyers,
    Measure.FREQUENT_BUYERS: _count_frequent,
    Measure.HISTORY_DAYS: _count_history,
    Measure.VISITORS: _count_visitors,
    Measure.ATTRIBUTES: _count_attributes,
}


def save(
    connection: Connection, found: dict[tuple[Measure, int], tuple[int, int]], now: int
) -> None:
    """Keep what was counted, each with how much of it is of the last four weeks."""
    connection.execute(floor_counts.delete())
    rows = [
        (measure.value, days, have, a_month, now)
        for (measure, days), (have, a_month) in sorted(found.items())
    ]
    insert_rows(connection, floor_counts, rows)


def read(connection: Connection) -> tuple[Counted, dict[Measure, int], int | None]:
    """Return what was counted last, what of it came in four weeks, and when; None for never."""
    rows = connection.execute(select(floor_counts)).all()
    counted = {(Measure(row.measure), row.days): row.have for row in rows}
    lately = {Measure(row.measure): row.a_month for row in rows}
    return counted, lately, rows[0].at if rows else None
