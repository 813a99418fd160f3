"""Orders, events, products and customers from files: CSV, Parquet, JSON lines.

Yields customer events and products; stores nothing.
"""

from tailorbird.connectors.files.customer_fields import CUSTOMERS
from tailorbird.connectors.files.customers import CustomerReader, CustomerRules
from tailorbird.connectors.files.event_fields import EVENTS
from tailorbird.connectors.files.event_rules import EventRules
from tailorbird.connectors.files.events import EventReader
from tailorbird.connectors.files.fields import Fields
from tailorbird.connectors.files.file_report import FileReport
from tailorbird.connectors.files.joined_rows import GivenTable, Joined, joined, joins_of
from tailorbird.connectors.files.mapping import check, choose, complete, guess, settle
from tailorbird.connectors.files.nested_rows import unfolded
from tailorbird.connectors.files.order_fields import ORDERS
from tailorbird.connectors.files.orders import OnRefused, OrderReader, period, read_orders
from tailorbird.connectors.files.product_fields import PRODUCTS
from tailorbird.connectors.files.product_rows import Described
from tailorbird.connectors.files.product_rules import ProductRules
from tailorbird.connectors.files.products import ProductReader
from tailorbird.connectors.files.reading import open_table
from tailorbird.connectors.files.refusals import refusal_file
from tailorbird.connectors.files.segment_lines import SegmentReader, is_segment
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
    "CUSTOMERS",
    "EVENTS",
    "ORDERS",
    "PRODUCTS",
    "AdjustmentReason",
    "CustomerReader",
    "CustomerRules",
    "Described",
    "EventReader",
    "EventRules",
    "Fields",
    "FileReport",
    "GivenTable",
    "Guess",
    "ImportReport",
    "Joined",
    "Mapping",
    "OnRefused",
    "OrderReader",
    "OrderRules",
    "Outcome",
    "Parcel",
    "ProductReader",
    "ProductRules",
    "RefusalKind",
    "RowRefused",
    "SegmentReader",
    "Table",
    "Tally",
    "check",
    "choose",
    "complete",
    "guess",
    "is_segment",
    "joined",
    "joins_of",
    "open_table",
    "period",
    "read_orders",
    "refusal_file",
    "settle",
    "unfolded",
]
