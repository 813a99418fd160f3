"""The calls about what an experiment brought. They block: the door gives each a thread."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from tailorbird.api.segments.calls import Call
from tailorbird.app import Tailorbird
from tailorbird.core.errors import BadInput
from tailorbird.measurement.results import Asked
from tailorbird.statistics.types import Method

_MOST_DIGITS = 9  # of a number of people


class ExportedResult(Struct, frozen=True, forbid_unknown_fields=True):
    """A result whole: the experiment, sums by arm and metric, comparisons, health, sentences.

    Whole numbers beyond 2^53 stand as text; ranges that nothing bounds end in null.
    """

    result: dict[str, Any]


def result(shop: Tailorbird, call: Call) -> ExportedResult:
    """Every number of a result with its inputs, so that anybody can compute it again."""
    return ExportedResult(shop.results.export(call.ids[0], asked(call)))


def asked(call: Call) -> Asked:
    """Return how a result is wanted.

    Raises:
        BadInput: there is no such method, or a number is none.
    """
    given = call.query.get("method", Method.SEQUENCE.value)
    if given not in {one.value for one in Method}:
        known = ", ".join(one.value for one in Method)
        raise BadInput(f"The methods are {known}.", field="method")
    return Asked(
        method=Method(given),
        adjusted=call.query.get("adjusted", "").lower() in {"1", "true", "yes"},
        planned=_planned(call.query.get("planned")),
    )


def _planned(given: str | None) -> int | None:
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= _MOST_DIGITS and int(given)):
        raise BadInput("planned is a number of people, 1 or more.", field="planned")
    return int(given)
