"""Orders from files: CSV, Parquet, JSON lines. Yields customer events; stores nothing."""

from tailorbird.connectors.files.mapping import check, complete, guess
from tailorbird.connectors.files.orders import OrderReader, period, read_orders
from tailorbird.connectors.files.reading import open_table
from tailorbird.connectors.files.refusals import refusal_file
from tailorbird.connectors.files.table import Table
from tailorbird.connectors.files.types import (
    AdjustmentReason,
    Guess,
    ImportReport,
    Mapping,
    OrderRules,
    Outcome,
    Parcel,
    RefusalKind,
    RowRefused,
    Tally,
)

__all__ = [
    "AdjustmentReason",
    "Guess",
    "ImportReport",
    "Mapping",
    "OrderReader",
    "OrderRules",
    "Outcome",
    "Parcel",
    "RefusalKind",
    "RowRefused",
    "Table",
    "Tally",
    "check",
    "complete",
    "guess",
    "open_table",
    "period",
    "read_orders",
    "refusal_file",
]
