"""Reading a table of products, whose rows are put together product by product."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tailorbird.connectors.files.file_report import FileReport, FileTally
from tailorbird.connectors.files.flags import optional, read_published, read_stocked
from tailorbird.connectors.files.lines import RowFault
from tailorbird.connectors.files.orders import OnRefused
from tailorbird.connectors.files.product_fields import PRODUCTS
from tailorbird.connectors.files.product_rows import Described, take_row
from tailorbird.connectors.files.product_rules import ProductRules
from tailorbird.connectors.files.rows import Read, Row, RowReader, refused_of
from tailorbird.connectors.files.table import Table
from tailorbird.connectors.files.values import (
    price_reader,
    read_currency,
    read_needed_id,
    read_text,
)

OUTCOMES = ("described", "merged")
_FORGIVING = frozenset({"unit_price", "stock", "published", "currency"})


class ProductReader:
    """Reads a file whole: rows of one product need not stand together.

    Memory holds one record per product, not the rows. A row counts as ``described`` when it is the
    first of its product and as ``merged`` when it went into one that was known.
    """

    def __init__(
        self,
        table: Table,
        columns: Mapping[str, str],
        rules: ProductRules,
        *,
        on_refused: OnRefused | None = None,
    ) -> None:
        self._table = table
        self._rows = RowReader(
            columns, _readers(rules), needed=PRODUCTS.needed, forgiving=_FORGIVING
        )
        self._tally = FileTally(PRODUCTS.kind, OUTCOMES, on_refused)
        self._products: dict[str, Described] = {}

    @property
    def share_read(self) -> float:
        """How much of the file was read, from 0 to 1, for a progress bar."""
        return self._table.share_read

    @property
    def report(self) -> FileReport:
        """What became of the rows so far; complete once all were read."""
        return self._tally.report(self._rows.ignored)

    def read_whole(
        self, advance: Callable[[float, int], None] | None = None
    ) -> Mapping[str, Described]:
        """Read the file to its end; return the products by id, in the order of the file.

        ``advance`` is told the share of the file read and the rows, now and then.

        Raises:
            BadFile: the file is damaged.
        """
        rows = 0
        for batch in self._table.batches(list(self._rows.columns.values())):
            for row in self._rows.read(batch):
                self._take(row)
            rows += len(batch.numbers) + len(batch.broken)
            if advance is not None:
                advance(self.share_read, rows)
        for product in self._products.values():
            for field in product.conflicts:
                self._tally.met(f"products whose rows disagree on {field}", product.product_id)
        return self._products

    def _take(self, row: Row) -> None:
        if row.fault:
            self._refuse(row, row.fault)
            return
        key = row.cells["product_id"]
        self._tally.met("products", key)
        product = self._products.get(key)
        self._tally.row("described" if product is None else "merged")
        if product is None:
            product = self._products[key] = Described(product_id=key)
        take_row(product, row.cells)

    def _refuse(self, row: Row, fault: RowFault) -> None:
        self._tally.refuse(refused_of(row, fault, self._rows.columns))


def _readers(rules: ProductRules) -> dict[str, Read]:
    return {
        "product_id": read_needed_id,
        "title": read_text,
        "unit_price": optional(price_reader(decimal_comma=rules.decimal_comma)),
        "currency": read_currency,
        "category": read_text,
        "brand": read_text,
        "url": read_text,
        "image_url": read_text,
        "stock": read_stocked,
        "stock_kept": read_text,
        "published": read_published,
    }
