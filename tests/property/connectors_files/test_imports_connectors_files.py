"""Laws of an import: nothing lost, nothing counted twice, no difference made by how it is read."""

from __future__ import annotations

import csv
import gzip
import json
import tempfile
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.connectors.files import (
    ImportReport,
    Mapping,
    OrderRules,
    Outcome,
    Parcel,
    guess,
    open_table,
    read_orders,
)
from tailorbird.core.errors import BadFile

NOW = 1_800_000_000_000_000
COLUMNS = ("order", "sku", "qty", "price", "at", "customer", "title")
MAPPING = Mapping(
    order_id="order",
    product_id="sku",
    quantity="qty",
    unit_price="price",
    placed_at="at",
    customer_id="customer",
    title="title",
)
START = datetime(2011, 1, 1)  # noqa: DTZ001  as files have it

good_rows = st.fixed_dictionaries(
    {
        "order": st.sampled_from(["1", "2", "3", "C4", "C5", "A6"]),
        "sku": st.sampled_from(["A1", "a2", "POST", "M", "B", "gift_0001_10"]),
        "qty": st.integers(-4, 4),
        "price": st.sampled_from([0.0, 0.001, 2.55, 3.0, 1e-5, 19.99, -1.25]),
        "at": st.integers(0, 50).map(lambda hours: START + timedelta(hours=hours)),
        "customer": st.sampled_from([None, 7, 8]),
        "title": st.sampled_from([None, "HAT", 'Größe, "L"\n', "  "]),
    }
)
broken_cells = st.sampled_from(["", "x", "1.5", "\x07", "0", "3/4/2011", "=1+1"])
broken_rows = st.tuples(good_rows, st.sampled_from(COLUMNS), broken_cells).map(
    lambda parts: {**parts[0], parts[1]: parts[2]}
)
any_rows = st.lists(st.one_of(good_rows, broken_rows), min_size=1, max_size=30)


def run(
    path: Path, *, batch_rows: int | None = None, **rules: Any
) -> tuple[list[Parcel], ImportReport]:
    reader = read_orders(
        open_table(path),
        MAPPING,
        OrderRules(**{"currency": "GBP", **rules}),
        NOW,
        batch_rows=batch_rows,
    )
    parcels = list(reader)
    return parcels, reader.report


def write_csv(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_json(path: Path, rows: list[dict[str, Any]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, default=str) + "\n" for row in rows)
    return path


@given(any_rows, st.integers(1, 12), st.integers(1, 12))
def test_it_makes_no_difference_how_many_rows_are_read_at_a_time(
    rows: list[dict[str, Any]], one: int, two: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "orders.csv", rows)
        assert run(path, batch_rows=one) == run(path, batch_rows=two) == run(path)


@given(any_rows)
def test_every_row_has_one_outcome_and_every_amount_is_in_the_sum(
    rows: list[dict[str, Any]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        parcels, report = run(write_csv(Path(folder) / "orders.csv", rows))
    assert report.rows == len(rows) == sum(tally.rows for tally in report.outcomes.values())
    assert report.refused == sum(kind.rows for kind in report.refusals)
    for outcome in Outcome:
        carried = sum(parcel.outcomes.get(outcome, 0) for parcel in parcels)
        assert outcome is Outcome.REFUSED or carried == report.outcomes[outcome].rows
    signs = {"Order Completed": 1, "Order Refunded": -1, "Stock Adjusted": 1}
    taken = sum(
        (
            signs[parcel.event.name] * line["quantity"] * Decimal(line["price"])
            for parcel in parcels
            for line in parcel.event.properties["products"]
        ),
        Decimal(0),
    )
    assert report.amount - report.outcomes[Outcome.REFUSED].amount == taken
    totals = [
        Decimal(parcel.event.properties["total"])
        for parcel in parcels
        if parcel.event.name == "Order Completed"
    ]
    sold = (Outcome.ORDER_LINE, Outcome.SERVICE_LINE)
    assert sum(totals, Decimal(0)) == sum(report.outcomes[kind].amount for kind in sold)


@given(st.lists(good_rows, min_size=1, max_size=30))
def test_the_kind_of_file_makes_no_difference(rows: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        pq.write_table(pa.Table.from_pylist(rows), path / "o.parquet", row_group_size=7)
        parcels, _ = run(path / "o.parquet")
        assert run(write_csv(path / "o.csv", rows))[0] == parcels
        assert run(write_json(path / "o.jsonl.gz", rows))[0] == parcels


@given(any_rows, st.integers(0, 10**14))
def test_keys_are_natural_and_each_line_has_its_own_place(
    rows: list[dict[str, Any]], shift: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "orders.csv", rows)
        parcels, _ = run(path)
        shifted, _ = run(path, shift=shift)
    keys = [parcel.event.message_id for parcel in parcels]
    assert len(set(keys)) == len(keys)
    assert keys == [parcel.event.message_id for parcel in shifted]
    moved = {
        later.event.occurred_at - parcel.event.occurred_at
        for parcel, later in zip(parcels, shifted, strict=True)
    }
    assert moved <= {shift}
    places = [
        (parcel.event.message_id.split(":")[1], line["ordinal"])
        for parcel in parcels
        for line in parcel.event.properties["products"]
    ]
    assert len(set(places)) == len(places)


NAMES = ("o", "o.csv", "o.csv.gz", "o.jsonl", "o.parquet", "o.tsv")
STARTS = (b"", b"a,b\n", b'{"a":1}\n', b"PAR1", b"\x1f\x8b\x08\x00", b"\xff\xfe", b"\xef\xbb\xbf")
LINES = Mapping(
    order_id="order", product_id="sku", quantity="qty", unit_price="price", placed_at="at"
)


def read_to_the_end(path: Path, mapping: Mapping | None = None) -> str:
    """Read a file as the command line would; return the sentence that refuses it, if one does."""
    try:
        table = open_table(path)
        guessed = guess(table.columns, table.sample())
        for _row in table.rows():
            pass
        if found := mapping or guessed.mapping:
            reader = read_orders(table, found, OrderRules(currency="GBP"), NOW)
            taken = sum(parcel.rows for parcel in reader)
            assert taken + reader.report.refused == reader.report.rows
    except BadFile as refused:
        return refused.message
    return ""


@given(st.binary(max_size=400), st.sampled_from(STARTS), st.sampled_from(NAMES), st.booleans())
def test_garbage_is_refused_in_one_sentence_or_read_to_its_end(
    junk: bytes,
    start: bytes,
    name: str,
    packed: bool,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        content = start + junk
        path.write_bytes(gzip.compress(content) if packed else content)
        assert "\n" not in read_to_the_end(path)


@given(st.binary(max_size=600))
def test_garbage_in_the_middle_never_stops_the_rest(junk: bytes) -> None:
    good = b"1,A1,1,2,2011-01-01\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "o.csv"
        path.write_bytes(b"order,sku,qty,price,at\n" + good + junk + b"\n" + good * 900)
        reader = read_orders(open_table(path), LINES, OrderRules(currency="GBP"), NOW)
        taken = sum(parcel.rows for parcel in reader)
    assert taken + reader.report.refused == reader.report.rows
    assert taken >= 901


@given(st.lists(st.text(alphabet='a1,"\n\r\t;|\x00\xe9', max_size=20), max_size=40))
def test_torn_rows_are_refused_one_by_one(pieces: list[str]) -> None:
    good = "1,A1,1,2,2011-01-01\n"
    text = "\n".join(["order,sku,qty,price,at", good[:-1], *pieces, '"', good * 900])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "o.csv"
        path.write_bytes(text.encode())
        reader = read_orders(open_table(path), LINES, OrderRules(currency="GBP"), NOW)
        taken = sum(parcel.rows for parcel in reader)
    assert taken >= 901
    assert taken + reader.report.refused == reader.report.rows


@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=3))
def test_a_damaged_parquet_file_is_refused_or_read_to_its_end(place: int, damage: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "o.parquet"
        row = {"sku": "A", "qty": 1, "price": 2.5, "at": "2011-01-01"}
        rows = [{"order": str(number), **row} for number in range(20)]
        pq.write_table(pa.Table.from_pylist(rows), path)
        content = bytearray(path.read_bytes())
        start = place % (len(content) - len(damage))
        content[start : start + len(damage)] = damage
        path.write_bytes(bytes(content))
        assert "\n" not in read_to_the_end(path)
