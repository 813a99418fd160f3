"""The shelves made from descriptions, on the descriptions the demo ships."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import cast

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.demo.categories import CATEGORIES, EVERYTHING_ELSE, category_of
from tailorbird.demo.load import FILE


@pytest.fixture(scope="module")
def descriptions() -> list[str]:
    table = pq.read_table(FILE, columns=["StockCode", "Description"])
    sold = Counter(
        (code, text)
        for code, text in zip(
            table["StockCode"].to_pylist(), table["Description"].to_pylist(), strict=True
        )
        if text and text.isupper()
    )
    usual: dict[str, str] = {}
    for (code, text), _ in sold.most_common():
        usual.setdefault(code, text)
    return list(usual.values())


def test_no_shelf_is_a_lumber_room_and_none_is_empty(descriptions: list[str]) -> None:
    shares = Counter(category_of(text) for text in descriptions)
    total = sum(shares.values())
    assert total > 3_500
    assert set(shares) == set(CATEGORIES)
    assert 12 <= len(CATEGORIES) <= 17
    assert shares[EVERYTHING_ELSE] / total < 0.05
    assert max(shares.values()) / total < 0.15
    assert min(n for shelf, n in shares.items() if shelf != EVERYTHING_ELSE) / total > 0.02


def test_best_sellers_have_a_shelf() -> None:
    table = pq.read_table(FILE, columns=["Description", "Quantity"])
    sums = table.group_by("Description").aggregate([("Quantity", "sum")])
    order = pc.sort_indices(sums, sort_keys=[("Quantity_sum", "descending")])
    best = cast("Iterable[str]", sums.take(order)["Description"].to_pylist()[:300])
    lost = [text for text in best if text and category_of(text) == EVERYTHING_ELSE]
    assert len(lost) <= 6, lost


@pytest.mark.parametrize(
    ("description", "shelf"),
    [
        ("WHITE HANGING HEART T-LIGHT HOLDER", "Candles & lights"),
        ("JUMBO BAG RED RETROSPOT", "Bags & purses"),
        ("REGENCY CAKESTAND 3 TIER", "Tea & table"),
        ("PARTY BUNTING", "Party & celebration"),
        ("ASSORTED COLOUR BIRD ORNAMENT", "Garden & picnic"),
        ("SET OF 3 CAKE TINS PANTRY DESIGN ", "Baking & kitchen"),
        ("PAPER CHAIN KIT 50'S CHRISTMAS ", "Christmas"),
        ("SPOTTY BUNTING", "Party & celebration"),
        ("HOT WATER BOTTLE KEEP CALM", "Cushions & comfort"),
        ("ALARM CLOCK BAKELIKE RED ", "Clocks, frames & signs"),
        ("IVORY KITCHEN WALL CLOCK", "Clocks, frames & signs"),
        ("WRAP ENGLISH ROSE ", "Cards & gift wrap"),
        ("12 PENCILS TALL TUBE RED RETROSPOT", "Paper & craft"),
        ("STARGAZER 5000", EVERYTHING_ELSE),
        ("", EVERYTHING_ELSE),
    ],
)
def test_a_shopper_would_look_there(description: str, shelf: str) -> None:
    assert category_of(description) == shelf


def test_words_are_whole_words() -> None:
    # "RING" is not in "STRING", "CARD" not in "CARDIGAN", "TEA" not in "STEAM"
    assert category_of("STEAMROLLER CARDIGANS") == EVERYTHING_ELSE
    assert category_of("BOOTSTRINGS") == EVERYTHING_ELSE


@given(st.text(max_size=80))
def test_any_text_has_a_shelf_whatever_its_case(text: str) -> None:
    assert category_of(text) in CATEGORIES
    assert category_of(text.upper()) == category_of(text)
