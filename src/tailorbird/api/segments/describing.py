"""The calls about segments for the description of every call, from the types they are read by."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from tailorbird.api.answers import Failure, Success
from tailorbird.api.segments import answers
from tailorbird.api.segments.paths import PATHS, Takings
from tailorbird.segments import schema
from tailorbird.segments.results import Estimate, Overlap

_JSON, _CSV = "application/json", "text/csv"
_BODIES: dict[tuple[str, str], type[Struct]] = {
    ("/v1/segments", "POST"): answers.NewSegment,
    ("/v1/segments/{id}", "PUT"): answers.ChangedSegment,
    ("/v1/segments/count", "POST"): answers.AskedTree,
    ("/v1/segments/estimate", "POST"): answers.AskedTree,
}
_GOOD: dict[tuple[str, str], type[Struct]] = {
    ("/v1/segments", "GET"): answers.SegmentList,
    ("/v1/segments", "POST"): answers.ShownSegment,
    ("/v1/segments/count", "POST"): answers.Counted,
    ("/v1/segments/estimate", "POST"): Estimate,
    ("/v1/segments/presets", "GET"): answers.PresetList,
    ("/v1/segments/learned", "GET"): answers.NumberList,
    ("/v1/segments/check", "GET"): answers.ShownCheck,
    ("/v1/segments/overlap", "GET"): Overlap,
    ("/v1/segments/{id}", "GET"): answers.ShownSegment,
    ("/v1/segments/{id}", "PUT"): answers.ShownSegment,
    ("/v1/segments/{id}", "DELETE"): Success,
    ("/v1/segments/{id}/refill", "POST"): answers.ShownSegment,
    ("/v1/segments/{id}/members", "GET"): answers.MemberPage,
    ("/v1/segments/{id}/movements", "GET"): answers.MovementList,
    ("/v1/segments/{id}/sizes", "GET"): answers.SizeList,
    ("/v1/segments/{id}/why/{profile_id}", "GET"): answers.ShownWhy,
    ("/v1/people/{profile_id}/segments", "GET"): answers.PersonSegments,
}
_FAILURES = {
    "400": "Something in the call is wrong; `field` is the place of the bad node in the tree.",
    "401": "The key is missing, wrong, or has ended.",
    "403": "The key may not do this; the sentence names the scope it lacks.",
    "404": "There is no such segment or person.",
    "405": "The method is not one of this path.",
    "429": "More than this key may send; Retry-After says when to send it again.",
    "500": "A defect of the server.",
    "503": "The server is stopping or its database does not answer; send it again.",
    "507": "The server's disk is full; nothing of the call was kept.",
}
_PARAMETERS = {
    "/v1/segments/{id}/members": {"limit": "1 to 500, 50 if left out", "after": "`next` of a page"},
    "/v1/segments/{id}/movements": {"limit": "1 to 500, 50 if left out"},
    "/v1/segments/{id}/sizes": {"first": "a date, UTC", "last": "a date, today if left out"},
    "/v1/segments/overlap": {"first": "the id of a segment", "second": "the id of another"},
}


class Described(Struct, frozen=True, kw_only=True):
    """One door's calls: what they take and give, by path and method."""

    paths: Mapping[str, Takings]
    bodies: Mapping[tuple[str, str], type[Struct]]
    good: Mapping[tuple[str, str], type[Struct]]
    parameters: Mapping[str, Mapping[str, str]]
    failures: Mapping[str, str]

    @property
    def types(self) -> tuple[type[Struct], ...]:
        """The types they are read and answered by."""
        return tuple(dict.fromkeys([*self.bodies.values(), *self.good.values()]))

    def calls(self, reference: str) -> dict[str, dict[str, Any]]:
        """Return the calls by path; ``reference`` is the form of a reference to a type."""
        return {
            path: {method.lower(): _call(self, path, method, reference) for method in methods}
            for path, methods in self.paths.items()
        }


SEGMENTS = Described(
    paths=PATHS, bodies=_BODIES, good=_GOOD, parameters=_PARAMETERS, failures=_FAILURES
)
TYPES = SEGMENTS.types
paths = SEGMENTS.calls


def tree_schemas(reference: str) -> dict[str, Any]:
    """Return the types of a condition tree by name, as the published schema has them."""
    told = json.dumps(schema.document()["$defs"])
    pointer = reference.format(name="")
    found: dict[str, Any] = json.loads(told.replace('"#/$defs/', f'"{pointer}'))
    return found


def _call(table: Described, path: str, method: str, reference: str) -> dict[str, Any]:
    failures = table.failures.items()
    bad = {status: _answer(said, Failure, reference) for status, said in failures}
    call: dict[str, Any] = {
        "summary": table.paths[path][method].about,
        "security": [{"writeKey": []}],
        "parameters": _parameters(table, path),
        "responses": {"200": _good(table, path, method, reference), **bad},
    }
    if body := table.bodies.get((path, method)):
        content = {_JSON: {"schema": _named(body, reference)}}
        call["requestBody"] = {"required": True, "content": content}
    return call


def _good(table: Described, path: str, method: str, reference: str) -> dict[str, Any]:
    kind = table.good.get((path, method))
    if kind is not None:
        return _answer("Done.", kind, reference)
    if path.endswith(".csv"):
        said = "Everybody who may be on a list."
        return {"description": said, "content": {_CSV: {"schema": {"type": "string"}}}}
    return {"description": "The schema.", "content": {_JSON: {"schema": {"type": "object"}}}}


def _parameters(table: Described, path: str) -> list[dict[str, Any]]:
    text = {"type": "string"}
    named = [
        {"name": name, "in": "path", "required": True, "schema": text}
        for name in re.findall(r"{(\w+)}", path)
    ]
    return named + [
        {"name": name, "in": "query", "description": said, "schema": text}
        for name, said in table.parameters.get(path, {}).items()
    ]


def _answer(said: str, kind: type[Struct], reference: str) -> dict[str, Any]:
    return {"description": said, "content": {_JSON: {"schema": _named(kind, reference)}}}


def _named(kind: type[Struct], reference: str) -> dict[str, str]:
    return {"$ref": reference.format(name=kind.__name__)}
