"""What can be imported, said so that it can be shown first, and sent to a running server."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnlyDict

from msgspec import Struct

from tailorbird.connectors.files import (
    CustomerRules,
    EventRules,
    FileReport,
    ImportReport,
    Joined,
    Mapping,
    OrderRules,
    ProductRules,
)

Given = ReadOnlyDict[str, str]  # field -> column


class _File(Struct, frozen=True, kw_only=True):
    """A file and what a person said about it.

    ``columns`` names the columns of single fields (field -> column), ``values`` what a field is in
    every row (field -> value); ``joins`` are files that hold the rest of each row.
    """

    path: str
    columns: dict[str, str] = {}
    values: dict[str, str] = {}
    joins: tuple[str, ...] = ()


class OrdersFile(_File, frozen=True, kw_only=True, tag="import_orders"):
    """A file of order lines. Without rules: the shop's currency and time zone."""

    rules: OrderRules | None = None


class EventsFile(_File, frozen=True, kw_only=True, tag="import_events"):
    """A file of customer events. Without rules: the shop's currency and time zone."""

    rules: EventRules | None = None


class ProductsFile(_File, frozen=True, kw_only=True, tag="import_products"):
    """A file of products. Without rules: the shop's currency."""

    rules: ProductRules | None = None


class CustomersFile(_File, frozen=True, kw_only=True, tag="import_customers"):
    """A file of customers. Without rules: the shop's time zone, and nobody counts as consenting."""

    rules: CustomerRules | None = None


FileToImport = OrdersFile | EventsFile | ProductsFile | CustomersFile


class ImportResult(Struct, frozen=True, kw_only=True, tag="orders_imported"):
    """What an import of orders did: the file's report, and how much of it was new.

    ``rows_known`` are rows that an earlier import had brought already.
    """

    report: ImportReport
    mapping: Mapping
    rows_new: int
    rows_known: int
    refunds_matched: int
    refunds_unmatched: int
    joins: tuple[Joined, ...] = ()


class FileImported(Struct, frozen=True, kw_only=True, tag="file_imported"):
    """What an import of events, products or customers did, and how much of it was new.

    ``columns`` is which column was taken for which field. ``rows_known`` are rows that brought
    nothing new: an earlier import had, or the catalog says the same.
    """

    report: FileReport
    columns: dict[str, str]
    rows_new: int
    rows_known: int
    joins: tuple[Joined, ...] = ()


Imported = ImportResult | FileImported
