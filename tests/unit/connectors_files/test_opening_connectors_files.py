"""Opening files: what they are is decided by content, and what is wrong is one sentence."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tailorbird.connectors.files import (
    Mapping,
    OrderRules,
    open_table,
    period,
    read_orders,
)
from tailorbird.core.errors import BadFile

NOW = 1_800_000_000_000_000
CSV = "order,sku,qty,price,at\n1,A1,2,2.55,2011-01-01 10:00\n"
MAPPING = Mapping(
    order_id="order", product_id="sku", quantity="qty", unit_price="price", placed_at="at"
)


def write_parquet(path: Path, columns: dict[str, object] | None = None) -> Path:
    pq.write_table(pa.table(columns or {"order": ["1", "2"], "sku": ["A", "B"]}), path)
    return path


def products(path: Path) -> list[dict[str, object]]:
    parcels = read_orders(open_table(path), MAPPING, OrderRules(currency="GBP"), NOW)
    return [line for parcel in parcels for line in parcel.event.properties["products"]]


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _cut_parquet(path: Path) -> None:
    write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])


def _cut_gzip(path: Path) -> None:
    lines = "".join(f"{n},A{n * 7919 % 104729},1,2,2011-01-01\n" for n in range(30_000))
    path.write_bytes(gzip.compress(("order,sku,qty,price,at\n" + lines).encode())[:-5_000])


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "b")


BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "missing": ("no.csv", Path.exists, "no file"),
    "folder": ("dir", Path.mkdir, "is a folder"),
    "fifo": ("pipe", os.mkfifo, "not an ordinary file"),
    "empty": ("e.csv", _nothing, "is empty"),
    "blank": ("e.csv", lambda path: path.write_text("\n \n"), "is empty"),
    "empty gzip": ("e.csv.gz", lambda path: path.write_bytes(gzip.compress(b"")), "is empty"),
    "header only": ("h.csv", lambda path: path.write_text("a,b,c\n"), "no rows"),
    "no header": ("h.csv", lambda path: path.write_text("hello\nworld\n"), "column names"),
    "binary": ("b.csv", lambda path: path.write_bytes(bytes(range(256)) * 99), "not text"),
    "junk": ("b.csv", lambda path: path.write_bytes(b"\xff\xc0\x81" * 99), "not text"),
    "utf-16 cut": ("b.csv", lambda path: path.write_bytes(b"\xff\xfea\x00,\x00b"), "."),
    "cut parquet": ("p.parquet", _cut_parquet, "cut off"),
    "only magic": ("p.parquet", lambda path: path.write_bytes(b"PAR1PAR1"), "cut off"),
    "cut gzip": ("z.csv.gz", _cut_gzip, "cut off or damaged"),
    "fake gzip": ("z.csv.gz", lambda path: path.write_bytes(b"\x1f\x8bnope"), "damaged|cut off"),
    "no rows": ("n.parquet", lambda path: write_parquet(path, {"a": [], "b": []}), "no rows"),
    "csv as parquet": ("c.parquet", lambda path: path.write_text(CSV), "named as Parquet"),
    "parquet as csv": ("p.csv", write_parquet, "named as CSV .* looks like Parquet"),
    "csv as jsonl": ("c.jsonl.gz", lambda path: path.write_text(CSV), "named as JSON lines"),
    "spreadsheet": ("x.xlsx", _zip, "a spreadsheet or a zip"),
    "spreadsheet as csv": ("x.csv", _zip, "a spreadsheet or a zip"),
    "page": ("x.csv", lambda path: path.write_text("<html>,<b>\n"), "a web page"),
    "list": ("l.json", lambda path: path.write_text('[{"a": 1}]'), "one JSON list"),
    "no json": ("l.jsonl", lambda path: path.write_text('{"a": 1,,}\n'), "line 1 is no JSON"),
    "no keys": ("l.jsonl", lambda path: path.write_text("{}\n{}\n"), "no named values"),
    "long line": (
        "l.jsonl",
        lambda path: path.write_text('{"a":"' + "x" * 1_100_000 + '"}'),
        "a million",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, case: str) -> None:
    name, make, said = BAD[case]
    make(tmp_path / name)
    with pytest.raises(BadFile, match=said) as refused:
        open_table(tmp_path / name)
    assert "\n" not in refused.value.message
    assert refused.value.message.endswith(".") or "check the name" in refused.value.message


def test_two_parquet_columns_of_one_name(tmp_path: Path) -> None:
    path = tmp_path / "twice.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"]), path)
    with pytest.raises(BadFile, match="two columns of the same name"):
        open_table(path)


def test_gzipped_parquet_is_to_be_unpacked(tmp_path: Path) -> None:
    inner = write_parquet(tmp_path / "a.parquet").read_bytes()
    (tmp_path / "b.parquet").write_bytes(gzip.compress(inner))
    with pytest.raises(BadFile, match="unpack it first"):
        open_table(tmp_path / "b.parquet")


@pytest.mark.parametrize("name", ["orders", "orders.txt", "orders.csv", "orders.2011.csv.gz"])
def test_content_decides_where_the_name_says_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(CSV.encode()) if name.endswith("gz") else CSV.encode())
    table = open_table(str(path))
    assert (table.format, table.columns) == ("csv", ("order", "sku", "qty", "price", "at"))
    assert list(table.rows()) == list(table.rows())  # from its start each time
    assert table.sample(1)[0]["price"] == "2.55"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text('"order, number"' + CSV.replace(",", separator)[5:])
    assert open_table(path).columns == ("order, number", "sku", "qty", "price", "at")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_that_says_how_it_is_encoded(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(CSV.replace("sku", "größe").replace("A1", "Ünique"), encoding=encoding)
    [(_, row)] = open_table(path).rows()
    assert list(row)[:2] == ["order", "größe"]
    assert row["größe"] == "Ünique"


def test_an_old_encoding_is_told_and_then_used(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes("order,title\n1,£5 T\n".encode("cp1252") + b"2,\x80 note\n" * 3)
    with pytest.raises(BadFile, match="say which encoding"):
        open_table(path)
    rows = [row["title"] for _, row in open_table(path, encoding="cp1252").rows()]
    assert rows == ["£5 T", "€ note", "€ note", "€ note"]
    for wrong in ("klingon", "hex"):
        with pytest.raises(BadFile, match="no text encoding"):
            open_table(path, encoding=wrong)


def test_one_undecodable_row_costs_that_row(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    rows = b"1,A,1,2,2011-01-01\n2,\xff\xfe,1,2,2011-01-01\n3,C,1,2,2011-01-01\n"
    path.write_bytes(b"order,sku,qty,price,at\n" + rows)
    [batch] = open_table(path).batches(["sku"])
    assert (list(batch.numbers), list(batch.columns[0])) == ([1, 3], ["A", "C"])
    assert [(broken.row, broken.code) for broken in batch.broken] == [(2, "unreadable_text")]


@pytest.mark.parametrize(
    "broken", ['2,"open,1,2,x', '2,"a"b,1,2,x', '2,"' + "y" * 140_000 + '",1,2,x']
)
@pytest.mark.parametrize("after", [1, 40, 400])
def test_a_stray_quotation_mark_does_not_swallow_the_file(
    tmp_path: Path, broken: str, after: int
) -> None:
    path = tmp_path / "orders.csv"
    tail = "".join(f"{n},C,1,2,x\n" for n in range(after))
    path.write_text(f"order,sku,qty,price,at\n1,A,1,2,x\n{broken}\n{tail}")
    batches = list(open_table(path).batches(["sku"], 64))
    assert [sku for batch in batches for sku in batch.columns[0]] == ["A", *["C"] * after]
    [row] = [row for batch in batches for row in batch.broken]
    assert (row.row, row.line, row.code) == (2, 3, "broken_quotes")
    assert [n for batch in batches for n in batch.numbers] == [1, *range(3, after + 3)]


def test_cells_of_several_lines_and_blank_rows(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b'a,b\r\n1,"two\r\nlines, ""quoted"""\r\n\r\n \r\n2,x')
    [batch] = open_table(path).batches(["b", "a"])
    assert batch.columns == (('two\r\nlines, "quoted"', "x"), ("1", "2"))
    assert (list(batch.numbers), batch.lines) == ([1, 2], [2, 6])


def test_json_lines_with_gaps_and_broken_lines(tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    lines = [
        '{"order":1,"sku":"A"}',
        "[1]",
        "",
        "{oops",
        '{"sku":["B"],"x":0.10000000000000000001}',
    ]
    path.write_text("\ufeff" + "\n".join(lines))
    table = open_table(path)
    assert table.columns == ("order", "sku", "x")
    [batch] = table.batches(table.columns)
    assert batch.columns == ([1, None], ["A", ["B"]], [None, "0.10000000000000000001"])
    assert [(b.row, b.line, b.code) for b in batch.broken] == [
        (2, 2, "not_json"),
        (3, 4, "not_json"),
    ]
    assert (list(batch.numbers), batch.lines) == ([1, 4], [1, 5])


def test_parquet_of_every_kind_of_column(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    moment = datetime(2011, 1, 1, 10)  # noqa: DTZ001  as files have it
    columns = {
        "order": pa.array([1.0, 2.0, None, 4.0]),
        "sku": pa.array(["A", None, "C", "A"]).dictionary_encode(),
        "qty": pa.array([1, 2, 3, 4], pa.int8()),
        "price": pa.array([Decimal("2.50"), Decimal(1), None, Decimal(3)], pa.decimal128(9, 2)),
        "at": pa.array([moment] * 4, pa.timestamp("ns")),
    }
    write_parquet(path, columns)
    table = open_table(path)
    assert table.total_rows == 4
    assert products(path) == [
        {"ordinal": 1, "product_id": "A", "price": "2.5", "quantity": 1},
        {"ordinal": 1, "product_id": "A", "price": "3", "quantity": 4},
    ]
    for at in (pa.array([date(2011, 1, 1)] * 4), pa.array([moment] * 4, pa.timestamp("s", "UTC"))):
        write_parquet(path, {**columns, "at": at})
        assert len(products(path)) == 2


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[1], [2]]),
        pa.array([{"a": 1}, {"a": 2}]),
        pa.array([b"\xff", b"\xfe"]),
        pa.array([2**62, 2**62], pa.timestamp("us")),
        pa.array([None, None]),
        pa.array([float("nan"), float("inf")]),
        pa.array([True, False]),
    ],
    ids=["list", "struct", "binary", "far time", "null", "not finite", "bool"],
)
@pytest.mark.parametrize("name", ["order", "sku", "qty", "price", "at"])
def test_columns_of_no_use_never_break_the_import(
    tmp_path: Path, column: pa.Array, name: str
) -> None:
    path = tmp_path / "orders.parquet"
    good = {"order": [1, 2], "sku": ["A", "B"], "qty": [1, 1], "price": [1.5, 2.5]}
    write_parquet(path, {**good, "at": ["2011-01-01", "2011-01-02"], name: column})
    reader = read_orders(open_table(path), MAPPING, OrderRules(currency="GBP"), NOW)
    taken = sum(parcel.rows for parcel in reader)
    assert taken + reader.report.refused == reader.report.rows == 2


def test_json_cells_of_no_use_never_break_the_import(tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    good = {"order": "1", "sku": "A", "qty": 1, "price": 2, "at": "2011-01-01"}
    odd = [[1], {"a": 1}, True, None, 10**30, "\x00", "1e999", -1.5]
    rows = [{**good, name: value} for name in good for value in odd]
    path.write_text("".join(json.dumps(row) + "\n" for row in [good, *rows]))
    rules = OrderRules(currency="GBP")
    reader = read_orders(open_table(path), MAPPING, rules, NOW)
    taken = sum(parcel.rows for parcel in reader)
    assert taken + reader.report.refused == reader.report.rows == len(rows) + 1
    new_year = 1_293_840_000_000_000
    assert period(open_table(path), MAPPING, rules, NOW) == (new_year, new_year)


def test_a_gzipped_file_reports_progress(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress((CSV + CSV.split("\n")[1] + "\n").encode()))
    table = open_table(path)
    list(table.batches(["sku"]))
    assert table.share_read == 1.0
