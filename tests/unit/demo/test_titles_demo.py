"""Titles in reading case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.demo.titles import pretty_title


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("WHITE HANGING HEART T-LIGHT HOLDER", "White Hanging Heart T-Light Holder"),
        ("SET/6 RED SPOTTY  PAPER CUPS ", "Set of 6 Red Spotty Paper Cups"),
        ("S/4 PINK CANDLES", "Set of 4 Pink Candles"),
        ("CREAM CUPID HEARTS COAT HANGER.", "Cream Cupid Hearts Coat Hanger"),
        ("IF YOU CAN'T STAND THE HEAT MUG", "If You Can't Stand the Heat Mug"),
        ("CHARLIE+LOLA RED HOT WATER BOTTLE ", "Charlie & Lola Red Hot Water Bottle"),
        ("METAL SIGN,CUPCAKE SINGLE HOOK", "Metal Sign, Cupcake Single Hook"),
        ("50'S CHRISTMAS PAPER GIFT BAG", "50's Christmas Paper Gift Bag"),
        ("ASS COL SMALL SAND GECKO P'WEIGHT", "Assorted Colour Small Sand Gecko Paperweight"),
        ("GREEN DROP EARRINGS W BEAD CLUSTER", "Green Drop Earrings with Bead Cluster"),
        ("POLYESTER FILLER PAD 65CMx65CM", "Polyester Filler Pad 65cmx65cm"),
        ("CAMOUFLAGE LED TORCH", "Camouflage LED Torch"),
        ("THE KING GIFT BAG", "The King Gift Bag"),
        ("Dr. Jam's Arouzer Stress Ball", "Dr. Jam's Arouzer Stress Ball"),
        ("", ""),
    ],
)
def test_reads_like_a_title(source: str, title: str) -> None:
    assert pretty_title(source) == title


@given(st.text(max_size=60))
def test_nothing_more_is_done_the_second_time(source: str) -> None:
    once = pretty_title(source)
    assert once == once.strip()
    assert "  " not in once
    if any(letter.islower() for letter in once):
        assert pretty_title(once) == once
