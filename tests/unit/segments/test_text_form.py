"""The text form: short to read, and every fault told by line and column."""

from __future__ import annotations

import pytest

from tailorbird.core.errors import BadInput
from tailorbird.segments.presets import PRESETS
from tailorbird.segments.results import Preset
from tailorbird.segments.text_form import read, write
from tailorbird.segments.types import (
    ONCE,
    All,
    AnyOf,
    Comparator,
    Compare,
    Did,
    Filter,
    Measure,
    Not,
    OfOrders,
    Op,
    Rolling,
)

ISSUE = (
    'did "Product Viewed" where product.category is "Shoes" in last 7 days at least 2 times '
    "and not orders count in last 30 days at least 1"
)
MEANT = All(
    [
        Did(
            "Product Viewed",
            [Filter("product.category", Op.IS, "Shoes")],
            Rolling(7),
            Compare(Comparator.AT_LEAST, 2),
        ),
        Not(OfOrders(Measure.COUNT, ONCE, window=Rolling(30))),
    ]
)


def test_the_segment_of_the_issue() -> None:
    assert read(ISSUE) == MEANT
    assert write(MEANT) == ISSUE


def test_case_lines_and_the_order_of_count_and_window_are_free() -> None:
    loose = """
      DID "Product Viewed"
        where product.category is "Shoes"
        at least 2 times in last 7 day
      AND NOT (orders count at least 1 in last 30 days)
    """
    assert read(loose) == MEANT


def test_and_joins_filters_where_a_field_follows_and_conditions_elsewhere() -> None:
    tree = read('did "A" where device is "mobile" and not property.x exists and not did "B"')
    where = [Filter("device", Op.IS, "mobile"), Filter("property.x", Op.EXISTS, negate=True)]
    assert tree == All([Did("A", where), Not(Did("B"))])


def test_groups_of_one_and_groups_in_groups_stay_what_they_are() -> None:
    one, two = Did("A"), Did("B")
    for tree in (All([one]), AnyOf([All([one]), two]), All([All([one, two]), two]), Not(Not(one))):
        assert read(write(tree)) == tree


@pytest.mark.parametrize("preset", PRESETS, ids=[one.key for one in PRESETS])
def test_presets_read_back(preset: Preset) -> None:
    assert read(write(preset.tree)) == preset.tree


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("", "1:1", "expected a condition"),
        ('did "A" and', "1:12", "found the end"),
        ('did "A" and did "B" or did "C"', "1:21", "brackets"),
        ('did "A"\n where foo is 1', "2:8", "expected a field"),
        ('did "A"\n  and did "B" in last 0 days', "2:7", "zero length"),
        ("orders count in last 5 months at least 1", "1:24", "expected one of: minutes"),
        ("orders count in last 5 days", "1:28", "expected a comparison"),
        ("did $", "1:5", "cannot stand here"),
        ('did "A', "1:5", "cannot stand here"),
        ('did "\\q"', "1:5", "not well written"),
        ("(" * 50_000, "1:41", "too deep"),
        ("not " * 20 + 'did "A"', "1:49", "12 levels"),
        ('did "A" where product.price contains "x"', "1:1", "is a number"),
        ("trait plan is", "1:14", "expected a text"),
        ('sequence "A" within 5 days', "1:1", "2 to 6 steps"),
        ('did "A" did "B"', "1:9", "expected 'and', 'or' or the end"),
        ("cart in last 1.5 days", "1:14", "whole number"),
        ("x" * 70_000, "1:1", "64 KB"),
    ],
)
def test_faults_are_told_with_their_place(text: str, place: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(text)
    assert refused.value.field == place
    assert told in refused.value.message
