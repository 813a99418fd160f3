"""Queries on what outcomes are counted from."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, func, select

from tailorbird.measurement.types import History, Ordered
from tailorbird.profiles.store.tables import order_lines, orders, person_events
from tailorbird.profiles.types import OrderStatus
from tailorbird.storage.among import among

_events, _orders, _lines = person_events.c, orders.c, order_lines.c


Span = tuple[int, int]
"""From the first microsecond until before the second."""


def histories(
    connection: Connection,
    people: Sequence[str],
    span: Span,
    *,
    names: Collection[str],
    currency: str,
) -> dict[str, History]:
    """Return what these people ordered and did in a span, events of some names only."""
    ordered = _ordered(connection, people, span, currency)
    happened = _happened(connection, people, span, names)
    return {
        who: History(tuple(ordered.get(who, ())), tuple(happened.get(who, ()))) for who in people
    }


def _ordered(
    connection: Connection, people: Sequence[str], span: Span, currency: str
) -> dict[str, list[Ordered]]:
    units = func.coalesce(func.sum(_lines.quantity - _lines.refunded), 0)
    goods = (_lines.order_id == _orders.order_id) & _lines.is_service.is_(False)
    wanted = (
        select(
            _orders.profile_id,
            _orders.placed_at,
            _orders.total_minor,
            _orders.refunded_minor,
            _orders.currency,
            select(units).where(goods).scalar_subquery(),
        )
        .where(
            among(connection, _orders.profile_id, people),
            _orders.placed_at >= span[0],
            _orders.placed_at < span[1],
            _orders.status == OrderStatus.PLACED,
        )
        .order_by(_orders.order_id)
    )
    found: dict[str, list[Ordered]] = {}
    for who, placed_at, total, back, used, pieces in connection.execute(wanted):
        one = Ordered(
            placed_at=placed_at,
            net_minor=total - back,
            units=int(pieces),
            ours=used == currency,
            stands=total > back or not back,
        )
        found.setdefault(who, []).append(one)
    return found


def _happened(
    connection: Connection, people: Sequence[str], span: Span, names: Collection[str]
) -> dict[str, list[tuple[int, str]]]:
    wanted = select(_events.profile_id, _events.at, _events.name).where(
        among(connection, _events.profile_id, people),
        among(connection, _events.name, sorted(names)),
        _events.at >= span[0],
        _events.at < span[1],
        _events.counts,
    )
    found: dict[str, list[tuple[int, str]]] = {}
    for who, at, name in connection.execute(wanted):
        found.setdefault(who, []).append((at, name))
    return found
