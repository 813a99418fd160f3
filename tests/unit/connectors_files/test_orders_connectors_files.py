"""What becomes of every kind of row."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tailorbird.connectors.files import (
    AdjustmentReason,
    Mapping,
    OrderRules,
    Outcome,
    Tally,
    open_table,
    read_orders,
)
from tailorbird.core.clock import DAY, HOUR
from tailorbird.events.types import Kind

NOW = 1_800_000_000_000_000
PLACED = 1_291_191_960_000_000  # 2010-12-01 08:26 UTC
ImportRows = Callable[..., Any]


def test_an_order_with_everything(import_rows: ImportRows) -> None:
    done = import_rows(
        "536365,85123A,6,2.55,2010-12-01 08:26,17850,Ann@Example.com,HEART,United Kingdom,gbp",
        "536365,71053,2,3.39,2010-12-01 08:26,17850,ann@example.com,LANTERN,United Kingdom,GBP",
    )
    [parcel] = done.parcels
    event = parcel.event
    assert (event.kind, event.name, event.source) == (
        Kind.TRACK,
        "Order Completed",
        "import:orders",
    )
    assert (event.user_id, event.anonymous_id) == ("17850", None)
    assert (event.occurred_at, event.received_at) == (PLACED, NOW)
    assert event.context == {"traits": {"email": "ann@example.com", "country": "United Kingdom"}}
    assert event.properties == {
        "order_id": "536365",
        "currency": "GBP",
        "total": "22.08",
        "country": "United Kingdom",
        "products": [
            {"ordinal": 1, "product_id": "85123A", "price": "2.55", "quantity": 6, "name": "HEART"},
            {
                "ordinal": 2,
                "product_id": "71053",
                "price": "3.39",
                "quantity": 2,
                "name": "LANTERN",
            },
        ],
    }
    assert (parcel.rows, parcel.outcomes) == (2, {Outcome.ORDER_LINE: 2})
    assert event.message_id.startswith("orders:536365:1:")


def test_identical_lines_are_two_lines(import_rows: ImportRows) -> None:
    row = "1,A1,1,2.00,2011-01-01,7,,,,"
    [(_, _, facts)] = import_rows(row, row).events
    assert [line["ordinal"] for line in facts["products"]] == [1, 2]
    assert facts["total"] == "4"


def test_a_prefixed_number_is_a_refund_of_its_own(import_rows: ImportRows) -> None:
    done = import_rows(
        "C536379,D,-1,27.50,2011-01-01,14527,,Discount,UK,",
        "C536379,A1,-3,1.25,2011-01-01,14527,,HEART,UK,",
    )
    [(name, user, facts)] = done.events
    assert (name, user) == ("Order Refunded", "14527")
    assert facts == {
        "refund_id": "C536379",
        "currency": "GBP",
        "products": [
            {
                "ordinal": 1,
                "product_id": "D",
                "price": "27.5",
                "quantity": 1,
                "name": "Discount",
                "is_service": True,
            },
            {"ordinal": 2, "product_id": "A1", "price": "1.25", "quantity": 3, "name": "HEART"},
        ],
    }
    assert done.report.outcomes[Outcome.REFUND_LINE] == Tally(2, Decimal("-31.25"))
    assert (done.report.refunds, done.report.cancellation_rows) == (1, 2)


@pytest.mark.parametrize(("number", "prefix"), [("CART-1", "C"), ("C12", ""), ("c0ffee", "C")])
def test_what_only_looks_like_a_refund_is_an_order(
    import_rows: ImportRows, number: str, prefix: str
) -> None:
    done = import_rows(f"{number},A1,1,2.00,2011-01-01,7,,,,", refund_prefix=prefix)
    assert [name for name, _, _ in done.events] == ["Order Completed"]


def test_a_refund_of_a_positive_quantity_is_refused_with_the_remedy(
    import_rows: ImportRows,
) -> None:
    done = import_rows("C1,A1,1,2.00,2011-01-01,7,,,,", "C1,A2,-1,2.00,2011-01-01,7,,,,")
    assert done.codes == [(1, "refund_quantity")]
    assert "refund prefix" in done.refused[0].message
    assert done.events[0][2]["products"][0]["ordinal"] == 2


def test_a_negative_quantity_is_a_stock_adjustment_of_nobody(import_rows: ImportRows) -> None:
    done = import_rows("9,A1,-10,0,2011-01-01,,,damaged,UK,")
    [(name, user, facts)] = done.events
    assert (name, user) == ("Stock Adjusted", None)
    line = {"ordinal": 1, "product_id": "A1", "price": "0", "quantity": -10, "note": "damaged"}
    assert facts == {
        "adjustment_id": "9",
        "products": [{**line, "reason": "negative_quantity"}],
    }
    assert done.parcels[0].event.context == {}
    assert done.report.adjustment_reasons[AdjustmentReason.NEGATIVE_QUANTITY] == 1


def test_an_invoice_of_nobody_with_nothing_priced_is_stock(import_rows: ImportRows) -> None:
    done = import_rows("9,A1,10,0,2011-01-01,,,found,UK,", "9,A2,4,0.00,2011-01-01,,,,UK,")
    assert [name for name, _, _ in done.events] == ["Stock Adjusted"]
    assert done.report.outcomes[Outcome.ADJUSTMENT].rows == 2
    assert done.report.adjustment_reasons[AdjustmentReason.NOTHING_PRICED] == 2


@pytest.mark.parametrize(
    "second", ["9,A2,1,2.00,2011-01-01,,,,UK,", "9,A2,1,0,2011-01-01,17,,,UK,"]
)
def test_a_free_line_beside_a_price_or_a_customer_is_a_line(
    import_rows: ImportRows, second: str
) -> None:
    done = import_rows("9,A1,10,0,2011-01-01,,,gift,UK,", second)
    assert done.report.outcomes[Outcome.ORDER_LINE].rows == 2


def test_a_negative_row_within_an_order_leaves_it_and_keeps_its_ordinal(
    import_rows: ImportRows,
) -> None:
    done = import_rows("9,A1,1,2,2011-01-01,7,,,,", "9,A1,-1,2,2011-01-01,7,,,,")
    assert [name for name, _, _ in done.events] == ["Order Completed", "Stock Adjusted"]
    assert done.events[1][2]["products"][0]["ordinal"] == 2
    assert len({parcel.event.message_id for parcel in done.parcels}) == 2


def test_without_customer_the_order_is_anonymous(import_rows: ImportRows) -> None:
    done = import_rows("9,A1,1,2,2011-01-01,,,,,")
    event = done.parcels[0].event
    assert (event.user_id, event.anonymous_id, event.context) == (None, None, {})
    assert (done.report.orders, done.report.customers) == (1, 0)


@pytest.mark.parametrize("code", ["POST", "post", "BANK CHARGES", "m", "gift_0001_20", "C2"])
def test_service_codes_stay_on_the_order_and_in_its_total(
    import_rows: ImportRows, code: str
) -> None:
    done = import_rows("9,A1,1,2,2011-01-01,7,,,,", f"9,{code},1,18.00,2011-01-01,7,,,,")
    [(_, _, facts)] = done.events
    assert [line.get("is_service", False) for line in facts["products"]] == [False, True]
    assert facts["total"] == "20"
    assert done.report.outcomes[Outcome.SERVICE_LINE] == Tally(1, Decimal(18))


def test_a_shop_names_its_own_service_codes(import_rows: ImportRows) -> None:
    own = {"service_codes": frozenset({"Ship"}), "service_prefixes": ()}
    done = import_rows("9,SHIP,1,2,2011-01-01,7,,,,", "9,POST,1,2,2011-01-01,7,,,,", **own)
    assert done.parcels[0].outcomes == {Outcome.SERVICE_LINE: 1, Outcome.ORDER_LINE: 1}


def test_bookkeeping_is_refused_and_still_counted_in_money(import_rows: ImportRows) -> None:
    done = import_rows(
        "A563185,B,1,11062.06,2011-08-12 14:50,,,Adjust bad debt,UK,",
        "A563186,B,1,-11062.06,2011-08-12 14:51,,,Adjust bad debt,UK,",
        "A563187,X9,1,-5,2011-08-12 14:52,12,,,UK,",
    )
    assert done.codes == [(row, "accounting_entry") for row in (1, 2, 3)]
    assert done.parcels == []
    assert done.report.outcomes[Outcome.REFUSED] == Tally(3, Decimal(-5))
    assert (done.report.invoices, done.report.without_amount) == (3, 0)


def test_a_discount_on_a_customers_order_is_a_charge_below_zero(import_rows: ImportRows) -> None:
    done = import_rows(
        "9,A1,1,20,2011-01-01,7,,,,",
        "9,D,1,-5,2011-01-01,7,,,,",
        "9,D,-1,2.5,2011-01-01,7,,,,",
    )
    assert done.events[0][2]["total"] == "12.5"
    assert done.parcels[0].outcomes == {Outcome.ORDER_LINE: 1, Outcome.SERVICE_LINE: 2}


def test_prices_below_a_penny_and_sums_stay_exact(import_rows: ImportRows) -> None:
    done = import_rows(
        "9,A1,3,0.001,2011-01-01,7,,,,",
        "9,A2,999999,999999.00000000000000000001,2011-01-01,7,,,,",
    )
    assert done.events[0][2]["products"][0]["price"] == "0.001"
    exact = Decimal("0.003") + 999_999 * Decimal("999999.00000000000000000001")
    total = done.events[0][2]["total"]
    assert total == "999998000001.00300000000000999999"
    assert total != str(exact)  # which the everyday decimal context has rounded
    assert done.report.amount == Decimal("999998000001.00300000000000999999")


def test_more_than_any_order_is_worth_is_a_wrong_column(import_rows: ImportRows) -> None:
    done = import_rows(
        "9,A1,1,600000000,2011-01-01,7,,,,",
        "9,A2,999999999,999999999,2011-01-01,7,,,,",
        *["9,A3,1000,900000000,2011-01-01,7,,,,"] * 2,
        "9,A4,1,2,2011-01-01,7,,,,",
    )
    assert done.codes == [(2, "amount_too_large"), (4, "amount_too_large")]
    assert done.events[0][2]["total"] == "900600000002"


def test_a_broken_row_in_the_middle_costs_that_row_only(import_rows: ImportRows) -> None:
    done = import_rows(
        "1,A1,1,2,2011-01-01,7,,,,",
        "1,A2,lots,2,2011-01-01,7,,,,",
        "1,A3,1,2,2011-01-01,7,,,,",
        "2,A3,1,2",
        "2,,1,2,2011-01-01,7,,,,",
        ",A3,1,2,2011-01-01,7,,,,",
        "2,A3,1,,2011-01-01,7,,,,",
        "2,A3,0,1,2011-01-01,7,,,,",
        "2,A3,1.5,1,2011-01-01,7,,,,",
        "2,A3,1,1,yesterday,7,,,,",
        "3,A3,1,1,,7,,,,",
        "2,A3,1,1,2011-01-01,7,,,,pounds",
        "2,A4,1,1,2011-01-01,7,,,,",
    )
    assert sorted(done.codes) == [
        (2, "not_a_whole_number"),
        (4, "wrong_cell_count"),
        (5, "missing_value"),
        (6, "missing_value"),
        (7, "missing_value"),
        (8, "quantity_zero"),
        (9, "not_a_whole_number"),
        (10, "not_a_time"),
        (11, "missing_value"),
        (12, "bad_currency"),
    ]
    by_row = {refused.row: refused for refused in done.refused}
    assert (by_row[2].line, by_row[2].field, by_row[2].sample) == (3, "quantity", "lots")
    assert by_row[2].message == "qty should be a whole number such as 3"
    assert by_row[11].message == "at is empty, and every row needs it"
    taken = [line["product_id"] for _, _, facts in done.events for line in facts["products"]]
    assert taken == ["A1", "A3", "A4"]
    assert done.report.rows == 13
    assert done.report.outcomes[Outcome.REFUSED].rows == 10


def test_several_customers_or_currencies_on_one_order(import_rows: ImportRows) -> None:
    done = import_rows(
        "1,A1,1,2,2011-01-01,7,,,,EUR",
        "1,A2,1,2,2011-01-01,8,,,,EUR",
        "1,A3,1,2,2011-01-01,7,,,,USD",
        "1,A4,1,2,2011-01-01,,,,,",
    )
    assert done.codes == [(2, "customer_conflict"), (3, "currency_conflict")]
    [(_, user, facts)] = done.events
    assert (user, facts["currency"], facts["total"]) == ("7", "EUR", "4")
    assert "8" not in done.refused[0].sample


def test_an_invoice_that_comes_back_goes_on_where_it_stopped(import_rows: ImportRows) -> None:
    done = import_rows(
        "1,A1,1,2,2011-01-01 10:00,7,,,UK,",
        "2,A1,1,2,2011-01-01 11:00,8,,,UK,",
        "1,A2,1,0,2011-01-01 12:00,,,,UK,",
        "1,A3,1,3,2011-01-01 12:00,9,,,UK,",
    )
    assert [(name, user) for name, user, _ in done.events] == [
        ("Order Completed", "7"),
        ("Order Completed", "8"),
        ("Order Completed", "7"),
    ]
    last = done.parcels[2].event
    assert (last.properties["part"], last.properties["products"][0]["ordinal"]) == (2, 2)
    assert last.occurred_at == done.parcels[0].event.occurred_at
    assert done.codes == [(4, "customer_conflict")]
    assert (done.report.invoices, done.report.orders, done.report.events) == (2, 2, 3)


def test_an_endless_order_is_handed_on_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "same.csv"
    row = "1,A1,1,2,2011-01-01\n"
    path.write_text("order,sku,qty,price,at\n" + row * 12_001)
    mapping = Mapping(
        order_id="order", product_id="sku", quantity="qty", unit_price="price", placed_at="at"
    )
    reader = read_orders(open_table(path), mapping, OrderRules(currency="GBP"), NOW)
    parcels = list(reader)
    assert [parcel.rows for parcel in parcels] == [5_000, 5_000, 2_001]
    ordinals = [line["ordinal"] for p in parcels for line in p.event.properties["products"]]
    assert ordinals == list(range(1, 12_002))


def test_the_first_filled_cell_speaks_for_the_order(import_rows: ImportRows) -> None:
    # as Shopify writes it: the order's own cells stand on its first row only
    done = import_rows(
        "#1001,A1,1,2,2019-01-09 11:04:21 -0500,,ann@example.com,HAT,US,USD",
        "#1001,A2,1,3,,,,SCARF,,",
    )
    assert done.codes == []
    [(_, _, facts)] = done.events
    assert (facts["currency"], facts["country"], facts["total"]) == ("USD", "US", "5")


@pytest.mark.parametrize("guest", ["", "0", "NA", "null", "nan", "None"])
def test_guests_never_become_one_person(import_rows: ImportRows, guest: str) -> None:
    done = import_rows(f"1,A1,1,2,2011-01-01,{guest},,,,")
    assert done.parcels[0].event.user_id is None


def test_an_unreadable_address_is_left_out_and_the_order_kept(import_rows: ImportRows) -> None:
    done = import_rows("1,A1,1,2,2011-01-01,7,not an address,,,")
    assert done.parcels[0].event.context == {}
    assert done.report.ignored == {"email": 1}


def test_times_are_in_the_shops_zone_and_shifted(import_rows: ImportRows) -> None:
    row = "1,A1,1,2,2011-07-01 08:26,7,,,,"
    plain = import_rows(row).parcels[0].event
    local = import_rows(row, timezone="Europe/Berlin", shift=DAY).parcels[0].event
    assert local.occurred_at == plain.occurred_at - 2 * HOUR + DAY


def test_the_natural_key_knows_content_and_not_shift(import_rows: ImportRows) -> None:
    row = "1,A1,1,2.50,2011-01-01,7,,HAT,,"
    keys = [
        import_rows(row, **rules).parcels[0].event.message_id
        for rules in ({}, {"shift": DAY}, {"category_of": str.lower}, {"batch_rows": 1})
    ]
    assert len(set(keys)) == 1
    assert import_rows(row.replace("2.50", "2.5")).parcels[0].event.message_id == keys[0]
    for changed in (row.replace("2.50", "2.51"), row.replace("HAT", "CAP"), f"{row}\n{row}"):
        assert import_rows(changed).parcels[0].event.message_id != keys[0]
    assert import_rows(row, source="till").parcels[0].event.message_id != keys[0]


def test_the_natural_key_is_never_over_its_length(import_rows: ImportRows) -> None:
    one, two = ("9" * 199 + end for end in "ab")
    done = import_rows(f"{one},A1,1,2,2011-01-01,7,,,,", f"{two},A1,1,2,2011-01-01,7,,,,")
    keys = {parcel.event.message_id for parcel in done.parcels}
    assert len(keys) == 2
    assert max(map(len, keys)) <= 100


def test_a_category_is_made_from_the_title_once_per_title(import_rows: ImportRows) -> None:
    asked: list[str] = []

    def category_of(title: str) -> str:
        asked.append(title)
        return title.rsplit(maxsplit=1)[-1].title()

    rows = [f"{n},A1,1,2,2011-01-01,7,,RED  HAT,," for n in range(5)]
    done = import_rows(*rows, category_of=category_of)
    line = done.events[0][2]["products"][0]
    assert (line["name"], line["category"], asked) == ("RED HAT", "Hat", ["RED HAT"])


def test_a_future_order_is_refused(import_rows: ImportRows) -> None:
    done = import_rows("1,A1,1,2,2127-01-01,7,,,,", "2,A1,1,2,1969-12-31,7,,,,")
    assert done.codes == [(1, "time_out_of_range"), (2, "time_out_of_range")]


def test_an_order_that_was_called_off_counts_no_more(import_rows: Callable[..., Any]) -> None:
    header = "order,sku,qty,price,at,customer,status"
    mapping = Mapping(
        order_id="order",
        product_id="sku",
        quantity="qty",
        unit_price="price",
        placed_at="at",
        customer_id="customer",
        cancelled="status",
    )
    done = import_rows(
        "1,mug,1,2.5,2011-12-09,a,delivered",
        "2,mug,1,2.5,2011-12-09,a,Canceled",
        "2,jug,1,4,2011-12-09,a,Canceled",
        "3,mug,1,2.5,2011-12-09,b,2011-12-10 09:00",
        header=header,
        mapping=mapping,
    )
    called_off = [(name, facts["order_id"]) for name, _, facts in done.events if "Can" in name]
    assert called_off == [("Order Cancelled", "2"), ("Order Cancelled", "3")]
    assert (done.report.orders, done.report.cancelled) == (3, 2)
    assert sum(parcel.rows for parcel in done.parcels) == done.report.rows == 4
