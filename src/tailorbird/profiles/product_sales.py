"""What one product sold, day by day."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.profiles.store.sales import sold_by_day
from tailorbird.storage.database import Database


class ProductDay(Struct, frozen=True):
    """Orders, pieces and money of one product on one day (days since 1970 UTC), after returns."""

    day: int
    orders: int
    pieces: int
    net_minor: int


class ProductSales:
    """Reads what products sold; money of other currencies than the shop's is left out."""

    def __init__(self, database: Database, currency: str) -> None:
        self._database = database
        self._currency = currency

    def by_day(self, product_id: str) -> list[ProductDay]:
        """Return the days on which a product was ordered and kept, in order."""
        with self._database.read() as connection:
            rows = sold_by_day(connection, product_id, self._currency)
        return [ProductDay(*row) for row in rows]
