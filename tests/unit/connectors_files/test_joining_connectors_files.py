"""Several files read as one: found keys, one row for each, what was missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tailorbird.connectors.files import GivenTable, Table, joined, joins_of, open_table
from tailorbird.core.errors import BadFile


def csv(path: Path, *lines: str) -> Table:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return open_table(path)


def rows(table: Table) -> list[dict[str, object]]:
    return [row for _, row in table.rows()]


def items(tmp_path: Path) -> Table:
    return csv(
        tmp_path / "items.csv", "order_id,sku,price", "1,mug,2", "1,jug,3", "2,mug,2", "9,x,1"
    )


def orders(tmp_path: Path, *more: str) -> Table:
    return csv(
        tmp_path / "orders.csv", "order_id,customer,at", "1,a,mon", "2,b,tue", "3,a,wed", *more
    )


def test_each_row_gets_the_one_row_with_its_key(tmp_path: Path) -> None:
    people = csv(tmp_path / "people.csv", "customer,country", "a,FR", "b,DE")
    with pytest.raises(BadFile, match="they share no column"):
        joined(items(tmp_path), [people])
    keyed = csv(tmp_path / "keyed.csv", "order_id,customer_id,at", "1,a,mon", "2,b,tue", "3,a,wed")
    people = csv(tmp_path / "people.csv", "customer_id,country", "a,FR", "b,DE")
    table = joined(items(tmp_path), [keyed, people])
    assert table.columns == ("order_id", "sku", "price", "customer_id", "at", "country")
    assert [(row["sku"], row["at"], row["country"]) for row in rows(table)] == [
        ("mug", "mon", "FR"),
        ("jug", "mon", "FR"),
        ("mug", "tue", "DE"),
        ("x", None, None),
    ]
    assert [(j.file, j.key, j.missing, j.unused) for j in joins_of(table)] == [
        ("keyed.csv", "order_id", 1, 1),
        ("people.csv", "customer_id", 1, 0),
    ]


def test_only_asked_columns_are_read_and_in_the_order_asked(tmp_path: Path) -> None:
    table = joined(items(tmp_path), [orders(tmp_path)])
    [batch] = table.batches(["at", "sku"])
    assert [list(column) for column in batch.columns] == [
        ["mon", "mon", "tue", None],
        ["mug", "jug", "mug", "x"],
    ]


def test_a_key_that_stands_twice_is_refused_or_amounts_would_double(tmp_path: Path) -> None:
    table = joined(items(tmp_path), [orders(tmp_path, "2,c,thu")])
    with pytest.raises(BadFile, match=r"orders.csv has order_id of row 4 twice"):
        rows(table)


def test_files_that_share_several_plain_columns_are_not_guessed_at(tmp_path: Path) -> None:
    left = csv(tmp_path / "left.csv", "city,day,sku", "Paris,mon,mug")
    right = csv(tmp_path / "right.csv", "city,day,rain", "Paris,mon,yes")
    with pytest.raises(BadFile, match="they share city, day"):
        joined(left, [right])


def test_of_several_shared_columns_the_id_is_the_key(tmp_path: Path) -> None:
    left = csv(tmp_path / "left.csv", "order_id,price", "1,2", "1,3")
    right = csv(tmp_path / "right.csv", "order_id,price,at", "1,99,mon")
    table = joined(left, [right])
    assert [row["price"] for row in rows(table)] == ["2", "3"]  # the main file has the word


def test_a_given_value_stands_in_every_row(tmp_path: Path) -> None:
    table = GivenTable(joined(items(tmp_path), [orders(tmp_path)]), {"quantity = 1": "1"})
    assert [row["quantity = 1"] for row in rows(table)] == ["1"] * 4
    assert next(iter(table.batches(["quantity = 1", "at"]))).columns[0] == ["1"] * 4
    assert joins_of(table)[0].missing == 1
