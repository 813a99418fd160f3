"""The basket in a cookie."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tailorbird.demo.basket import MOST_LINES, MOST_PIECES, Basket, read_basket, write_basket

ids = st.text("ABCDEFabcdef0123456789_", min_size=1, max_size=20)


@given(st.lists(st.tuples(ids, st.integers(-5, 2_000)), max_size=60))
def test_what_is_written_is_read_again(acts: list[tuple[str, int]]) -> None:
    basket = Basket()
    for product_id, quantity in acts:
        basket = basket.add(product_id, quantity)
    assert read_basket(write_basket(basket)) == basket
    assert len(basket.pieces) <= MOST_LINES
    assert all(0 < n <= MOST_PIECES for n in basket.pieces.values())
    # a browser keeps a cookie of up to 4,096 bytes, without quotes where it has no odd characters
    assert re.fullmatch(r"[A-Za-z0-9_.~]*", write_basket(basket))
    assert len(write_basket(basket)) < 1_000


@given(st.text(max_size=200))
def test_a_spoilt_cookie_is_an_empty_or_smaller_basket(cookie: str) -> None:
    basket = read_basket(cookie)
    assert all(1 <= n <= MOST_PIECES for n in basket.pieces.values())


def test_adding_setting_and_taking_out() -> None:
    basket = Basket().add("A", 2).add("B", 1).add("A", 3)
    assert basket.pieces == {"A": 5, "B": 1}
    assert basket.count == 6
    assert list(basket.set("A", 1).pieces) == ["A", "B"]
    assert basket.set("A", 0).pieces == {"B": 1}
    assert basket.set("C", 0) == basket
    assert basket.add("A", -4) == basket


def test_a_full_basket_takes_no_new_line_but_changes_the_old() -> None:
    basket = Basket()
    for number in range(MOST_LINES + 5):
        basket = basket.add(f"P{number}", 1)
    assert len(basket.pieces) == MOST_LINES
    assert basket.add("P0", 4).pieces["P0"] == 5
