"""Queries on how well data comes in: by the hour, by the form of its fields, order by order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, case, delete, func, insert, select, update

from tailorbird.events.store.tables import (
    arrival_hours,
    checkout_starts,
    field_types,
    order_sightings,
)
from tailorbird.events.types import ArrivalHour, FieldType, OrderSightings

_CHUNK = 500


def count_hours(connection: Connection, counted: Iterable[ArrivalHour]) -> bool:
    """Add to what arrived hour by hour; return whether an hour began for a source."""
    began = False
    hours = arrival_hours.c
    for one in counted:
        key = (hours.hour == one.hour) & (hours.source == one.source)
        worse = func.abs(hours.clock_most) >= abs(one.clock_most)
        changed = connection.execute(
            update(arrival_hours)
            .where(key)
            .values(
                events=hours.events + one.events,
                last_at=case((hours.last_at > one.last_at, hours.last_at), else_=one.last_at),
                clocks_off=hours.clocks_off + one.clocks_off,
                clock_most=case((worse, hours.clock_most), else_=one.clock_most),
            )
        )
        if not changed.rowcount:
            began = True
            values = {name: getattr(one, name) for name in one.__struct_fields__}
            connection.execute(insert(arrival_hours).values(**values))
    return began


def forget_before(connection: Connection, hour: int, at: int) -> None:
    """Let go of hours before one, and of orders and checkouts from before an instant."""
    connection.execute(delete(arrival_hours).where(arrival_hours.c.hour < hour))
    connection.execute(delete(order_sightings).where(order_sightings.c.first_at < at))
    connection.execute(delete(checkout_starts).where(checkout_starts.c.at < at))


def read_hours(connection: Connection, first: int) -> list[ArrivalHour]:
    """Return what arrived from an hour on, in order."""
    rows = connection.execute(
        select(arrival_hours)
        .where(arrival_hours.c.hour >= first)
        .order_by(arrival_hours.c.hour, arrival_hours.c.source)
    )
    return [ArrivalHour(**row._asdict()) for row in rows]


def last_arrival(connection: Connection, source: str) -> int:
    """Return when the last event of a source arrived, 0 for never."""
    newest = select(func.max(arrival_hours.c.last_at)).where(arrival_hours.c.source == source)
    return connection.execute(newest).scalar() or 0


def known_forms(
    connection: Connection, events: Iterable[str]
) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Return the forms known of these events' fields: (event, field, form) -> (first, last)."""
    wanted, found = sorted(events), {}
    for start in range(0, len(wanted), _CHUNK):
        part = field_types.c.event.in_(wanted[start : start + _CHUNK])
        for row in connection.execute(select(field_types).where(part)):
            found[row.event, row.field, row.form] = (row.first_at, row.last_at)
    return found


def note_forms(
    connection: Connection, new: Iterable[FieldType], again: Iterable[FieldType], most: int
) -> None:
    """Remember new forms, up to ``most`` rows in all, and that known ones came again."""
    forms = field_types.c
    for one in again:
        key = (forms.event == one.event) & (forms.field == one.field) & (forms.form == one.form)
        connection.execute(update(field_types).where(key).values(last_at=one.last_at))
    rows = [{name: getattr(one, name) for name in one.__struct_fields__} for one in new]
    if rows:
        held = connection.execute(select(func.count()).select_from(field_types)).scalar() or 0
        if rows := rows[: max(0, most - held)]:
            connection.execute(insert(field_types), rows)


def read_forms(connection: Connection, since: int, most: int) -> list[FieldType]:
    """Return the forms of every field that came in more than one, the last of them since then."""
    key = (field_types.c.event, field_types.c.field)
    several = (
        select(*key)
        .group_by(*key)
        .having(func.count() > 1, func.max(field_types.c.last_at) >= since)
        .order_by(func.max(field_types.c.first_at).desc(), *key)
        .limit(most)
        .subquery()
    )
    same = (field_types.c.event == several.c.event) & (field_types.c.field == several.c.field)
    rows = connection.execute(
        select(field_types)
        .join(several, same)
        .order_by(field_types.c.event, field_types.c.field, field_types.c.first_at)
    )
    return [FieldType(**row._asdict()) for row in rows]


def note_orders(connection: Connection, seen: Mapping[bytes, tuple[int, bool, bool]]) -> None:
    """Remember who told of orders: digest -> (when, by its pages, by its server)."""
    orders = order_sightings.c
    for key, (at, browser, server) in seen.items():
        told = {"by_browser": browser} | {"by_server": server}
        held = {name: True for name, by in told.items() if by}
        changed = connection.execute(
            update(order_sightings).where(orders.order_key == key).values(**held)
        )
        if not changed.rowcount:
            connection.execute(insert(order_sightings).values(order_key=key, first_at=at, **told))


def read_sightings(connection: Connection, first: int, last: int) -> OrderSightings:
    """Return who told of the orders first heard of within a span."""
    orders = order_sightings.c
    rows = connection.execute(
        select(orders.by_browser, orders.by_server, func.count())
        .where(orders.first_at >= first, orders.first_at < last)
        .group_by(orders.by_browser, orders.by_server)
    )
    found = {(bool(browser), bool(server)): number for browser, server, number in rows}
    return OrderSightings(
        both=found.get((True, True), 0),
        browser_only=found.get((True, False), 0),
        server_only=found.get((False, True), 0),
    )


def note_checkouts(connection: Connection, begun: Iterable[tuple[int, int]]) -> None:
    """Remember the positions at which checkouts began, and when that was."""
    if rows := [{"position": position, "at": at} for position, at in begun]:
        connection.execute(insert(checkout_starts), rows)


def read_checkouts(connection: Connection, first: int, last: int, most: int) -> list[int]:
    """Return the positions at which checkouts of a span began, the newest first."""
    at = checkout_starts.c.at
    wanted = select(checkout_starts.c.position).where(at >= first, at < last)
    return list(connection.execute(wanted.order_by(at.desc()).limit(most)).scalars())
