"""Drawings that stand in for photographs: the same each time, well-formed, and safe to serve."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailorbird.demo.artwork import artwork, motif_for
from tailorbird.demo.artwork.ink import ink_for

_SVG = "{http://www.w3.org/2000/svg}"
_ALLOWED = {"svg", "defs", "pattern", "g", "path", "circle", "ellipse", "rect", "polygon"}
_NAMES = {
    *("viewBox", "width", "height", "id", "patternUnits", "patternTransform", "opacity", "d"),
    *("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray"),
    *("cx", "cy", "r", "rx", "ry", "x", "y", "transform", "points"),
}
_VALUE = re.compile(r"^(?:[A-Za-z0-9 ,.()\-]*|#[0-9a-f]{6}|url\(#p\))$")


@pytest.mark.parametrize(
    ("title", "motif"),
    [
        ("Red Retrospot Mug", "mug"),
        ("Regency Teapot Roses", "teapot"),
        ("Jumbo Bag Pink Polkadot", "bag"),
        ("White Hanging Heart T-Light Holder", "hanging_heart"),
        ("Red Heart Cushion Cover", "cushion"),
        ("Small Heart of Wicker", "basket"),
        ("Party Bunting", "bunting"),
        ("Wooden Heart", "big_heart"),
        ("Hot Water Bottle Tea and Sympathy", "warm_bottle"),
        ("Alarm Clock Bakelike Green", "clock"),
        ("Something Quite Unheard", "parcel"),
    ],
)
def test_draws_the_kind_of_thing(title: str, motif: str) -> None:
    assert motif_for(title).__name__ == motif


def test_the_same_product_always_looks_the_same() -> None:
    first = artwork("85123A", "White Hanging Heart")
    artwork.cache_clear()
    assert artwork("85123A", "White Hanging Heart") == first


def test_words_choose_the_colours_and_chance_only_what_they_leave() -> None:
    assert ink_for("RED MUG", 1).main == ink_for("RED MUG", 2).main
    assert ink_for("RED MUG", 1).main != ink_for("BLUE MUG", 1).main
    assert ink_for("red and blue mug", 1).accent == ink_for("BLUE MUG", 1).main
    assert len({ink_for("PLAIN THING", chance).main for chance in range(10)}) > 5


@given(st.text(max_size=60), st.text(max_size=12))
def test_any_title_gives_a_whole_and_harmless_picture(title: str, product_id: str) -> None:
    root = ET.fromstring(artwork(product_id, title))
    for element in root.iter():
        assert element.tag.removeprefix(_SVG) in _ALLOWED
        assert set(element.attrib) <= _NAMES
        assert all(_VALUE.match(value) for value in element.attrib.values()), element.attrib
        assert not (element.text or "").strip()


def test_a_hostile_title_does_not_enter_the_picture() -> None:
    drawn = artwork('"><script>', "<script>alert(1)</script> MUG & onload=")
    assert "script" not in drawn
    assert "onload" not in drawn
