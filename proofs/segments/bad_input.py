"""Trees that cannot be meant, sent to a running server and to the library: refused, with the place.

How long a refusal takes is measured too: ten megabytes must cost no more than a slip of the pen.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.accounts.types import KeyKind, Scope
from tailorbird.core.errors import BadInput
from tailorbird.segments.parsing import parse
from tests.integration.api.doors import Answer, Doors, basic, serving

VIEWED = {"type": "event", "name": "Product Viewed"}
ORDERS = {"type": "measure_orders", "measure": "count"}
QUICK = 0.5  # seconds
PATH = "/v1/segments"
_MATCHES = {"field": "property.color", "op": "matches", "value": "(a+)+$"}


def _nested(levels: int) -> str:
    return '{"type":"not","of":' * levels + json.dumps(VIEWED) + "}" * levels


# what is wrong, the tree as JSON, and where the bad node is
BAD: tuple[tuple[str, str, str], ...] = (
    (
        "an unknown field",
        json.dumps({"type": "all", "of": [VIEWED, {**VIEWED, "foo": 1}]}),
        "$.of[1]",
    ),
    ("an unknown type", json.dumps({"type": "all", "of": [{"type": "spell"}]}), "$.of[0]"),
    (
        "a window of zero",
        json.dumps({"type": "not", "of": {**VIEWED, "window": {"type": "rolling", "length": 0}}}),
        "$.of.window.length",
    ),
    (
        "an expression that explodes elsewhere",
        json.dumps({**VIEWED, "where": [_MATCHES]}),
        "$.where[0].value",
    ),
    ("500 levels", _nested(500), "$.of.of"),
    ("10,000 levels", _nested(10_000), "$"),  # more than a condition can have of letters already
    ("10 MB", json.dumps({**VIEWED, "name": "x" * 10_000_000}), "$"),
    ("no JSON", '{"type": "event"', "$"),
    ("no number", json.dumps({**ORDERS, "compare": {"op": "at_least", "value": "x"}}), "$.compare"),
)


def prove(place: Workplace) -> Iterator[Claim]:
    """First the library, then a running server; then circles, which only a shop can have."""
    for called, tree, where in BAD:
        yield _refused(f"library: {called}", where, partial(_parsed, tree))
    with serving(place.scratch / "shop") as doors:
        key = doors.shop.keys.create(KeyKind.SERVER, "proof", [Scope.SEGMENTS])[1]
        for called, tree, where in BAD:
            body = f'{{"name": "Bad", "tree": {tree}}}'.encode()
            yield _refused(f"server: {called}", where, partial(_posted, doors, key, body))
        yield _circle(doors, key)
        left = len(doors.shop.segments.all())
        yield Claim("nothing of it was kept", f"{left} segments", "2", ok=left == 2)


def _parsed(tree: str) -> tuple[bool, str]:
    try:
        parse(tree)
    except BadInput as error:
        return bool(str(error)), error.field
    return False, ""


def _posted(doors: Doors, key: str, body: bytes) -> tuple[bool, str]:
    answer = _call(doors, key, "POST", PATH, body)
    return answer.status in {400, 413}, _place(answer)


def _call(doors: Doors, key: str, method: str, path: str, body: bytes) -> Answer:
    try:
        return doors.call(path, body, {"Authorization": basic(key)}, method)
    except (
        OSError
    ):  # the server hung up on ten megabytes before all were sent: as one more try says
        return doors.call(path, body[:1], {"Authorization": basic(key)}, method)


def _place(answer: Answer) -> str:
    problems: list[dict[str, Any]] = answer.said.get("problems") or [answer.said]
    return str(problems[0].get("field", ""))


def _refused(called: str, where: str, ask: Callable[[], tuple[bool, str]]) -> Claim:
    began = time.perf_counter()
    refused, place = ask()
    took = time.perf_counter() - began
    short = place if len(place) < 30 else f"{place[:20]}… ({len(place)} characters)"
    named = where in place or (where == "$" and refused)
    return Claim(
        called,
        f"{'refused' if refused else 'TAKEN'} at {short}, {took * 1000:.0f} ms",
        f"refused at {where}, {QUICK * 1000:.0f} ms",
        ok=refused and named and took < QUICK,
    )


def _circle(doors: Doors, key: str) -> Claim:
    made = [_made(doors, key, {"name": name, "tree": VIEWED}) for name in ("A", "B")]
    inside = [{"tree": {"type": "not", "of": {"type": "segment", "id": one}}} for one in made]
    first = _call(doors, key, "PUT", f"{PATH}/{made[0]}", json.dumps(inside[1]).encode())
    second = _call(doors, key, "PUT", f"{PATH}/{made[1]}", json.dumps(inside[0]).encode())
    return Claim(
        "server: a circle of segments",
        f"{first.status}, then {second.status} at {_place(second)}",
        "200, then 400 at $.of.id",
        ok=(first.status, second.status) == (200, 400) and "$.of.id" in _place(second),
    )


def _made(doors: Doors, key: str, content: dict[str, Any]) -> str:
    answer = _call(doors, key, "POST", PATH, json.dumps(content).encode())
    return str(answer.said["id"])
