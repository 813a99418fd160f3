"""Products from files: several rows put together, stock, what is shown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tailorbird.connectors.files import (
    PRODUCTS,
    Described,
    FileReport,
    ProductReader,
    ProductRules,
    choose,
    open_table,
    settle,
)


def read(tmp_path: Path, *lines: str) -> tuple[dict[str, Described], FileReport]:
    path = tmp_path / "products.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    table = open_table(path)
    columns = settle(choose(table.columns, table.sample(), PRODUCTS), {}, table.columns, PRODUCTS)
    reader = ProductReader(table, columns, ProductRules(currency="EUR"))
    return dict(reader.read_whole()), reader.report


def test_the_first_row_that_says_something_decides_and_the_lowest_price(tmp_path: Path) -> None:
    products, report = read(
        tmp_path,
        "id,title,brand,price",
        "mug,,Acme,0",
        "jug,Jug,,7",
        "mug,Mug,Other,9.50",
        "mug,MUG!,Acme,8.25",
    )
    mug = products["mug"]
    assert (mug.texts, mug.price, mug.rows) == (
        {"brand": "Acme", "title": "Mug"},
        Decimal("8.25"),
        3,
    )
    assert mug.conflicts == {"brand", "title", "unit_price"}
    assert report.outcomes == {"described": 2, "merged": 2, "refused": 0}
    assert report.found["products whose rows disagree on brand"] == 1


def test_variants_of_a_shop_export_are_one_product(tmp_path: Path) -> None:
    header = (
        "Handle,Title,Vendor,Type,Published,Variant SKU,Variant Inventory Tracker,"
        "Variant Inventory Qty,Variant Price,Image Src"
    )
    products, _ = read(
        tmp_path,
        header,
        "shirt,Shirt,Acme,Tops,true,S1,shopify,0,20,https://shop/1.jpg",
        "shirt,,,,,S2,shopify,3,18,",
        "shirt,,,,,,,,,https://shop/2.jpg",
        "hat,Hat,Acme,Hats,false,H1,,0,5,",
        "sock,Sock,Acme,Feet,true,K1,shopify,0,5,",
    )
    assert list(products) == ["shirt", "hat", "sock"]
    shirt, hat, sock = products.values()
    assert (shirt.price, shirt.in_stock, shirt.sellable) == (Decimal(18), True, True)
    assert shirt.texts["image_url"] == "https://shop/1.jpg"
    assert (hat.in_stock, hat.sellable) == (None, False)  # its stock is not counted
    assert sock.in_stock is False


@pytest.mark.parametrize(
    ("cell", "in_stock"),
    [
        ("in stock", True),
        ("out_of_stock", False),
        ("12", True),
        ("0", False),
        ("-3", False),
        ("", None),
        ("perhaps", None),
    ],
)
def test_stock_in_numbers_or_words(tmp_path: Path, cell: str, in_stock: bool | None) -> None:
    products, report = read(tmp_path, "id,title,availability", f"mug,Mug,{cell}", "jug,Jug,5")
    assert products["mug"].in_stock is in_stock
    assert report.ignored == ({"stock": 1} if cell == "perhaps" else {})


def test_a_row_without_a_product_is_refused(tmp_path: Path) -> None:
    products, report = read(tmp_path, "id,title,price", ",Mug,3", "jug,Jug,4")
    assert list(products) == ["jug"]
    assert [(kind.code, kind.rows) for kind in report.refusals] == [("missing_value", 1)]
