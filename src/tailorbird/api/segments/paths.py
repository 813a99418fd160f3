"""Which calls the door to segments takes, by path and method."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tailorbird.accounts.types import Scope
from tailorbird.api.keys import Rule
from tailorbird.api.segments import calls
from tailorbird.api.segments.calls import Handler

SEGMENTS, PEOPLE = "/v1/segments", "/v1/people/"
PREFIXES = (SEGMENTS, PEOPLE)
RULE = Rule(scope=Scope.SEGMENTS)


class Taking(NamedTuple):
    """A call: what it is for, and what carries it out."""

    about: str
    handler: Handler
    rule: Rule = RULE


PATHS: dict[str, dict[str, Taking]] = {
    "/v1/segments": {
        "GET": Taking("Every segment, by name", calls.list_segments),
        "POST": Taking("Make a segment; it is filled from now on", calls.create),
    },
    "/v1/segments/count": {"POST": Taking("How many people a condition holds", calls.count)},
    "/v1/segments/estimate": {
        "POST": Taking("About how many people a condition holds, quickly", calls.estimate)
    },
    "/v1/segments/presets": {"GET": Taking("Segments ready to use", calls.presets)},
    "/v1/segments/learned": {
        "GET": Taking("Numbers that the shop's own past taught", calls.learned)
    },
    "/v1/segments/schema": {
        "GET": Taking("The form of a condition tree, as JSON Schema", calls.give_schema)
    },
    "/v1/segments/check": {
        "GET": Taking("How the nightly check of who is in went last", calls.check)
    },
    "/v1/segments/overlap": {"GET": Taking("How many people two segments share", calls.overlap)},
    "/v1/segments/{id}": {
        "GET": Taking("One segment", calls.get),
        "PUT": Taking("Change a segment; another condition is filled anew", calls.edit),
        "DELETE": Taking("Remove a segment", calls.delete),
    },
    "/v1/segments/{id}/refill": {"POST": Taking("Look at everybody anew", calls.refill)},
    "/v1/segments/{id}/members": {
        "GET": Taking("Who is in, those who entered last first", calls.members)
    },
    "/v1/segments/{id}/movements": {"GET": Taking("Who entered and left last", calls.movements)},
    "/v1/segments/{id}/sizes": {"GET": Taking("The size day by day", calls.sizes)},
    "/v1/segments/{id}/why/{profile_id}": {
        "GET": Taking("Why somebody is in or out, condition by condition", calls.why)
    },
    "/v1/segments/{id}/export.csv": {
        "GET": Taking("Everybody who may be on a list, as CSV; written down", calls.export)
    },
    "/v1/people/{profile_id}/segments": {
        "GET": Taking("The segments somebody is in", calls.of_person)
    },
}
Takings = dict[str, Taking]


def resolving(
    paths: Mapping[str, Takings],
) -> Callable[[str], tuple[Takings, tuple[str, ...]]]:
    """Return what finds the calls at a path and the ids in it; no calls where there are none.

    A path that is spelt out comes before one with an id in its place.
    """
    by_parts = [(path.split("/"), takings) for path, takings in paths.items()]
    return lambda path: _resolved(by_parts, path)


def _resolved(
    by_parts: Sequence[tuple[list[str], Takings]], path: str
) -> tuple[Takings, tuple[str, ...]]:
    parts = path.rstrip("/").split("/")
    for known, takings in by_parts:
        if len(known) == len(parts):
            pairs = list(zip(known, parts, strict=True))
            if all(part == wanted or (_is_id(wanted) and part) for wanted, part in pairs):
                return takings, tuple(part for wanted, part in pairs if _is_id(wanted))
    return {}, ()


def _is_id(part: str) -> bool:
    return part.startswith("{")


resolve = resolving(PATHS)
