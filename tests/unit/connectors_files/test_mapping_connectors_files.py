"""Guessing what columns mean, and completing the guess by hand."""

from __future__ import annotations

import pytest

from tailorbird.connectors.files import Mapping, check, complete, guess
from tailorbird.core.errors import BadFile

ROW = {
    "order_id": "1",
    "product_id": "A",
    "quantity": "1",
    "unit_price": "2",
    "placed_at": "2011-01-01",
}


def rows(**cells: object) -> tuple[list[str], list[dict[str, object]]]:
    return list(cells), [dict(cells)]


def named(columns: str, *cells: object) -> tuple[list[str], list[dict[str, object]]]:
    names = columns.split("|")
    return names, [dict(zip(names, cells, strict=True))]


KNOWN = {
    "UCI": (
        named(
            "InvoiceNo|StockCode|Description|Quantity|InvoiceDate|UnitPrice|CustomerID|Country",
            *("536365", "85123A", "HEART", 6, "12/1/2010 8:26", 2.55, 17850, "United Kingdom"),
        ),
        "InvoiceNo|StockCode|Quantity|UnitPrice|InvoiceDate|CustomerID||Description|Country||",
    ),
    "UCI II": (
        named(
            "Invoice|StockCode|Description|Quantity|InvoiceDate|Price|Customer ID|Country",
            *("489434", "85048", "LIGHTS", "12", "2009-12-01 07:45:00", "6.95", "13085.0", "UK"),
        ),
        "Invoice|StockCode|Quantity|Price|InvoiceDate|Customer ID||Description|Country||",
    ),
    "Shopify": (
        named(
            "Name|Email|Financial Status|Currency|Subtotal|Total|Created at|Lineitem quantity"
            "|Lineitem name|Lineitem price|Lineitem sku|Billing Country|Vendor|Id",
            *("#1001", "a@example.com", "paid", "USD", "10.00", "12.00"),
            *("2019-01-09 11:04:21 -0500", "1", "Hat", "10.00", "H1", "US", "Acme", "45"),
        ),
        (
            "Name|Lineitem sku|Lineitem quantity|Lineitem price|Created at||Email|Lineitem name"
            "|Billing Country||Vendor|Currency"
        ),
    ),
    "WooCommerce": (
        named(
            "Order Number|Order Status|Order Date|Customer User ID|Email (Billing)"
            "|Country Code (Billing)|SKU|Item Name|Quantity|Item Cost|Order Total Amount",
            *("12", "completed", "2020-02-03 10:11", "0", "a@example.com", "DE", "H1", "Hat"),
            *("2", "9.50", "19.00"),
        ),
        (
            "Order Number|SKU|Quantity|Item Cost|Order Date|Customer User ID|Email (Billing)"
            "|Item Name|Country Code (Billing)||||Order Status"
        ),
    ),
    "Segment": (
        named(
            "order_id|product_id|sku|name|price|quantity|category|brand|currency|timestamp|userId",
            *("50314b8e", "507f1f77", "G-32", "Monopoly", 18.99, 1, "Games", "Hasbro", "USD"),
            *("2020-01-01T00:00:00.000Z", "019mr8mf4r"),
        ),
        "order_id|product_id|quantity|price|timestamp|userId||name||category|brand|currency",
    ),
}
FIELDS = [
    *("order_id", "product_id", "quantity", "unit_price", "placed_at", "customer_id"),
    *("email", "title", "country", "category", "brand", "currency", "cancelled"),
]


@pytest.mark.parametrize("shop", KNOWN)
def test_known_exports_are_understood(shop: str) -> None:
    (columns, sample), expected = KNOWN[shop]
    guessed = guess(columns, sample)
    wanted = [*expected.split("|"), *[""] * 12][: len(FIELDS)]
    assert guessed.missing == ()
    assert guessed.mapping == Mapping(
        **{field: name for field, name in zip(FIELDS, wanted, strict=True) if name}
    )


def test_nothing_is_made_up() -> None:
    # order items without a quantity or an order date; line totals instead of unit prices; no order
    items = named(
        "order_id|order_item_id|product_id|shipping_limit_date|price|freight_value",
        *("00022", 1, "c7773", "2018-01-18 14:48:30", 199.0, 17.87),
    )
    assert guess(*items).missing == ("quantity", "placed_at")
    baskets = named(
        "household_id|basket_id|product_id|quantity|sales_value|transaction_timestamp",
        *(900, 31198570044, 1095275, 1, 0.5, "2017-01-01 11:53:26"),
    )
    assert guess(*baskets).missing == ("unit_price",)
    sample = named(
        "master_id|sample_id|date|number_of_cds|dollar_value", "00004", "0001", "19970101", 2, 29.33
    )
    assert guess(*sample).missing == ("order_id", "product_id", "quantity", "unit_price")
    products = named("product_id|name|product_photos_qty|price", "A1", "Hat", 3, 2.5)
    assert guess(*products).missing == ("order_id", "quantity", "placed_at")


def test_a_name_is_believed_only_with_its_values() -> None:
    columns, sample = rows(**{**ROW, "date": "red", "email": "none given"})
    sample[0]["quantity"] = "several"
    guessed = guess(columns, sample)
    assert guessed.missing == ("quantity",)
    assert guessed.candidates["quantity"] == ()
    assert guessed.candidates["placed_at"] == ("placed_at",)
    assert guessed.candidates["email"] == ()
    with pytest.raises(BadFile, match="Column quantity is named like quantity, but most of"):
        complete(guessed, {}, columns)


def test_some_broken_rows_do_not_unsettle_a_guess() -> None:
    sample: list[dict[str, object]] = [dict(ROW), {**ROW, "quantity": "several"}]
    assert guess(list(ROW), sample).missing == ()


def test_values_speak_where_names_are_silent() -> None:
    columns, sample = rows(**ROW, kontakt="ann@example.com", notes="hello")
    mapping = guess(columns, sample).mapping
    assert mapping is not None
    assert mapping.email == "kontakt"
    renamed = {**ROW, "shop_orderdate_local": ROW["placed_at"]}
    del renamed["placed_at"]
    mapping = guess(*rows(**renamed)).mapping
    assert mapping is not None
    assert mapping.placed_at == "shop_orderdate_local"


@pytest.mark.parametrize(
    ("dates", "day_first"),
    [
        (["3/4/2011", "25/4/2011"], True),
        (["3/4/2011", "4/25/2011"], False),
        (["3/4/2011"], None),
        (["25/4/2011", "4/25/2011"], None),
        (["2011-04-25", "25.4.2011"], None),
    ],
)
def test_the_dates_say_what_comes_first(dates: list[str], day_first: bool | None) -> None:
    sample: list[dict[str, object]] = [{**ROW, "placed_at": day} for day in dates]
    assert guess(list(ROW), sample).day_first is day_first


def test_a_guess_is_completed_by_hand() -> None:
    columns, sample = named("order_id|sku|menge|price|date|x", "1", "A", 2, 3.5, "2011-01-01", "?")
    guessed = guess(columns, sample)
    assert (guessed.mapping, guessed.missing) == (None, ("quantity",))
    mapping = complete(guessed, {"quantity": "menge"}, columns)
    assert mapping.pairs() == [
        ("order_id", "order_id"),
        ("product_id", "sku"),
        ("quantity", "menge"),
        ("unit_price", "price"),
        ("placed_at", "date"),
    ]
    swapped = complete(guess(columns, sample), {"quantity": "menge", "product_id": "x"}, columns)
    assert swapped.product_id == "x"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "No column is known for quantity; .* order_id, sku, menge, price, date"),
        ({"quantity": "Menge"}, "no column Menge for quantity; did you mean menge"),
        ({"quantity": "zzzzzz"}, "there are: order_id, sku, menge, price, date"),
        ({"quantitty": "menge"}, "no field quantitty; did you mean quantity"),
        ({"quantity": "menge", "title": "menge"}, "both quantity and title"),
    ],
)
def test_a_wrong_column_is_named_with_its_nearest(given: dict[str, str], said: str) -> None:
    columns, sample = named("order_id|sku|menge|price|date", "1", "A", 2, 3.5, "2011-01-01")
    with pytest.raises(BadFile, match=said):
        complete(guess(columns, sample), given, columns)


def test_a_column_that_is_there_twice_cannot_be_meant() -> None:
    mapping = Mapping(order_id="a", product_id="b", quantity="c", unit_price="d", placed_at="e")
    with pytest.raises(BadFile, match="Two columns are called c"):
        check(mapping, ["a", "b", "c", "c", "d", "e"])
