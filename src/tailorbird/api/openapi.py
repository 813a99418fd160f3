"""The description of every public call, for people's tools: ``/openapi.json``, OpenAPI 3.1.

It is made from the types that the doors decode and encode, so it cannot say something else than
they do. ``docs/reference/openapi.json`` is a copy; a test compares the two, and another holds real
answers against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import msgspec
from msgspec import Struct

from tailorbird.api import browser_settings, collect, recommend, storefront
from tailorbird.api.answers import Failure, Recommended, Refused, Success, Visitor
from tailorbird.api.experiments import assigning
from tailorbird.api.experiments.answers import Assigned
from tailorbird.api.experiments.assigning import AssignmentsCall
from tailorbird.api.experiments.describing import EXPERIMENTS, open_calls
from tailorbird.api.floors import describing as floors
from tailorbird.api.klaviyo import describing as klaviyo
from tailorbird.api.recommend import RecommendCall
from tailorbird.api.segments import describing as segments
from tailorbird.api.storefront import VisitorCall
from tailorbird.events.types import Kind
from tailorbird.events.validation import Message
from tailorbird.events.vocabulary import VOCABULARY

PATH = "/openapi.json"
OPENAPI = "3.1.0"
_REFERENCE = "#/components/schemas/{name}"
_TYPES = (
    *(Message, RecommendCall, AssignmentsCall, VisitorCall),
    *(Success, Failure, Refused, Recommended, Assigned, Visitor),
)
_KEY = {"type": "string", "description": "The shop's write key, if no header carries it."}
_ABOUT = {
    Kind.TRACK: "Somebody did something",
    Kind.IDENTIFY: "Say who somebody is",
    Kind.PAGE: "Somebody opened a page",
    Kind.SCREEN: "Somebody opened a screen of an app",
    Kind.GROUP: "Somebody belongs to a group",
    Kind.ALIAS: "Two ids name the same person",
}
_FAILURES = {
    "400": "Something in the call is wrong; the sentence names it.",
    "401": "The key is missing, wrong, or has ended.",
    "403": "The key may not do this; the sentence names the scope it lacks.",
    "405": "Not a POST.",
    "429": "More events than this key may send; Retry-After says when to send them again.",
    "500": "A defect of the server; nothing of the call was kept.",
    "503": "The server is stopping or its database does not answer; send it again.",
    "507": "The server's disk is full; nothing of the call was kept.",
}


def document() -> dict[str, Any]:
    """Return the description as plain data for JSON, the same for the same release."""
    _, schemas = msgspec.json.schema_components(
        [
            *_TYPES,
            *klaviyo.TYPES,
            *segments.TYPES,
            *EXPERIMENTS.types,
            *floors.DESCRIBED.types,
            *dict.fromkeys(VOCABULARY.values()),
        ],
        ref_template=_REFERENCE,
    )
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "Tailorbird",
            "version": version("tailorbird"),
            "summary": "Send what shoppers do, ask what to show them.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"writeKey": []}, {}],
        "paths": {
            **dict(_paths()),
            **open_calls(_REFERENCE),
            **klaviyo.paths(_REFERENCE),
            **segments.paths(_REFERENCE),
            **EXPERIMENTS.calls(_REFERENCE),
            **floors.DESCRIBED.calls(_REFERENCE),
        },
        "components": {
            "securitySchemes": {
                "writeKey": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "The key as user name, with an empty password.",
                },
                **klaviyo.SECURITY,
            },
            "schemas": _tidy({**schemas, **segments.tree_schemas(_REFERENCE)}),
        },
    }


def _tidy(schemas: dict[str, Any]) -> dict[str, Any]:
    """Descriptions as sentences on one line, not as they stand in a source file; plain lists."""
    schemas = msgspec.json.decode(msgspec.json.encode(schemas))
    for schema in schemas.values():
        if "description" in schema:
            schema["description"] = " ".join(schema["description"].replace("``", "`").split())
    return schemas


def _paths() -> Iterator[tuple[str, dict[str, Any]]]:
    many = "Many events of any kind at once; good ones are kept even if others are refused"
    for path, kind in collect.ALL_PATHS.items():
        about = many if kind is None else _ABOUT[kind]
        if path in collect.BROWSER_PATHS:
            about += " (the path of Segment's library for browsers)"
        body = _batch() if kind is None else _event(kind)
        yield path, _call(about, body, Success, [Refused, Failure])
    yield browser_settings.ASKED, _settings()
    about = "Fill the blocks of one page"
    yield recommend.PATH, _call(about, _named(RecommendCall), Recommended, [Failure])
    about = "Say what somebody gets of some experiments"
    call = _call(about, _named(AssignmentsCall), Assigned, [Failure])
    call["post"]["responses"]["404"] = _answer(EXPERIMENTS.failures["404"], [Failure])
    yield assigning.PATH, call
    about = "Set the visitor's id as a cookie of the store's own address; the script calls it"
    yield storefront.VISITOR, _call(about, _named(VisitorCall), Visitor, [Failure])
    about = "Count a program that browsed; the script calls it, with the write key as the body"
    yield storefront.BOT, _call(about, {"type": "string"}, Success, [Failure], "text/plain")
    yield storefront.SCRIPT, _script()


def _event(kind: Kind) -> dict[str, Any]:
    more: dict[str, Any] = {"type": "object", "properties": {"writeKey": _KEY}}
    if kind is Kind.TRACK:
        more["required"] = ["event"]
        more["properties"]["properties"] = {
            "description": "Of a known event these; more is kept, and not read.",
            "anyOf": [_named(found) for found in dict.fromkeys(VOCABULARY.values())]
            + [{"type": "object"}],
        }
    return {"allOf": [_named(Message), more]}


def _batch() -> dict[str, Any]:
    items = {"type": "array", "items": _named(Message), "maxItems": collect.MOST_IN_BATCH}
    shared = {"type": "object", "description": "Reaches into the context of each event."}
    sent = {"type": "string", "description": "When the batch was sent, by the sender's clock."}
    return {
        "type": "object",
        "required": ["batch"],
        "properties": {"batch": items, "context": shared, "sentAt": sent, "writeKey": _KEY},
    }


def _call(
    about: str,
    body: dict[str, Any],
    good: type[Struct],
    bad: list[type[Struct]],
    kind: str = "application/json",
) -> dict[str, Any]:
    answers = {"200": _answer("Done.", [good]), "400": _answer(_FAILURES["400"], bad)}
    for status, said in _FAILURES.items():
        answers.setdefault(status, _answer(said, [Failure]))
    content = {kind: {"schema": body}}
    return {
        "post": {
            "summary": about,
            "requestBody": {"required": True, "content": content},
            "responses": answers,
        }
    }


def _settings() -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}}}
    answers = {"200": {"description": "Where to send events: here.", "content": content}}
    key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
    about = "What Segment's library for browsers asks for first"
    return {"get": {"summary": about, "parameters": [key], "responses": answers}}


def _script() -> dict[str, Any]:
    content = {"text/javascript": {"schema": {"type": "string"}}}
    answers = {
        "200": {"description": "The script for the store's pages.", "content": content},
        "304": {"description": "The copy whose tag came in If-None-Match is still right."},
    }
    return {"get": {"summary": "The script for the store's pages", "responses": answers}}


def _answer(said: str, types: list[type[Struct]]) -> dict[str, Any]:
    named = [_named(one) for one in types]
    schema = named[0] if len(named) == 1 else {"anyOf": named}
    return {"description": said, "content": {"application/json": {"schema": schema}}}


def _named(kind: type[Struct]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(name=kind.__name__)}
