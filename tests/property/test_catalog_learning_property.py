"""What the catalogue learns from order lines, through the real database, in any order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tailorbird.core.clock import MINUTE
from tailorbird.events.types import Event, Lane
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import order
from tailorbird.testing.shop import StillShop

# (minute, title, price in pence, from a browser)
sold_lines = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(("MUG", "Mug, red", "damaged", "", "  ")),
        st.sampled_from((None, 0, 250, 275)),
        st.sampled_from((False, False, False, True)),
    ),
    min_size=1,
    max_size=8,
)
Sold = tuple[int, str, int | None, bool]


def told(number: int, sold: Sold) -> Event:
    minute, title, pence, browser = sold
    product: dict[str, Any] = {"product_id": "m1", "quantity": 1, "name": title}
    if pence is not None:
        product["price"] = str(Decimal(pence) / 100)
    at = SOME_DAY + minute * MINUTE
    return order(f"o{number}", at, [product], user="ann", source="http" if browser else "import:x")


@given(st.data(), sold_lines, st.lists(st.integers(1, 3), max_size=8))
@settings(max_examples=40)
def test_the_newest_line_that_was_paid_for_names_the_product(
    shop: StillShop, data: st.DataObject, lines: list[Sold], sizes: list[int]
) -> None:
    events = [told(number, sold) for number, sold in enumerate(lines)]
    shop.empty()
    shop.take_in_batches(data.draw(st.permutations(events)), sizes, lane=Lane.BACKFILL)
    product = shop.catalog.product("m1")
    trusted = [sold for sold in lines if not sold[3]]
    if not trusted:
        assert product is None  # a browser never teaches
        return
    assert product is not None
    assert product.first_seen == SOME_DAY + min(sold[0] for sold in trusted) * MINUTE
    paid = [
        (minute, pence, title) for minute, title, pence, _ in trusted if pence and title.strip()
    ]
    if not paid:
        assert product.price is None
        assert product.title in {"m1", *(title for _, title, *_ in trusted)}
        return
    minute, pence, title = max(paid)
    assert (product.title, product.price) == (title, Decimal(pence) / 100)
    assert product.updated_at == SOME_DAY + minute * MINUTE
