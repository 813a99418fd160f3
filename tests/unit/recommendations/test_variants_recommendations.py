"""Near-identical products are told by title and category."""

import numpy as np
import pytest

from tailorbird.recommendations.baskets import baskets_of
from tailorbird.recommendations.types import Sales
from tailorbird.recommendations.variants import beyond_cap, likeness_of, title_words


def alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Judge two products given as (title, category)."""
    zeros = np.zeros(2, np.int32)
    sales = Sales(
        product_ids=("a", "b"),
        titles=(one[0], other[0]),
        categories=(one[1], other[1]),
        order=zeros,
        product=np.array([0, 1], np.int32),
        quantity=zeros + 1,
        at=zeros.astype(np.int64),
    )
    likeness = likeness_of(baskets_of(sales))
    there, back = np.array([0]), np.array([1])
    assert bool(likeness.alike(there, back)[0]) == bool(likeness.alike(back, there)[0])
    return bool(likeness.alike(there, back)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GREEN REGENCY TEACUP AND SAUCER", "ROSES REGENCY TEACUP AND SAUCER "),
        ("SET OF 3 CAKE TINS PANTRY DESIGN", "SET OF 6 CAKE TINS PANTRY DESIGN"),
        ("PICNIC BASKET WICKER LARGE", "Picnic basket, wicker (small)"),
        ("LUNCH BAG SUKI DESIGN", "LUNCH BAGS PINK POLKADOT"),
        ("Tasse blau", "Tasse rot"),
    ],
)
def test_the_same_thing_in_another_colour_size_or_print(one: str, other: str) -> None:
    assert alike((one, ""), (other, ""))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("REGENCY CAKESTAND 3 TIER", "GREEN REGENCY TEACUP AND SAUCER"),
        ("RED MUG", "RED PLATE"),
        ("RED", "BLUE"),
        ("", ""),
    ],
)
def test_different_things(one: str, other: str) -> None:
    assert not alike((one, ""), (other, ""))


def test_different_categories_are_different_things() -> None:
    plate, fork = "REGENCY ROSE TEA PLATE", "REGENCY ROSE TEA FORK"
    assert alike((plate, ""), (fork, "cutlery"))
    assert alike((plate, "china"), (fork, "china"))
    assert not alike((plate, "china"), (fork, "cutlery"))


def test_words_that_do_not_say_what_a_thing_is_are_set_aside() -> None:
    assert title_words("SET/10 BLUE POLKADOT Party Candles, candles") == (
        "polkadot",
        "party",
        "candle",
    )


def test_the_cap_counts_the_products_given_and_skips_those_already_over() -> None:
    everything_alike = np.ones((1, 5, 5), dtype=np.bool_)
    assert beyond_cap(everything_alike, 1, 2)[0].tolist() == [False, False, True, True, True]
    assert beyond_cap(everything_alike, 2, 2)[0].tolist() == [False, False, True, True, True]
    assert beyond_cap(everything_alike, 1, 9)[0].tolist() == [False] * 5
