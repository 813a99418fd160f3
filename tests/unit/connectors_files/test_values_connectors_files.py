"""Reading single cells."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tailorbird.connectors.files.values import (
    Fault,
    Memo,
    Price,
    date_order,
    plain,
    price_reader,
    quantity_reader,
    read_currency,
    read_customer,
    read_email,
    read_needed_id,
    read_text,
    time_reader,
)
from tailorbird.core.clock import HOUR, from_datetime

LATEST = 1_800_000_000_000_000
AT = from_datetime(datetime(2011, 3, 4, 8, 26, tzinfo=UTC))


def code(value: object) -> str:
    assert isinstance(value, Fault), value
    return value.code


@pytest.mark.parametrize(
    ("cell", "price"),
    [
        ("2.55", "2.55"),
        ("2.50", "2.5"),
        (" £2.00 ", "2"),
        ("1,234.50", "1234.5"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (3, "3"),
        (Decimal("0.0010"), "0.001"),
        ("1e-3", "0.001"),
        ("-0.00", "0"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1000", "1000"),
    ],
)
def test_prices(cell: object, price: str) -> None:
    assert price_reader(decimal_comma=False)(cell) == Price(Decimal(price), price)


@pytest.mark.parametrize(
    "cell",
    ["2,55", "1,23,456", "two", "1e999", "nan", float("inf"), "--1", b"1", 1e9, "0." + "1" * 21],
)
def test_what_is_no_price(cell: object) -> None:
    assert code(price_reader(decimal_comma=False)(cell)) == "not_a_price"


@pytest.mark.parametrize("cell", ["", "  ", None, float("nan")])
def test_a_missing_price(cell: object) -> None:
    assert code(price_reader(decimal_comma=False)(cell)) == "missing_value"


def test_prices_with_a_decimal_comma() -> None:
    read = price_reader(decimal_comma=True)
    assert read("1.234,50 €") == Price(Decimal("1234.5"), "1234.5")
    assert read("2,55") == Price(Decimal("2.55"), "2.55")
    assert read(2.55) == Price(Decimal("2.55"), "2.55")
    assert code(read("2.55")) == "not_a_price"
    assert quantity_reader(decimal_comma=True)("1.000") == 1000


@pytest.mark.parametrize(
    ("cell", "quantity"), [("6", 6), ("-12", -12), (6.0, 6), ("6.0", 6), ("1,000", 1000), (7, 7)]
)
def test_quantities(cell: object, quantity: int) -> None:
    assert quantity_reader(decimal_comma=False)(cell) == quantity


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("1.5", "not_a_whole_number"),
        (10**30, "not_a_whole_number"),
        ("1000000000", "not_a_whole_number"),
        ("", "missing_value"),
        ("0", "quantity_zero"),
        (-0.0, "quantity_zero"),
    ],
)
def test_what_is_no_quantity(cell: object, fault: str) -> None:
    assert code(quantity_reader(decimal_comma=False)(cell)) == fault


@pytest.mark.parametrize(
    "cell",
    [
        "2011-03-04 08:26",
        "2011-03-04T08:26:00Z",
        "2011-03-04 08:26:00 UTC",
        "2011-03-04 09:26:00 +0100",
        "2011-03-04T03:26:00.000-05:00",
        "2011/3/4 8:26",
        "2011-3-4 8:26:00",
        "4.3.2011 08:26",
        "04/03/2011 8:26 AM",
        "1299227160",
        1_299_227_160_000,
        "1299227160000000",
        datetime(2011, 3, 4, 8, 26),  # noqa: DTZ001  as files have it
        datetime(2011, 3, 4, 10, 26, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_times(cell: object) -> None:
    assert time_reader(ZoneInfo("UTC"), day_first=True, latest=LATEST)(cell) == AT


def test_times_to_the_microsecond_and_days_alone() -> None:
    read = time_reader(ZoneInfo("UTC"), day_first=None, latest=LATEST)
    assert read("2011-03-04 08:26:00.000001") == AT + 1
    midnight = AT - 8 * HOUR - 26 * 60 * 1_000_000
    for cell in ("20110304", 20110304, "2011-03-04", date(2011, 3, 4), "4.3.2011"):
        assert read(cell) == midnight
    assert read("12/25/2010 12:05 am") == read("2010-12-25 00:05")
    assert read("25/12/2010 12:05 PM") == read("2010-12-25 12:05")


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("3/4/2011", "ambiguous_date"),
        ("13/13/2011", "not_a_time"),
        ("30.2.2011", "not_a_time"),
        ("2011-02-30", "not_a_time"),
        ("4.3.2011 13:00 pm", "not_a_time"),
        ("soon", "not_a_time"),
        ("12", "not_a_time"),
        (b"", "not_a_time"),
        ("1969-12-31", "time_out_of_range"),
        ("0001-01-01 00:00:00", "time_out_of_range"),
        ("9999-12-31 23:59:59 -1400", "time_out_of_range"),
        (datetime(9999, 12, 31, tzinfo=UTC), "time_out_of_range"),
    ],
)
def test_what_is_no_time(cell: object, fault: str) -> None:
    read = time_reader(ZoneInfo("Pacific/Kiritimati"), day_first=None, latest=LATEST)
    assert code(read(cell)) == fault


def test_an_empty_time_and_equal_day_and_month() -> None:
    read = time_reader(ZoneInfo("UTC"), day_first=None, latest=LATEST)
    assert [read(cell) for cell in ("", None, float("nan"))] == [None] * 3
    assert read("4/4/2011") == read("2011-04-04")
    month_first = time_reader(ZoneInfo("UTC"), day_first=False, latest=LATEST)
    assert month_first("3/4/2011 08:26") == AT
    assert (date_order("3/13/2011"), date_order("13/3/2011"), date_order(5)) == (False, True, None)


def test_a_zone_with_summer_time() -> None:
    read = time_reader(ZoneInfo("Europe/London"), day_first=None, latest=LATEST)
    assert read("2011-07-01 12:00") == read("2011-07-01 11:00Z")
    assert read("2011-12-01 12:00") == read("2011-12-01 12:00Z")


@pytest.mark.parametrize(
    ("cell", "text"), [(17850, "17850"), (17850.0, "17850"), (" A1 ", "A1"), (Decimal(5), "5")]
)
def test_ids(cell: object, text: str) -> None:
    assert read_needed_id(cell) == text


def test_ids_that_cannot_be() -> None:
    assert code(read_needed_id("")) == "missing_value"
    assert code(read_needed_id("x" * 201)) == "bad_id"
    assert code(read_needed_id("a\x00b")) == "bad_id"
    assert code(read_needed_id(b"raw")) == "bad_id"
    assert read_customer("17850.0") == "17850"
    assert read_needed_id("17850.0") == "17850.0"


def test_addresses_text_and_currencies() -> None:
    assert read_email(" Ann@Example.COM ") == "ann@example.com"
    assert [code(read_email(cell)) for cell in ("ann", "@b.c", "a b@c.d", "a@host")] == [
        "bad_id"
    ] * 4
    assert read_text("  two\n words\x00 ") == "two words"
    assert len(read_text("x" * 900) or "") == 500
    assert (read_currency("gbp"), read_currency("")) == ("GBP", None)
    assert code(read_currency("££")) == "bad_currency"


def test_a_memo_reads_each_distinct_cell_once() -> None:
    asked: list[object] = []

    def read(cell: object) -> int | Fault:
        asked.append(cell)
        return Fault("odd") if cell == "x" else 1

    memo: Memo[int] = Memo(read)
    assert [memo["a"], memo["a"], memo.has_faults] == [1, 1, False]
    assert [memo["x"], memo["x"], memo.has_faults, asked] == [
        Fault("odd"),
        Fault("odd"),
        True,
        ["a", "x"],
    ]


def test_plain_writes_no_exponent() -> None:
    numbers = ("0", "-0", "1E+3", "1E-7", "100.00")
    assert [plain(Decimal(number)) for number in numbers] == ["0", "0", "1000", "0.0000001", "100"]
