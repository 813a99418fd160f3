"""What one can ask while and after a file is read: progress, samples, period, wrong rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tailorbird.connectors.files import (
    Mapping,
    OrderRules,
    open_table,
    period,
    read_orders,
    refusal_file,
)
from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadFile, BadInput

NOW = 1_800_000_000_000_000
PLACED = 1_291_191_960_000_000  # 2010-12-01 08:26 UTC
ImportRows = Callable[..., Any]


def test_progress_and_report_grow_with_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    rows = "".join(f"{n},A1,1,2,2011-01-01\n" for n in range(1_000))
    path.write_text("order,sku,qty,price,at\n" + rows)
    mapping = Mapping(
        order_id="order", product_id="sku", quantity="qty", unit_price="price", placed_at="at"
    )
    reader = read_orders(open_table(path), mapping, OrderRules(currency="GBP"), NOW, batch_rows=100)
    steps = [(reader.progress, reader.share_read) for _parcel in reader]
    assert steps == sorted(steps)
    assert steps[0][0] < reader.progress == reader.report.rows == 1_000
    assert reader.share_read == 1.0


def test_samples_are_few_and_every_refusal_can_be_written_down(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    rows = "".join(f"{n},A1,=1+{n},2,2011-01-01\n" for n in range(20))
    path.write_text("order,sku,qty,price,at\n" + rows)
    mapping = Mapping(
        order_id="order", product_id="sku", quantity="qty", unit_price="price", placed_at="at"
    )
    with refusal_file(tmp_path / "refused.csv") as write:
        reader = read_orders(
            open_table(path), mapping, OrderRules(currency="GBP"), NOW, on_refused=write
        )
        assert list(reader) == []
    [kind] = reader.report.refusals
    assert (kind.code, kind.rows, len(kind.samples)) == ("not_a_whole_number", 20, 5)
    written = (tmp_path / "refused.csv").read_text().splitlines()
    assert len(written) == 21
    assert written[1] == (
        "1,2,not_a_whole_number,quantity,qty should be a whole number such as 3,'=1+0"
    )


def test_period_is_the_span_of_the_unshifted_times(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "order,sku,qty,price,at\n1,A,1,1,2011-01-02\n2,A,1,1,never\n3,A,1,1,2011-01-01\n"
    )
    mapping = Mapping(
        order_id="order", product_id="sku", quantity="qty", unit_price="price", placed_at="at"
    )
    rules = OrderRules(currency="GBP", shift=5 * DAY)
    span = period(open_table(path), mapping, rules, NOW)
    assert span == (1_293_840_000_000_000, 1_293_840_000_000_000 + DAY)


def test_wrong_rules_and_columns_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order,sku,qty,price,at\n1,A,1,1,2011-01-02\n")
    mapping = Mapping(
        order_id="order", product_id="sku", quantity="qty", unit_price="price", placed_at="at"
    )
    wrong = Mapping(
        order_id="order", product_id="sku", quantity="qyt", unit_price="price", placed_at="at"
    )
    table = open_table(path)
    with pytest.raises(BadInput, match="no time zone Mars/Base"):
        read_orders(table, mapping, OrderRules(currency="GBP", timezone="Mars/Base"), NOW)
    with pytest.raises(BadFile, match="no column qyt for quantity; did you mean qty"):
        read_orders(table, wrong, OrderRules(currency="GBP"), NOW)
