"""The published schema of a tree says what is taken and what is not."""

from __future__ import annotations

from typing import Any

import jsonschema
import msgspec
import pytest

from tailorbird.segments.parsing import parse
from tailorbird.segments.presets import PRESETS
from tailorbird.segments.results import Preset
from tailorbird.segments.schema import document

VALIDATOR = jsonschema.Draft202012Validator(document())
VIEWED = {"type": "event", "name": "Product Viewed"}


def test_it_is_a_good_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(document())


@pytest.mark.parametrize("preset", PRESETS, ids=[one.key for one in PRESETS])
def test_presets_fit(preset: Preset) -> None:
    data = msgspec.to_builtins(preset.tree)
    VALIDATOR.validate(data)
    assert parse(data) == preset.tree


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"type": "all", "of": []},
        {"type": "nope"},
        {**VIEWED, "foo": 1},
        {**VIEWED, "where": [{"field": "product.colour"}]},
        {**VIEWED, "window": {"type": "rolling", "length": 0}},
        {**VIEWED, "window": {"type": "since", "at": "yesterday"}},
        {"type": "sequence", "steps": [{"name": "A"}], "within": 1},
        {"type": "sample", "percent": 101},
        {"type": "not", "of": [VIEWED]},
    ],
)
def test_what_is_refused_does_not_fit_either(data: Any) -> None:
    assert not VALIDATOR.is_valid(data)
