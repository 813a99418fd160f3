from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tailorbird.connectors.files import (
    ImportReport,
    Mapping,
    OrderRules,
    Parcel,
    RowRefused,
    open_table,
    read_orders,
)

NOW = 1_800_000_000_000_000
MAPPING = Mapping(
    order_id="order",
    product_id="sku",
    quantity="qty",
    unit_price="price",
    placed_at="at",
    customer_id="customer",
    email="email",
    title="title",
    country="country",
    currency="currency",
)
HEADER = "order,sku,qty,price,at,customer,email,title,country,currency"


class Imported:
    """What came of an import, taken apart for a test."""

    def __init__(
        self, parcels: list[Parcel], report: ImportReport, refused: list[RowRefused]
    ) -> None:
        self.parcels = parcels
        self.report = report
        self.refused = refused

    @property
    def events(self) -> list[tuple[str, str | None, dict[str, Any]]]:
        return [(p.event.name, p.event.user_id, p.event.properties) for p in self.parcels]

    @property
    def codes(self) -> list[tuple[int, str]]:
        return [(refused.row, refused.code) for refused in self.refused]


ImportRows = Callable[..., Imported]


def import_file(path: Path, **rules: Any) -> Imported:
    options = {name: rules.pop(name) for name in ("category_of", "batch_rows") if name in rules}
    mapping = rules.pop("mapping", MAPPING)
    refused: list[RowRefused] = []
    reader = read_orders(
        open_table(path),
        mapping,
        OrderRules(**{"currency": "GBP", **rules}),
        NOW,
        on_refused=refused.append,
        **options,
    )
    parcels = list(reader)
    return Imported(parcels, reader.report, refused)


@pytest.fixture
def import_rows(tmp_path: Path) -> ImportRows:
    """Import CSV rows (without header) under the mapping above."""

    def run(*rows: str, **rules: Any) -> Imported:
        path = tmp_path / "orders.csv"
        header = rules.pop("header", HEADER)
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return import_file(path, **rules)

    return run
