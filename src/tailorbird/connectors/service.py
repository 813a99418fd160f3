"""Connected shops: who they are, what they delivered, and what they have in stock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tailorbird.connectors.shops.connecting import (
    Backfill,
    Delivered,
    ShopConnection,
    ShopRequest,
)
from tailorbird.connectors.shops.types import StockItem, StockLevel
from tailorbird.connectors.store import connecting, requesting, stocking
from tailorbird.storage.database import Connection, Database


class ConnectedShops:
    """What is kept of connected shops. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- connections

    def save(self, shop: ShopConnection) -> None:
        """Connect a shop, or change how it is reached."""
        self._database.write(lambda connection: connecting.save_connection(connection, shop))

    def all(self) -> list[ShopConnection]:
        """Return every connected shop."""
        with self._database.read() as connection:
            return connecting.read_connections(connection)

    def find(self, kind: str, shop: str) -> ShopConnection | None:
        """Return one connected shop, None if it is not connected."""
        wanted = (kind, shop)
        return next((one for one in self.all() if (one.kind, one.shop) == wanted), None)

    def remove(self, kind: str, shop: str) -> bool:
        """Forget a shop's secrets and its back-fill; return whether it was connected."""
        return bool(self._database.write(lambda c: connecting.remove_connection(c, kind, shop)))

    # -- what came

    def count(self, delivered: Delivered) -> None:
        """Count deliveries of a topic."""
        self._database.write(lambda connection: connecting.count_delivery(connection, delivered))

    def deliveries(self) -> list[Delivered]:
        """Return what was delivered, by topic."""
        with self._database.read() as connection:
            return connecting.read_deliveries(connection)

    # -- how far the past was fetched

    def save_backfill(self, backfill: Backfill) -> None:
        """Write down how far one part of a back-fill got."""
        self._database.write(lambda connection: connecting.save_backfill(connection, backfill))

    def backfills(self, kind: str = "", shop: str = "") -> list[Backfill]:
        """Return how far each part of a shop's back-fill got, or those of every shop."""
        with self._database.read() as connection:
            return connecting.read_backfills(connection, kind, shop)

    # -- what is asked on behalf of people

    def add_request(self, connection: Connection, request: ShopRequest) -> bool:
        """Write a request down in the caller's transaction; False if it is known already."""
        return requesting.add_request(connection, request)

    def request(self, request_id: str) -> ShopRequest | None:
        """Return one request, None if there is none of that id."""
        with self._database.read() as connection:
            return requesting.find_request(connection, request_id)

    def requests(self, limit: int = 50) -> list[ShopRequest]:
        """Return the latest requests, the newest first."""
        with self._database.read() as connection:
            return requesting.read_requests(connection, limit)

    def end_request(self, request_id: str, at: int, outcome: str, counts: dict[str, Any]) -> None:
        """Write down what became of a request."""
        values = {"done_at": at, "outcome": outcome, "counts": counts}
        self._database.write(
            lambda connection: requesting.change_request(connection, request_id, **values)
        )

    def forget_name(self, request_id: str) -> None:
        """Take the name out of a request of somebody whom nobody here knows."""
        self._database.write(
            lambda c: requesting.change_request(c, request_id, customer_id="", email="")
        )

    # -- stock

    def count_stock(
        self, kind: str, items: Iterable[StockItem], levels: Iterable[StockLevel]
    ) -> dict[str, bool]:
        """Take in what is counted; return of each product told of whether any of it is left."""
        told, counted = list(items), list(levels)

        def change(connection: Connection) -> dict[str, bool]:
            stocking.replace_items(connection, kind, told)
            for level in counted:
                stocking.save_level(connection, kind, level)
            concerned = stocking.products_of(connection, kind, [one.item_id for one in counted])
            return {one: _is_left(connection, kind, one) for one in concerned}

        return self._database.write(change) if told or counted else {}


def _is_left(connection: Connection, kind: str, product_id: str) -> bool:
    items = stocking.read_items(connection, kind, product_id)
    levels = stocking.read_levels(connection, kind, [item.item_id for item in items])
    return any(item.quantity is None or left_of(item, levels.get(item.item_id)) for item in items)


def left_of(item: StockItem, levels: list[StockLevel] | None) -> bool:
    """Whether any of a counted item is left: its places know best, else its last total."""
    if levels is None:
        return (item.quantity or 0) > 0
    return sum(level.available or 0 for level in levels) > 0
