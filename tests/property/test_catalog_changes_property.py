"""The rules of what changed in a feed, beside plain words of the same over every hour."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tailorbird.catalog.changes import (
    PRICE_WINDOW,
    Offer,
    PriceSince,
    dropped_from,
    is_back,
    prices_after,
    runs_low,
)
from tailorbird.core.clock import DAY
from tailorbird.testing.clock import SOME_DAY

PRICES = st.sampled_from([Decimal(8), Decimal("9.99"), Decimal(10), Decimal(12)])
LOOKS = st.lists(st.tuples(st.integers(1, 40), PRICES), min_size=1, max_size=12)


@given(LOOKS)
def test_a_drop_is_below_every_price_of_the_last_30_days(looks: list[tuple[int, Decimal]]) -> None:
    now = SOME_DAY
    held: list[PriceSince] = []
    by_day: dict[int, Decimal] = {}  # the price that each day before was sold at
    for days, price in looks:
        last = held[-1].price if held else None
        for day in range(days):
            if last is not None:
                by_day[now // DAY + day] = last
        now += days * DAY
        offer = Offer(price=price, currency="EUR")
        window = [p for day, p in by_day.items() if day >= (now - PRICE_WINDOW) // DAY]
        expected = min(window, default=None)
        found = dropped_from(offer, held, now)
        assert found == (expected if expected is not None and price < expected else None)
        added, old = prices_after(held, offer, now)
        held = [one for one in [*held, *added] if one not in old]


@given(PRICES, PRICES, st.integers(0, 29))
def test_raised_and_lowered_again_is_no_drop(low: Decimal, high: Decimal, days: int) -> None:
    raised = [
        PriceSince(low, "EUR", SOME_DAY - 100 * DAY),
        PriceSince(max(low, high) + 1, "EUR", SOME_DAY),
    ]
    again = Offer(price=low, currency="EUR")
    assert dropped_from(again, raised, SOME_DAY + days * DAY) is None


def test_a_price_that_stood_for_longer_than_30_days_may_drop() -> None:
    raised = [PriceSince(Decimal(10), "EUR", 0), PriceSince(Decimal(15), "EUR", SOME_DAY)]
    again = Offer(price=Decimal(10), currency="EUR")
    assert dropped_from(again, raised, SOME_DAY + 31 * DAY) == Decimal(15)


def test_another_currency_is_no_drop() -> None:
    held = [PriceSince(Decimal(10), "EUR", SOME_DAY)]
    assert dropped_from(Offer(price=Decimal(5), currency="USD"), held, SOME_DAY + DAY) is None


def test_what_is_hidden_or_gone_does_not_drop() -> None:
    held = [PriceSince(Decimal(10), "EUR", SOME_DAY)]
    for offer in (
        Offer(price=Decimal(5), currency="EUR", sellable=False),
        Offer(price=Decimal(5), currency="EUR", gone=True),
        Offer(price=Decimal(0), currency="EUR"),
        Offer(currency="EUR"),
    ):
        assert dropped_from(offer, held, SOME_DAY + DAY) is None


@given(
    st.one_of(st.none(), st.integers(0, 20)),
    st.one_of(st.none(), st.integers(0, 20)),
    st.integers(0, 10),
)
def test_low_stock_is_told_once_on_the_way_down(
    before: int | None, after: int | None, threshold: int
) -> None:
    low = runs_low(Offer(pieces=before), Offer(pieces=after), threshold)
    both = before is not None and after is not None
    assert low == (both and before > threshold and 1 <= after <= threshold)  # type: ignore[operator]
    assert not (low and runs_low(Offer(pieces=after), Offer(pieces=after), threshold))


STOCK = st.sampled_from([None, True, False])


@given(STOCK, STOCK, st.booleans(), st.booleans())
def test_back_in_stock_needs_that_it_was_out_and_is_said_to_be_in(
    was: bool | None, now: bool | None, gone: bool, sellable: bool
) -> None:
    before, after = Offer(in_stock=was, gone=gone), Offer(in_stock=now, sellable=sellable)
    assert is_back(before, after) == (sellable and now is True and (gone or was is False))
    assert not is_back(after, after)
