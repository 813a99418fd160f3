"""Real data sets come in with the counts their owners and descriptions state."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

import tailorbird
from tailorbird.app.files_to_import import (
    CustomersFile,
    EventsFile,
    FileImported,
    FileToImport,
    Imported,
    OrdersFile,
    ProductsFile,
)
from tailorbird.app.import_plans import open_files, plan, planned
from tailorbird.connectors.files import (
    CustomerReader,
    CustomerRules,
    OrderRules,
    joins_of,
    read_orders,
)

NOW = 1_800_000_000_000_000
CANCELLED_WITH_ITEMS = 89
pytestmark = pytest.mark.outside_data


def brought(folder: Path, *files: FileToImport) -> Iterable[Imported]:
    with tailorbird.open(folder) as shop:
        return [shop.import_file(file) for file in files]


MONTHS = {
    "oct": ((319, 287, 252, 141), 75, 8),
    "nov": ((474, 274, 217, 34), 52, 6),
    "dec": ((459, 292, 166, 82), 19, 4),
}


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_of_a_cosmetics_shop(shared_data: Path, tmp_path: Path, month: str) -> None:
    events, twice, orders = MONTHS[month]
    path = shared_data / "rees46" / f"cosmetics_sample_2022_{month}.csv.gz"
    [done] = brought(tmp_path, EventsFile(path=str(path)))
    assert isinstance(done, FileImported)
    report = done.report
    assert (report.rows, sum(report.outcomes.values()), report.refused) == (999, 999, 0)
    assert report.outcomes["duplicate"] == twice
    assert report.outcomes["order_line"] + report.outcomes["taken"] == 999 - twice
    # the repeated rows are all views, cart events and removals; orders lose none
    counted = (
        report.events["Product Viewed"],
        report.events["Product Added"],
        report.events["Product Removed"],
    )
    assert sum(events[:3]) - sum(counted) == twice
    assert (report.outcomes["order_line"], report.events["Order Completed"]) == (events[3], orders)


def test_two_hours_of_a_department_store(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "rees46" / "multicategory_2019-10-01_0000_0240.csv.gz"
    [done] = brought(tmp_path, EventsFile(path=str(path)))
    assert isinstance(done, FileImported)
    report = done.report
    found = {name: report.found[name] for name in ("customers", "sessions", "products")}
    assert found == {"customers": 3_208, "sessions": 3_584, "products": 4_696}
    views = report.events["Product Viewed"] + report.outcomes["duplicate"]
    assert (views, report.events["Product Added"], report.outcomes["order_line"]) == (
        11_313,
        110,
        139,
    )
    assert done.rows_new == report.rows - report.outcomes["duplicate"] == 11_562 - 4


def test_the_cosmetics_catalogue_with_its_contradictions(shared_data: Path, tmp_path: Path) -> None:
    file = ProductsFile(path=str(shared_data / "rees46" / "cosmetics_items.parquet"))
    once, again = brought(tmp_path, file, file)
    assert once.report.rows == 109_579
    assert isinstance(once, FileImported)
    assert once.report.found["products"] == once.report.outcomes["described"] == 54_043
    assert (once.rows_new, again.rows_new) == (109_579, 0)


def test_sessions_of_otto(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "otto" / "otto_20_sessions.jsonl.gz"
    [done] = brought(tmp_path, EventsFile(path=str(path)))
    assert isinstance(done, FileImported)
    report = done.report
    assert (report.rows, report.found["sessions"], report.refused) == (862, 20, 0)
    assert report.events["Product Viewed"] == 800
    assert (report.events["Product Added"], report.outcomes["order_line"]) == (52, 10)


def test_the_orders_of_olist_from_four_files(shared_data: Path) -> None:
    olist = shared_data / "olist"
    file = OrdersFile(
        path=str(olist / "olist_order_items_sample.parquet"),
        joins=tuple(
            str(olist / f"olist_{name}.parquet")
            for name in ("orders_sample", "customers_sample", "products")
        ),
        values={"quantity": "1"},
    )
    table, given = open_files(file)
    mapping, rules = plan(table, OrderRules(currency="BRL"), given)
    reader = read_orders(table, mapping, rules, NOW)
    assert sum(parcel.rows for parcel in reader) == reader.report.rows == 22_618
    assert (mapping.customer_id, mapping.cancelled) == ("customer_unique_id", "order_status")
    assert reader.report.amount == Decimal("2768685.99")
    orders, customers, products = joins_of(table)
    assert [join.missing for join in (orders, customers, products)] == [0, 0, 0]
    assert reader.report.orders == 20_000 - orders.unused == 19_846
    assert customers.unused == orders.unused
    assert products.key == "product_id"
    # of the 124 called off, some never had an item
    assert reader.report.cancelled == CANCELLED_WITH_ITEMS


def test_the_people_of_olist(shared_data: Path) -> None:
    file = CustomersFile(path=str(shared_data / "olist" / "olist_customers_sample.parquet"))
    plan_of_file = planned(file)
    reader = CustomerReader(plan_of_file.table, plan_of_file.columns, CustomerRules(), NOW)
    identified = sum(1 for _ in reader)
    assert reader.report.found["customers"] == 19_831
    assert identified == reader.report.outcomes["taken"]
    assert sum(reader.report.outcomes.values()) == 20_000


@pytest.mark.parametrize(
    ("name", "rows", "products"),
    [("apparel", 22, 20), ("jewelery", 41, 20), ("home-and-garden", 21, 20)],
)
def test_product_files_of_shopify(
    shared_data: Path, tmp_path: Path, name: str, rows: int, products: int
) -> None:
    file = ProductsFile(path=str(shared_data / "catalog" / f"shopify_{name}.csv"))
    [done] = brought(tmp_path, file)
    assert isinstance(done, FileImported)
    assert (done.report.rows, done.report.found["products"]) == (rows, products)
    with tailorbird.open(tmp_path) as shop:
        labels = shop.catalog.labels()
        every = shop.products(product_id for product_id, *_ in labels)
    assert len(every) == products
    assert all(one.price and one.image_url.startswith("https://") for one in every.values())
    assert all(title != product_id for product_id, title, _ in labels)


def test_a_catalogue_of_clothes(shared_data: Path, tmp_path: Path) -> None:
    file = ProductsFile(
        path=str(shared_data / "catalog" / "myntra_products.csv.gz"), values={"currency": "INR"}
    )
    [done] = brought(tmp_path, file)
    assert isinstance(done, FileImported)
    assert done.columns["unit_price"] == "Price (INR)"
    with tailorbird.open(tmp_path) as shop:
        every = shop.products(product_id for product_id, *_ in shop.catalog.labels())
    prices = [one.price for one in every.values() if one.price is not None]
    assert (len(every), len({one.brand for one in every.values()})) == (12_491, 677)
    assert (min(prices), max(prices)) == (Decimal(90), Decimal(63_090))
    assert round(sum(prices) / len(prices), 2) == Decimal("1452.66")
