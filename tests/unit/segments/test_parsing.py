"""A condition tree from JSON: taken as it is meant, or refused with the place of the bad node."""

from __future__ import annotations

import json
import time
from typing import Any

import msgspec
import pytest

from tailorbird.core.errors import BadInput, TooLarge
from tailorbird.segments.parsing import MOST_LEVELS, MOST_NODES, check, parse
from tailorbird.segments.types import (
    All,
    Comparator,
    Compare,
    Condition,
    Did,
    Ever,
    Filter,
    Learned,
    Measure,
    Not,
    OfOrders,
    Op,
    Rolling,
    RollingUnit,
)

VIEWED: dict[str, Any] = {"type": "event", "name": "Product Viewed"}


def refusal(data: Any) -> BadInput:
    with pytest.raises(BadInput) as refused:
        parse(data)
    assert refused.value.message
    return refused.value


def event(**more: Any) -> dict[str, Any]:
    return {**VIEWED, **more}


def filtered(field: str, op: str = "is", value: Any = None) -> dict[str, Any]:
    one = (
        {"field": field, "op": op} if value is None else {"field": field, "op": op, "value": value}
    )
    return event(where=[one])


def orders(**more: Any) -> dict[str, Any]:
    compare = {"op": "at_least", "value": 1}
    return {"type": "measure_orders", "measure": "count", "compare": compare, **more}


def test_the_segment_of_the_issue_is_read_from_bytes_text_and_what_was_decoded() -> None:
    data = {
        "type": "all",
        "of": [
            {
                "type": "event",
                "name": "Product Viewed",
                "where": [{"field": "product.category", "value": "Shoes"}],
                "window": {"type": "rolling", "length": 7},
                "count": {"op": "at_least", "value": 2},
            },
            {"type": "not", "of": orders(window={"type": "rolling", "length": 30})},
        ],
    }
    meant = All(
        [
            Did(
                "Product Viewed",
                [Filter("product.category", Op.IS, "Shoes")],
                Rolling(7),
                Compare(Comparator.AT_LEAST, 2),
            ),
            Not(OfOrders(Measure.COUNT, Compare(Comparator.AT_LEAST, 1), window=Rolling(30))),
        ]
    )
    text = json.dumps(data)
    assert parse(data) == parse(text) == parse(text.encode()) == meant
    assert parse(msgspec.json.encode(meant)) == meant


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (event(foo=1), "$"),
        ({"type": "all", "of": [VIEWED, {"type": "nope"}]}, "$.of[1].type"),
        (event(window={"type": "rolling", "length": 0}), "$.window.length"),
        (event(window={"type": "rolling", "length": 7, "gap": 7}), "$.window.gap"),
        (event(window={"type": "rolling", "length": 9**6, "unit": "weeks"}), "$.window.length"),
        (event(window={"type": "rolling", "length": 1, "unit": "months"}), "$.window.unit"),
        (event(window={"type": "since", "at": "yesterday"}), "$.window.at"),
        (event(window={"type": "since", "at": "2026-02-30"}), "$.window.at"),
        (event(window={"type": "since", "at": "2026-W01-1"}), "$.window.at"),
        (event(window={"type": "since", "at": "2026-01-01T10:00"}), "$.window.at"),
        (event(window={"type": "since", "at": "0001-01-01"}), "$.window.at"),
        (
            event(window={"type": "between", "start": "2026-02-01", "end": "2026-01-01"}),
            "$.window.end",
        ),
        ({"type": "sample", "percent": 0}, "$.percent"),
        ({"type": "sample", "percent": 100.5}, "$.percent"),
        (filtered("product.colour", value="red"), "$.where[0].field"),
        (filtered("property.", value="red"), "$.where[0].field"),
        (filtered('property.a"b', value="red"), "$.where[0].field"),
        (filtered("product.price", "more_than", "10"), "$.where[0].value"),
        (filtered("product.price", "more_than", True), "$.where[0].value"),
        (filtered("product.price", "contains", "1"), "$.where[0].op"),
        (filtered("product.quantity", "is", "two"), "$.where[0].value"),
        (filtered("property.a", "exists", 1), "$.where[0].value"),
        (filtered("property.a", "is"), "$.where[0].value"),
        (filtered("property.a", "is", []), "$.where[0].value"),
        (filtered("property.a", "is", [1, 1e13]), "$.where[0].value[1]"),
        (filtered("property.a", "is", 0.0000001), "$.where[0].value"),
        (filtered("property.a", "is", 10**400), "$.where[0].value"),
        (filtered("property.a", "at_least", [1]), "$.where[0].value"),
        (filtered("property.a", "contains", 5), "$.where[0].value"),
        (filtered("property.a", "contains", "x" * 201), "$.where[0].value"),
        (filtered("property.a", "contains", "a\0"), "$.where[0].value"),
        (event(count={"op": "at_least", "value": -(10**13)}), "$.count.value"),
        (event(count={"op": "at_least", "value": {"learned": "A b"}}), "$.count.value.learned"),
        (event(name="Segment Entered"), "$.name"),
        (event(name='a"b'), "$.name"),
        (
            {"type": "sequence", "steps": [{"name": "A"}, {"name": "Segment Exited"}], "within": 1},
            "$.steps[1].name",
        ),
        ({"type": "sequence", "steps": [{"name": "A"}], "within": 1}, "$.steps"),
        ({"type": "sequence", "steps": [], "within": 1}, "$.steps"),
        ({"type": "all", "of": []}, "$"),
        ({"type": "not", "of": {"type": "any", "of": []}}, "$.of"),
        (orders(where=[{"field": "device", "value": "mobile"}]), "$.where[0].field"),
        (orders(where=[{"field": "property.a", "value": "b"}]), "$.where[0].field"),
        (
            {"type": "cart", "where": [{"field": "product.price", "op": "exists"}]},
            "$.where[0].field",
        ),
        ({**orders(name="A", measure="sum"), "type": "measure_events"}, "$.of"),
        ({**orders(name="A", of="value"), "type": "measure_events"}, "$.of"),
        ({"type": "trait", "name": "a.b.c", "value": "d"}, "$.name"),
        ({"type": "trait", "name": "a", "op": "less_than", "value": "d"}, "$.value"),
        ({"type": "date", "name": "birthday", "first": 1, "last": 0}, "$.last"),
        ({"of": []}, "$"),
        ("[]", "$"),
        ("nonsense", "$"),
        (b'{"type":"event","name":"\xff"}', "$"),
        ("\ud800", "$"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(data: Any, place: str) -> None:
    assert refusal(data).field == place


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "(a*)*",
        "[^a]{1000}",
        ".{0,200}x.{0,200}",
        r"(\pL?\pN?x?){50}",
        r"[\pL]{20}",
        "a{9}{9}",
        "((ab)+c?)*",
        "(a{1,50}){1,50}",
        "(?:x+y?){2,}",
        "[",
        "(?=a)",
        "a" * 101,
    ],
)
def test_patterns_that_would_explode_or_mean_nothing_are_refused(pattern: str) -> None:
    refused = refusal(filtered("property.a", "matches", pattern))
    assert refused.field == "$.where[0].value"


@pytest.mark.parametrize(
    "pattern",
    [
        "^a+b*$",
        "(a|b)+",
        r"\(a+\)+",
        "[(a+)]+",
        "(a+)?",
        r"\Q(a+)+\E",
        "(?i)x{2,3}",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "((ab)+c){1}",
    ],
)
def test_plain_patterns_are_taken(pattern: str) -> None:
    check(Did("A", [Filter("property.a", Op.MATCHES, pattern)]))


def nested(levels: int) -> str:
    return '{"type":"not","of":' * (levels - 1) + json.dumps(VIEWED) + "}" * (levels - 1)


def test_levels_are_counted_and_the_first_that_is_too_deep_is_named() -> None:
    assert parse(nested(MOST_LEVELS))
    for levels in (MOST_LEVELS + 1, 500, 2_000):
        assert refusal(nested(levels)).field == "$" + ".of" * MOST_LEVELS
    lists = '{"type":"all","of":[{"type":"sample","percent":1},' * 500
    assert refusal(lists).field == "$" + ".of[1]" * (MOST_LEVELS - 1) + ".of[0]"
    assert refusal("[" * 60_000).field.startswith("$[0][0]")
    assert refusal('{"type":"event","a":' + "[" * 60_000).field.startswith("$.a[0]")


def test_levels_built_in_python_are_refused_too() -> None:
    tree: Condition = Did("A")
    for _ in range(100_000):
        tree = Not(tree)
    with pytest.raises(BadInput, match="12 levels"):
        check(tree)
    while isinstance(
        tree, Not
    ):  # taken apart by hand: a deep one overruns the stack on its way out
        tree = tree.of


def test_ten_megabytes_are_refused_at_once() -> None:
    many = json.dumps({"type": "all", "of": [VIEWED] * 200_000})
    assert len(many) > 8_000_000
    for data in (many, many.encode()):
        began = time.perf_counter()
        refused = refusal(data)
        assert time.perf_counter() - began < 0.1
        assert (refused.field, type(refused)) == ("$", TooLarge)


def test_parts_are_counted_with_steps_and_filters() -> None:
    assert parse({"type": "all", "of": [VIEWED] * (MOST_NODES - 1)})
    refused = refusal({"type": "all", "of": [VIEWED] * MOST_NODES})
    assert refused.field == f"$.of[{MOST_NODES - 1}]"
    full = filtered("device", value="mobile")
    assert refusal({"type": "all", "of": [full] * 100}).field == "$.of[99]"


def test_trees_built_in_python_are_held_to_the_same_rules() -> None:
    check(Did("A", window=Rolling(3, RollingUnit.HOURS), count=Compare(Comparator.EXACTLY, 0)))
    check(Did("A", window=Ever(), count=Compare(Comparator.MORE_THAN, Learned("n_1"))))
    for bad in (Did(3), Did("A", count=Compare(Comparator.AT_LEAST, float("nan"))), All([])):  # type: ignore[arg-type]
        with pytest.raises(BadInput):
            check(bad)
