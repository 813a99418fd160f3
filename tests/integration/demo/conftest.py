"""A small real shop behind the storefront: real log, real database, a few imported orders."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tailorbird.app import Tailorbird
from tailorbird.connectors.files import OrderRules
from tailorbird.core.config import load
from tailorbird.demo.categories import category_of
from tailorbird.demo.load import declare
from tailorbird.demo.routes import shop_routes

HOSTILE = "<img src=x onerror=alert(1)>"
COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice")
ORDERS = (
    ("1", "M1", "RED RETROSPOT MUG", 2, "2026-03-01 10:00:00", "2.55", "17850"),
    ("1", "C1", "HEART T-LIGHT HOLDER", 1, "2026-03-01 10:00:00", "2.95", "17850"),
    ("2", "M1", "RED RETROSPOT MUG", 1, "2026-03-02 10:00:00", "2.55", "13047"),
    ("2", "C1", "HEART T-LIGHT HOLDER", 3, "2026-03-02 10:00:00", "2.95", "13047"),
    ("3", "C1", "HEART T-LIGHT HOLDER", 1, "2026-03-03 10:00:00", "2.95", "13047"),
    ("3", "B1", "JUMBO BAG PINK POLKADOT", 1, "2026-03-03 10:00:00", "1.95", "13047"),
    ("4", "X1", f"{HOSTILE} MUG", 1, "2026-03-04 10:00:00", "4.15", "12345"),
    ("4", "POST", "POSTAGE", 1, "2026-03-04 10:00:00", "9.00", "12345"),
)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Tailorbird]:
    with Tailorbird(load({"data": tmp_path / "data", "currency": "GBP"})) as shop:
        yield shop


@pytest.fixture
def shop(empty: Tailorbird, tmp_path: Path) -> Tailorbird:
    path = tmp_path / "orders.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*COLUMNS, "CustomerID"))
        writer.writerows(ORDERS)
    empty.import_orders(path, rules=OrderRules(currency="GBP"), category_of=category_of)
    declare(empty)
    return empty


@pytest.fixture
def browser(shop: Tailorbird) -> Iterator[TestClient[Any]]:
    with browser_of(shop) as client:
        yield client


def browser_of(shop: Tailorbird) -> TestClient[Any]:
    return TestClient(Litestar(shop_routes(shop), logging_config=None, openapi_config=None))
