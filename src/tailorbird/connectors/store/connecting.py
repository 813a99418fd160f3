"""Queries on connections, what was delivered through them, and how far a back-fill got."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from tailorbird.connectors.shops.connecting import Backfill, Delivered, ShopConnection
from tailorbird.connectors.store.tables import backfills, connections, deliveries


def save_connection(connection: Connection, shop: ShopConnection) -> None:
    """Write a connection down, or what changed about it."""
    same = (connections.c.kind == shop.kind) & (connections.c.shop == shop.shop)
    if not connection.execute(update(connections).where(same).values(asdict(shop))).rowcount:
        connection.execute(insert(connections).values(asdict(shop)))


def read_connections(connection: Connection) -> list[ShopConnection]:
    """Return every connection."""
    rows = connection.execute(select(connections).order_by(connections.c.kind, connections.c.shop))
    return [ShopConnection(**row) for row in rows.mappings()]


def remove_connection(connection: Connection, kind: str, shop: str) -> int:
    """Forget a connection with its secrets; return how many there were."""
    connection.execute(delete(backfills).where(_of(backfills, kind, shop)))
    return connection.execute(delete(connections).where(_of(connections, kind, shop))).rowcount


def count_delivery(connection: Connection, one: Delivered) -> None:
    """Add deliveries of one topic to those counted."""
    table = deliveries.c
    same = (table.kind == one.kind) & (table.shop == one.shop)
    same &= (table.topic == one.topic) & (table.outcome == one.outcome)
    more = table.deliveries + one.deliveries
    changed = update(deliveries).where(same).values(deliveries=more, last_at=one.last_at)
    if not connection.execute(changed).rowcount:
        connection.execute(insert(deliveries).values(asdict(one)))


def read_deliveries(connection: Connection) -> list[Delivered]:
    """Return what was delivered, by topic."""
    order = (deliveries.c.kind, deliveries.c.shop, deliveries.c.topic, deliveries.c.outcome)
    rows = connection.execute(select(deliveries).order_by(*order))
    return [Delivered(**row) for row in rows.mappings()]


def save_backfill(connection: Connection, one: Backfill) -> None:
    """Write down how far one part of a back-fill got."""
    same = _of(backfills, one.kind, one.shop) & (backfills.c.part == one.part)
    if not connection.execute(update(backfills).where(same).values(asdict(one))).rowcount:
        connection.execute(insert(backfills).values(asdict(one)))


def read_backfills(connection: Connection, kind: str = "", shop: str = "") -> list[Backfill]:
    """Return how far the parts of a shop's back-fill got, or those of every shop."""
    wanted = select(backfills).order_by(backfills.c.kind, backfills.c.shop, backfills.c.part)
    if kind:
        wanted = wanted.where(_of(backfills, kind, shop))
    return [Backfill(**row) for row in connection.execute(wanted).mappings()]


def _of(table: Any, kind: str, shop: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (table.c.kind == kind) & (table.c.shop == shop)
    return found
