"""The fields of a file of order lines."""

from __future__ import annotations

from tailorbird.connectors.files.column_names import HINTS, NAMES
from tailorbird.connectors.files.fields import Fields
from tailorbird.connectors.files.trying import TRIED
from tailorbird.connectors.files.types import NEEDED_FIELDS, OPTIONAL_FIELDS

ORDERS = Fields(
    kind="orders",
    needed=NEEDED_FIELDS,
    optional=OPTIONAL_FIELDS,
    names=NAMES,
    hints=HINTS,
    told_by_values=frozenset({"placed_at", "email"}),
    reads={field: TRIED[field] for field in (*NEEDED_FIELDS, "email", "currency")},
)
