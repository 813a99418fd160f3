"""What the merchant's pages read about products: the list, what each sells, where it is shown."""

from __future__ import annotations

from tailorbird.catalog.service import Catalog
from tailorbird.catalog.types import Listed
from tailorbird.profiles.product_sales import ProductDay, ProductSales
from tailorbird.recommendations.places import Place, places_of
from tailorbird.recommendations.service import Recommendations
from tailorbird.storage.database import Database


class Shelf:
    """Reads only. Safe for many threads."""

    def __init__(
        self, database: Database, catalog: Catalog, recommendations: Recommendations, currency: str
    ) -> None:
        self._catalog = catalog
        self._recommendations = recommendations
        self._sales = ProductSales(database, currency)

    def listed(
        self, query: str = "", category: str = "", *, limit: int = 50, offset: int = 0
    ) -> tuple[list[Listed], int]:
        """Return a page of products, most ordered first, and how many match in all."""
        return self._catalog.listed(query, category, limit, offset)

    def sales(self, product_id: str) -> list[ProductDay]:
        """Return the days on which a product was sold, in order."""
        return self._sales.by_day(product_id)

    def places(self, product_id: str) -> list[Place]:
        """Return where a product stands in what shoppers are shown."""
        return places_of(self._recommendations.current, product_id)
