"""The Klaviyo-shaped calls for the description of every call, from the types they are read by."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from tailorbird.api.klaviyo.answers import JSON_API, Faults, One, Several
from tailorbird.api.klaviyo.paths import CLIENT, PATHS
from tailorbird.connectors.klaviyo.types import (
    EventBatchCall,
    EventCall,
    ItemBatchCall,
    ItemCall,
    ProfileCall,
    SubscriptionCall,
)

TYPES: tuple[type[Struct], ...] = (
    EventCall,
    EventBatchCall,
    ProfileCall,
    SubscriptionCall,
    ItemCall,
    ItemBatchCall,
    One,
    Several,
    Faults,
)
SECURITY = {
    "secretKey": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Klaviyo-API-Key` and a secret key of the shop.",
    },
    "publicKey": {
        "type": "apiKey",
        "in": "query",
        "name": "company_id",
        "description": "The shop's public key.",
    },
}
_Said = tuple[str, type[Struct] | None, dict[str, type[Struct] | None]]
_ONE: dict[str, type[Struct] | None] = {"200": One}
_TAKEN: dict[str, type[Struct] | None] = {"202": None}
_CALLS: dict[tuple[str, str], _Said] = {
    ("/api/events", "POST"): ("Somebody did something", EventCall, _TAKEN),
    ("/api/event-bulk-create-jobs", "POST"): (
        "What several people did, all or nothing of it",
        EventBatchCall,
        _TAKEN,
    ),
    ("/api/profiles", "POST"): ("Make a profile", ProfileCall, {"201": One, "409": Faults}),
    ("/api/profiles", "GET"): ("Find profiles, or page through them", None, {"200": Several}),
    ("/api/profiles/{id}", "PATCH"): ("Change a profile", ProfileCall, _ONE),
    ("/api/profiles/{id}", "GET"): ("Return a profile", None, _ONE),
    ("/api/profile-import", "POST"): (
        "Make a profile or change it",
        ProfileCall,
        {"200": One, "201": One},
    ),
    ("/api/profile-subscription-bulk-create-jobs", "POST"): (
        "Who may be written to",
        SubscriptionCall,
        _TAKEN,
    ),
    ("/api/profile-subscription-bulk-delete-jobs", "POST"): (
        "Who may not be written to any more",
        SubscriptionCall,
        _TAKEN,
    ),
    ("/api/catalog-items", "POST"): ("Describe a product", ItemCall, {"201": One}),
    ("/api/catalog-items/{id}", "PATCH"): ("Change what is said of a product", ItemCall, _ONE),
    ("/api/catalog-item-bulk-create-jobs", "POST"): (
        "Describe many products",
        ItemBatchCall,
        {"202": One},
    ),
    ("/api/catalog-item-bulk-update-jobs", "POST"): (
        "Change what is said of many products",
        ItemBatchCall,
        {"202": One},
    ),
    ("/client/events", "POST"): ("A browser says what its visitor did", EventCall, _TAKEN),
    ("/client/profiles", "POST"): ("A browser says who its visitor is", ProfileCall, _TAKEN),
}
_FAILURES = {
    "400": "Something in the call is wrong; `source` says where.",
    "401": "The key is missing, wrong, or has ended.",
    "403": "The key may not do this; the sentence names the scope it lacks.",
    "404": "There is no such thing.",
    "405": "The method is not one of this path.",
    "429": "Too much at once; Retry-After says when to send it again.",
    "500": "A defect of the server; nothing of the call was kept.",
    "503": "The server is stopping or its database does not answer; send it again.",
    "507": "The server's disk is full; nothing of the call was kept.",
}
_PARAMETERS = {
    "filter": 'such as equals(email,"ada@example.com") or any(external_id,["1","2"])',
    "page[size]": "1 to 100",
    "page[cursor]": "from links.next",
    "fields[profile]": "the attributes wanted, with commas between",
}


def paths(reference: str) -> dict[str, dict[str, Any]]:
    """Return the calls by path; ``reference`` is the form of a reference to a type."""
    return {
        path: {method.lower(): _call(path, method, reference) for method in methods}
        for path, methods in PATHS.items()
    }


def _call(path: str, method: str, reference: str) -> dict[str, Any]:
    about, body, answers = _CALLS[path, method]
    good = {status: _answer("Done.", kind, reference) for status, kind in answers.items()}
    bad = {status: _answer(said, Faults, reference) for status, said in _FAILURES.items()}
    call: dict[str, Any] = {
        "summary": f"{about} (Klaviyo's call)",
        "security": [{"publicKey" if path.startswith(CLIENT) else "secretKey": []}],
        "parameters": _parameters(path, method),
        "responses": {**good, **bad},
    }
    if body is not None:
        content = {"application/json": {"schema": _named(body, reference)}}
        call["requestBody"] = {"required": True, "content": content}
    return call


def _parameters(path: str, method: str) -> list[dict[str, Any]]:
    text = {"type": "string"}
    named = [
        {"name": name, "in": "path", "required": True, "schema": text}
        for name in re.findall(r"{(\w+)}", path)
    ]
    asked = _PARAMETERS if (path, method) == ("/api/profiles", "GET") else {}
    return named + [
        {"name": name, "in": "query", "description": said, "schema": text}
        for name, said in asked.items()
    ]


def _answer(said: str, kind: type[Struct] | None, reference: str) -> dict[str, Any]:
    if kind is None:
        return {"description": said}
    content = {JSON_API.decode(): {"schema": _named(kind, reference)}}
    return {"description": said, "content": content}


def _named(kind: type[Struct], reference: str) -> dict[str, str]:
    return {"$ref": reference.format(name=kind.__name__)}
