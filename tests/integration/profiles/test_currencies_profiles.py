"""Money of two currencies is never added up."""

from __future__ import annotations

from pathlib import Path

import tailorbird
from tailorbird.core.clock import day_number


def test_another_currency_counts_as_an_order_and_not_as_money(tmp_path: Path) -> None:
    with tailorbird.open(tmp_path, currency="GBP") as shop:
        for number, currency in enumerate(["GBP", "EUR"]):
            shop.track(
                name="Order Completed",
                user_id="ann",
                properties={"order_id": f"o{number}", "currency": currency, "total": "10.00"},
            )
        shop.wait_until_processed()
        today = day_number(shop.now())
        (day,) = shop.trade_by_day(today, today)
        (ann,) = shop.people()
        person = shop.person(ann.profile_id)
    assert (day.orders, day.net_minor) == (2, 1_000)
    assert (ann.order_count, ann.net_minor, ann.currency) == (2, 1_000, "GBP")
    assert person is not None
    assert (person.order_count, person.net_minor, person.currency) == (2, 1_000, "GBP")
