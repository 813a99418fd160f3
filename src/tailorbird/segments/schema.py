"""The published form of a condition tree, as JSON Schema (2020-12), made from the types.

``docs/reference/segment-tree.json`` is a copy; a test compares the two. What no schema can say
(regular expressions that would explode, segments that read each other) ``parsing`` refuses.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tailorbird.segments.demanding import NUMBERS_OF_PRODUCT, PLACE, TEXTS_OF_PRODUCT
from tailorbird.segments.types import Condition

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CONDITION = {"$ref": "#/$defs/Condition"}
_PRODUCT = "|".join(one.removeprefix("product.") for one in TEXTS_OF_PRODUCT + NUMBERS_OF_PRODUCT)
_FIELD = rf'^(product\.({_PRODUCT})|property\.[^"\u0000-\u001f\u007f]+|{"|".join(PLACE)})$'
_MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?$"
_TIGHTER: dict[str, dict[str, dict[str, Any]]] = {
    "All": {"of": {"minItems": 1}},
    "AnyOf": {"of": {"minItems": 1}},
    "Filter": {"field": {"pattern": _FIELD}},
    "Since": {"at": {"pattern": _MOMENT}},
    "Between": {"start": {"pattern": _MOMENT}, "end": {"pattern": _MOMENT}},
}


def document() -> dict[str, Any]:
    """Return the schema as plain data for JSON, the same for the same release."""
    made = msgspec.json.schema(Condition)
    alternatives = made["anyOf"]
    kinds = {_kind(one): one for one in made["$defs"].values()}
    definitions = {name: _one_condition(one, alternatives) for name, one in made["$defs"].items()}
    for name, fields in _TIGHTER.items():
        for field, more in fields.items():
            definitions[name]["properties"][field].update(more)
    definitions["Condition"] = {
        "description": "One node of the tree, told apart by `type`: "
        + ", ".join(kind for kind in kinds if kind and kinds[kind]["title"] in _names(alternatives))
        + ".",
        "anyOf": alternatives,
    }
    return {
        "$schema": DIALECT,
        "title": "A segment's condition tree",
        "description": "Who is in a segment. A comparison with something that is not there is "
        "false, and `not` turns it round.",
        **_CONDITION,
        "$defs": definitions,
    }


def _names(alternatives: list[dict[str, str]]) -> set[str]:
    return {one["$ref"].rpartition("/")[2] for one in alternatives}


def _kind(definition: dict[str, Any]) -> str:
    told: dict[str, Any] = definition.get("properties", {}).get("type", {})
    return str(told.get("enum", [""])[0])


def _one_condition(part: Any, alternatives: list[dict[str, str]]) -> Any:
    """Return a part of the schema with the list of all conditions told once, by its name."""
    if isinstance(part, list):
        return [_one_condition(one, alternatives) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("anyOf") == alternatives:
        return dict(_CONDITION)
    # `discriminator` is a word of OpenAPI, not of JSON Schema
    return {
        key: _one_condition(one, alternatives)
        for key, one in part.items()
        if key != "discriminator"
    }
