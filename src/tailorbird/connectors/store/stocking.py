"""Queries on what connected shops have in stock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from tailorbird.connectors.shops.types import StockItem, StockLevel
from tailorbird.connectors.store.tables import stock_items, stock_levels


def replace_items(connection: Connection, kind: str, items: Sequence[StockItem]) -> None:
    """Write down what is counted of some products; what they no longer have is forgotten."""
    if not items:
        return
    of_kind = stock_items.c.kind == kind
    products, ids = {item.product_id for item in items}, {item.item_id for item in items}
    known = stock_items.c.product_id.in_(products) | stock_items.c.item_id.in_(ids)
    connection.execute(delete(stock_items).where(of_kind & known))
    every = {item.item_id: item for item in items}
    rows = [
        {"kind": kind, "item_id": i.item_id, "product_id": i.product_id, "quantity": i.quantity}
        for i in every.values()
    ]
    connection.execute(insert(stock_items), rows)


def save_level(connection: Connection, kind: str, level: StockLevel) -> None:
    """Write down how many a place has, unless something newer is known."""
    table = stock_levels.c
    same = (table.kind == kind) & (table.item_id == level.item_id)
    same &= table.place_id == level.place_id
    known = connection.execute(select(table.at).where(same)).scalar()
    values = {"available": level.available, "at": level.at}
    if known is None:
        keys = {"kind": kind, "item_id": level.item_id, "place_id": level.place_id}
        connection.execute(insert(stock_levels).values(**keys, **values))
    elif known <= level.at:
        connection.execute(update(stock_levels).where(same).values(values))


def products_of(connection: Connection, kind: str, item_ids: Iterable[str]) -> list[str]:
    """Return the products that these items belong to."""
    wanted = (stock_items.c.kind == kind) & stock_items.c.item_id.in_(list(item_ids))
    found = select(stock_items.c.product_id).where(wanted).distinct()
    return list(connection.execute(found.order_by(stock_items.c.product_id)).scalars())


def read_items(connection: Connection, kind: str, product_id: str) -> list[StockItem]:
    """Return what is counted of a product."""
    wanted = (stock_items.c.kind == kind) & (stock_items.c.product_id == product_id)
    return [
        StockItem(item_id=row.item_id, product_id=row.product_id, quantity=row.quantity)
        for row in connection.execute(select(stock_items).where(wanted))
    ]


def read_levels(
    connection: Connection, kind: str, item_ids: Iterable[str]
) -> dict[str, list[StockLevel]]:
    """Return how many the places have of each item of which any place told."""
    wanted = (stock_levels.c.kind == kind) & stock_levels.c.item_id.in_(list(item_ids))
    found: dict[str, list[StockLevel]] = {}
    for row in connection.execute(select(stock_levels).where(wanted)):
        level = StockLevel(
            item_id=row.item_id, place_id=row.place_id, available=row.available, at=row.at
        )
        found.setdefault(row.item_id, []).append(level)
    return found
