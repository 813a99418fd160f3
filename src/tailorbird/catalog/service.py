"""Use cases of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tailorbird.catalog import store
from tailorbird.catalog.learning import Mention, learn
from tailorbird.catalog.types import CategoryCount, Declaration, Listed, Product
from tailorbird.storage.database import Connection, Database

Standing = Callable[[Connection], tuple[int, int]]  # how far live and backfill are processed


class Catalog:
    """Products, read from anywhere and changed inside the caller's transaction."""

    def __init__(self, database: Database, standing: Standing) -> None:
        self._database = database
        self._standing = standing

    def products(self, product_ids: Iterable[str]) -> dict[str, Product]:
        """Return the known ones of these products by id."""
        with self._database.read() as connection:
            return store.read_products(connection, dict.fromkeys(product_ids))

    def product(self, product_id: str) -> Product | None:
        """Return one product, None if the shop never named it."""
        return self.products([product_id]).get(product_id)

    def search(self, query: str, limit: int) -> list[Product]:
        """Return showable products that hold every word of the query, most ordered first."""
        words = query.lower().split()[:8]
        if not words:
            return []
        with self._database.read() as connection:
            return store.search(connection, words, limit)

    def listed(
        self, query: str, category: str, limit: int, offset: int
    ) -> tuple[list[Listed], int]:
        """Return a page of all products for the merchant, and how many match in all."""
        words = query.lower().split()[:8]
        with self._database.read() as connection:
            return store.listed(connection, words, category, limit, offset)

    def in_category(self, category: str, limit: int, offset: int = 0) -> list[Product]:
        """Return a category's showable products, most ordered first."""
        with self._database.read() as connection:
            return store.in_category(connection, category, limit, offset)

    def categories(self) -> list[CategoryCount]:
        """Return the categories, the largest first."""
        with self._database.read() as connection:
            return store.categories(connection)

    def labels(self) -> list[tuple[str, str, str]]:
        """Return (product id, title, category) of every product."""
        with self._database.read() as connection:
            return store.all_labels(connection)

    def learn(
        self, connection: Connection, mentions: list[Mention], ordered: Mapping[str, int]
    ) -> None:
        """Take in what order lines say about products, and how often each was ordered."""
        known = store.read_products(connection, {mention.product_id for mention in mentions})
        store.save_products(connection, known, learn(known, mentions), ordered)

    def declare(self, products: Iterable[Product]) -> None:
        """Insert or replace products as the shop itself describes them, and keep what it said."""
        declared = {product.product_id: product for product in products}

        def change(connection: Connection) -> None:
            self.declare_within(connection, declared, lambda _: declared.values())

        self._database.write(change)

    def declare_within(
        self,
        connection: Connection,
        product_ids: Iterable[str],
        told: Callable[[dict[str, Product]], Iterable[Product]],
    ) -> int:
        """Declare within the caller's transaction; return how many products are new or different.

        ``told`` gets the known ones of these products and returns what the shop says of them. It is
        called while the processor waits, so nothing changes in between; call this before anything
        else in the transaction.
        """
        live, backfill = self._standing(connection)  # first: it keeps the processor waiting
        known = store.read_products(connection, product_ids)
        said = {product.product_id: product for product in told(known)}
        new = {key: product for key, product in said.items() if known.get(key) != product}
        store.add_declarations(connection, new.values(), live, backfill)
        store.save_products(connection, known, new, {})
        return len(new)

    def declarations(
        self, connection: Connection, after: int, limit: int = 5_000
    ) -> list[Declaration]:
        """Return what the shop said of its products beyond a number, in the order it was said."""
        return store.read_declarations(connection, after, limit)

    def last_declaration(self, connection: Connection) -> int:
        """Return the number of the newest declaration, 0 if there is none."""
        return store.last_declaration(connection)

    def declare_again(self, connection: Connection, declarations: Iterable[Declaration]) -> None:
        """Take in, in the caller's transaction, what was declared and written down before."""
        declared = {one.product.product_id: one.product for one in declarations}
        known = store.read_products(connection, declared)
        store.save_products(connection, known, declared, {})

    def move_stock(self, connection: Connection, movements: list[dict[str, object]]) -> None:
        """Record stock movements."""
        store.save_movements(connection, movements)
