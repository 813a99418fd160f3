"""Money: digits by ISO 4217, halves up, exact both ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.core.money import (
    format_minor,
    format_price,
    from_minor,
    minor_digits,
    to_minor,
)

# ISO 4217: every currency in use whose minor unit is not 1/100.
NO_DECIMALS = [
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "UYI",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
]
THREE_DECIMALS = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
FOUR_DECIMALS = ["CLF", "UYW"]


@pytest.mark.parametrize(
    ("codes", "digits"),
    [
        (NO_DECIMALS, 0),
        (["GBP", "EUR", "USD", "HUF", "CZK", "INR", "BRL"], 2),
        (THREE_DECIMALS, 3),
        (FOUR_DECIMALS, 4),
    ],
)
def test_digits_are_those_of_iso_4217(codes: list[str], digits: int) -> None:
    assert {code: minor_digits(code) for code in codes} == dict.fromkeys(codes, digits)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("2.555", "GBP", 256),
        ("2.5549", "GBP", 255),
        ("-2.555", "GBP", -256),  # half away from zero, as tills do
        ("0.005", "GBP", 1),
        ("0.001", "GBP", 0),
        ("100.5", "JPY", 101),
        ("1.0005", "KWD", 1001),
        ("999999999999.99", "GBP", 99_999_999_999_999),
    ],
)
def test_halves_go_up(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


@given(st.integers(-(10**20), 10**20), st.sampled_from(["GBP", "JPY", "KWD", "CLF"]))
def test_minor_units_survive(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False),
    st.sampled_from(["GBP", "JPY", "KWD"]),
)
def test_rounding_is_never_off_by_more_than_half_a_unit(amount: Decimal, currency: str) -> None:
    unit = Decimal(1).scaleb(-minor_digits(currency))
    assert abs(from_minor(to_minor(amount, currency), currency) - amount) * 2 <= unit


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(-123456, "GBP", "-£1,234.56"), (5, "EUR", "€0.05"), (1000, "JPY", "¥1,000")],
)
def test_totals_are_written_for_readers(minor: int, currency: str, text: str) -> None:
    assert format_minor(minor, currency) == text


@pytest.mark.parametrize(
    ("price", "currency", "text"),
    [("2.5", "GBP", "£2.50"), ("0.001", "GBP", "£0.001"), ("1E+3", "CHF", "CHF 1,000.00")],
)
def test_prices_keep_what_is_below_a_penny(price: str, currency: str, text: str) -> None:
    assert format_price(Decimal(price), currency) == text
