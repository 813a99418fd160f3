"""A real shop's year, dirty as it is: every row accounted for, the same from every kind of file."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tailorbird.connectors.files import (
    AdjustmentReason,
    OrderReader,
    OrderRules,
    Outcome,
    Tally,
    guess,
    open_table,
    read_orders,
)

NOW = 1_800_000_000_000_000
pytestmark = pytest.mark.outside_data


@pytest.fixture
def online_retail(shared_data: Path) -> Path:
    return shared_data / "online_retail" / "online_retail_2010_2011.parquet"


def reader_of(path: Path) -> OrderReader:
    table = open_table(path)
    guessed = guess(table.columns, table.sample())
    assert guessed.mapping is not None
    return read_orders(table, guessed.mapping, OrderRules(currency="GBP"), NOW)


def test_every_row_has_one_outcome_and_the_known_facts_hold(online_retail: Path) -> None:
    reader = reader_of(online_retail)
    keys: set[str] = set()
    names: dict[str, int] = {}
    carried = 0
    for parcel in reader:
        keys.add(parcel.event.message_id)
        names[parcel.event.name] = names.get(parcel.event.name, 0) + 1
        carried += parcel.rows
    report = reader.report
    assert report.rows == reader.progress == 541_909
    assert report.outcomes == {
        Outcome.ORDER_LINE: Tally(528_157, Decimal("10271433.06")),
        Outcome.SERVICE_LINE: Tally(2_353, Decimal("384189.424")),
        Outcome.REFUND_LINE: Tally(9_288, Decimal("-896812.49")),
        Outcome.ADJUSTMENT: Tally(2_108, Decimal(0)),
        Outcome.REFUSED: Tally(3, Decimal("-11062.06")),
    }
    assert report.amount == Decimal("9747747.934")
    assert (report.invoices, report.customers, report.cancellation_rows) == (25_900, 4_372, 9_288)
    assert (report.orders, report.refunds, report.adjustments) == (19_963, 3_836, 2_098)
    assert report.adjustment_reasons == {
        AdjustmentReason.NEGATIVE_QUANTITY: 1_336,
        AdjustmentReason.NOTHING_PRICED: 772,
    }
    [refused] = report.refusals
    assert (refused.code, [row.row for row in refused.samples]) == (
        "accounting_entry",
        [299_983, 299_984, 299_985],
    )
    # one invoice comes back later in the file, so its order arrives in two parts
    assert names == {"Order Completed": 19_964, "Order Refunded": 3_836, "Stock Adjusted": 2_098}
    assert len(keys) == report.events == 25_898
    assert carried == report.rows - report.refused


def test_csv_and_json_lines_give_the_same_parcels(online_retail: Path, tmp_path: Path) -> None:
    batch = next(pq.ParquetFile(online_retail).iter_batches(60_000))
    part = tmp_path / "part.parquet"
    pq.write_table(pa.Table.from_batches([batch]), part, row_group_size=9_999)
    with (
        (tmp_path / "part.csv").open("w", newline="") as text,
        (tmp_path / "part.jsonl").open("w") as lines,
    ):
        writer = csv.writer(text)
        writer.writerow(batch.schema.names)
        for row in batch.to_pylist():
            row["InvoiceDate"] = row["InvoiceDate"].isoformat(sep=" ")
            writer.writerow(row.values())
            lines.write(json.dumps(row) + "\n")
    readers = [reader_of(path) for path in (part, tmp_path / "part.csv", tmp_path / "part.jsonl")]
    for one, two, three in zip_longest(*readers):
        assert one == two == three
    assert readers[0].report.rows == 60_000
    assert readers[0].report == readers[1].report == readers[2].report
