"""The words that random trees and random people share, so that conditions meet events often.

Values are odd on purpose: texts that look like numbers, yes and no, other letters, names with dots,
quotes and dollars.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

VIEWED, ADDED, ORDERED = "Product Viewed", "Product Added", "Order Completed"
NAMES = (
    *(VIEWED, ADDED, ORDERED, "Page Viewed", "Screen Viewed", "Identified", "*"),
    *("Video Played", "Ünicode ★", "it's $5.00 'off'", "Product List Viewed", "Never"),
)
PRODUCTS = ("P1", "P2", "P3", "P4", "pé")
CATEGORIES = ("Shoes", "shoes", "Hats", "Ünder wear", "5")
BRANDS = ("Acme", "O'Neill", "Bé", "")
TITLES = ("Red shoe", "100% wool_hat", "Sock\\s", "")
PRICES = ("0.1", "0.10", "19.99", "20", "5", "0.000001", "100")
PROPERTIES = ("color", "score", "na.me", "it's", "$price", "ünit", "a b/c~d")
FINEST = 0.0000005  # more decimals than a condition may ask for
VALUES = (
    *(
        "red",
        "Red",
        "5",
        "5.0",
        "05",
        "-3.5",
        "1e3",
        "true",
        "",
        " 5",
        "ünï★",
        "O'Neill",
        "a%b_c\\d",
    ),
    *(5, 5.0, -3.5, 0, 2.5, 1_000_000_000_000, 0.000001, FINEST, True, False),
)
DEVICES = ("mobile", "desktop", "Mobile", "other")
COUNTRIES = ("GB", "DE", "gb")
CITIES = ("Bath", "Köln")
TRAITS = ("plan", "age", "address.city", "address.zip", "born", "vip", "$x", "o'k")
DATES = (
    *("1990-02-28", "1992-02-29", "1990-03-01", "1990-12-31", "1991-01-01T05:00:00Z"),
    *(
        "1990-10-27",
        "1990-10-26",
        "1990-03-31",
        "2024-02-29",
        "2024-03-31",
        "1990-02-30",
        "x1990-01-01",
    ),
)
CONSENTS = (("email", "marketing"), ("sms", "marketing"), ("onsite", "newsletter"))
PREDICTIONS = ("churn", "next_order_days")
ZONES = (
    *("Europe/London", "UTC", "America/New_York", "America/Havana", "Australia/Lord_Howe"),
    *("Africa/Cairo", "Asia/Kathmandu", "America/Santiago"),
)


def instant(text: str, zone: str) -> int:
    """Return the instant that a zone's clocks show first, microseconds UTC."""
    shown = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return round((shown - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000


# Leap days, changes of clocks (over midnight too), ends of years and months.
SPECIAL = (
    *("2024-02-29T00:00", "2024-02-29T12:00", "2024-03-01T00:00", "2025-02-28T00:00"),
    *("2025-03-01T00:00", "2024-03-31T00:00", "2024-03-31T03:00", "2024-10-27T00:00"),
    *("2024-10-27T02:00", "2024-10-28T00:00", "2024-11-03T00:00", "2024-11-04T00:00"),
    *("2024-03-10T00:00", "2024-03-10T03:00", "2024-12-31T00:00", "2025-01-01T00:00"),
    *("2024-04-07T02:00", "2024-04-26T01:00", "2024-09-08T01:00", "2024-04-07T00:00"),
)
