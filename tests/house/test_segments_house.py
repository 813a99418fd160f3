"""The pages on segments say what the program takes: every word of a tree, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tailorbird.segments.demanding import NUMBERS_OF_PRODUCT, PLACE, TEXTS_OF_PRODUCT
from tailorbird.segments.parsing import parse
from tailorbird.segments.presets import PRESETS, brand_fans, category_fans
from tailorbird.segments.schema import document
from tailorbird.segments.sentences import people_who
from tailorbird.segments.text_form import read, write
from tailorbird.segments.types import Measure, Op
from tools import segment_tree
from tools.house.reference_rules import documented

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "reference" / "segments.md").read_text()
PRESETS_PAGE = (DOCS / "explanation" / "segments-presets.md").read_text()
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", PAGE, re.DOTALL)
EXAMPLES = [line for line in BLOCKS[-1][1].splitlines() if line]


def test_the_copy_of_the_schema_is_what_the_program_says() -> None:
    renew = "run: .venv/bin/python -m tools.segment_tree"
    assert segment_tree.COPY.read_text() == segment_tree.text(), renew


def test_every_word_of_a_tree_has_a_row() -> None:
    kinds = {
        told["enum"][0]
        for one in document()["$defs"].values()
        if (told := one.get("properties", {}).get("type"))
    }
    fields = {*TEXTS_OF_PRODUCT, *NUMBERS_OF_PRODUCT, *PLACE, "property.NAME"}
    assert documented(PAGE) == {*kinds, *fields, *Op, *Measure}


def test_the_first_example_says_the_same_three_times() -> None:
    (_, as_json), (_, as_text) = BLOCKS[0], BLOCKS[1]
    tree = parse(as_json)
    assert read(as_text) == tree
    assert f"> {people_who(tree)}" in PAGE.splitlines()


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_of_the_text_form_are_good(text: str) -> None:
    tree = read(text)
    assert write(tree) == text


def test_every_preset_has_a_row_with_its_rule() -> None:
    presets = (*PRESETS, category_fans("Shoes"), brand_fans("Acme"))
    rows = {
        line.split("`")[1]: line for line in PRESETS_PAGE.splitlines() if line.startswith("| `")
    }
    assert set(rows) == {one.key for one in presets}
    for one in presets:
        if not one.key.startswith("rfm_"):
            assert f"`{write(one.tree)}`" in rows[one.key], one.key
