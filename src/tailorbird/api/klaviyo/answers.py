"""What the Klaviyo-shaped door answers: JSON:API, and Klaviyo's shape of errors."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import Struct, field

from tailorbird.core.errors import (
    BadInput,
    NotAllowed,
    NotFound,
    ScopeMissing,
    TailorbirdError,
    TooLarge,
    TooMany,
)

JSON_API = b"application/vnd.api+json"
_STEP = re.compile(r"\[(\d+)\]")
_LIST_STEP = re.compile(r"\[\.\.\.\]")
_PLACE = re.compile(r" - at `\$\.?(.*)`$")
_FIELD = re.compile(r"required field `([^`]+)`")


class Source(Struct, frozen=True):
    """Where in the call something is wrong: a path into the body, or a parameter's name."""

    pointer: str = ""
    parameter: str = ""


class Fault(Struct, frozen=True, kw_only=True):
    """One thing that is wrong; ``detail`` says what to do, ``meta`` names a duplicate."""

    id: str
    status: int
    code: str
    title: str
    detail: str
    source: Source = Source()
    links: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)


class Faults(Struct, frozen=True):
    """Everything that is wrong with a call; nothing of it was kept."""

    errors: list[Fault]


class Links(Struct, frozen=True):
    """Where this is, and where the pages before and after it are."""

    self: str
    next: str | None = None
    prev: str | None = None


class Resource(Struct, frozen=True):
    """A profile, a product or a job as Klaviyo shows it."""

    type: str
    id: str
    attributes: dict[str, Any]
    links: Links


class One(Struct, frozen=True):
    """One resource."""

    data: Resource


class Several(Struct, frozen=True):
    """A page of resources."""

    data: list[Resource]
    links: Links


_SAID: dict[type[TailorbirdError], tuple[str, str]] = {
    TooLarge: ("too_large", "The request is too large."),
    BadInput: ("invalid", "Invalid input."),
    NotAllowed: ("not_authenticated", "Authentication credentials were not provided."),
    ScopeMissing: ("permission_denied", "This key may not do this."),
    NotFound: ("not_found", "Not found."),
    TooMany: ("throttled", "Request was throttled."),
}


def fault_of(error: TailorbirdError, fault_id: str) -> Fault:
    """Return an error in Klaviyo's shape; a field of ours becomes a path into the body."""
    known = next((said for kind, said in _SAID.items() if isinstance(error, kind)), None)
    code, title = known or (error.code, "The call could not be carried out.")
    place = error.field if isinstance(error, BadInput) else ""
    return Fault(
        id=fault_id,
        status=error.status,
        code=code,
        title=title,
        detail=error.message,
        source=Source(parameter=place) if place in _PARAMETERS else Source(pointer=pointer(place)),
    )


def duplicate(profile_id: str, fault_id: str) -> Fault:
    """Return that a profile with one of these identifiers exists, and which it is."""
    return Fault(
        id=fault_id,
        status=409,
        code="duplicate_profile",
        title="Conflict.",
        detail="A profile already exists with one of these identifiers.",
        source=Source(pointer="/data/attributes"),
        meta={"duplicate_profile_id": profile_id},
    )


_PARAMETERS = frozenset({"filter", "page[size]", "page[cursor]", "company_id"})


def pointer(path: str) -> str:
    """Return a path such as ``data.attributes.items[2]`` as a JSON pointer."""
    steps = _LIST_STEP.sub("", _STEP.sub(r".\1", path)).split(".")
    return "/" + "/".join(step for step in steps if step) if path else ""


def not_as_expected(error: msgspec.ValidationError) -> BadInput:
    """Return what is wrong with a body, with the path to it."""
    said = str(error)
    place, missing = _PLACE.search(said), _FIELD.search(said)
    steps = (place[1] if place else "", missing[1] if missing else "")
    reason = "a value is needed here" if missing else _PLACE.sub("", said)
    return BadInput(f"{reason}.", field=".".join(step for step in steps if step))
