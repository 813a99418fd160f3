"""Klaviyo's calls by hand: who makes them, and how their bodies look."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from tailorbird.accounts.types import KeyKind
from tailorbird.api.klaviyo.paths import PATHS
from tailorbird.api.openapi import document
from tailorbird.events.types import Event
from tailorbird.profiles.types import Order
from tests.integration.api.doors import Answer, Doors

ADA = {"email": "Ada@Example.com", "external_id": "C-1"}


DESCRIPTION = document()


def faults(path: str, method: str, answer: Answer) -> list[str]:
    """What the description of all calls says against an answer of this door."""
    plain = path.partition("?")[0].rstrip("/")
    before, _, _ = plain.rpartition("/")
    named = plain if plain in PATHS else f"{before}/{{id}}"
    call = DESCRIPTION["paths"].get(named, {}).get(method.lower())
    if call is None:
        return []
    if str(answer.status) not in call["responses"]:
        return [f"{answer.status} is not described"]
    content = call["responses"][str(answer.status)].get("content")
    if content is None:
        return ["a body where none is described"] if answer.body else []
    schema = content[answer.headers["content-type"]]["schema"]
    validator = Draft202012Validator({**DESCRIPTION, **schema})
    return [error.message for error in validator.iter_errors(answer.said)]


class Caller:
    """Calls the door as Klaviyo's clients do."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        _, self.secret = doors.shop.keys.create(KeyKind.SERVER, "our server")

    def send(
        self, path: str, content: object = None, *, method: str = "POST", **headers: str
    ) -> Answer:
        given = {"Authorization": f"Klaviyo-API-Key {self.secret}", "revision": "2026-10-15"}
        body = b"" if content is None else json.dumps(content).encode()
        answer = self.doors.call(path, body, {**given, **headers}, method)
        assert faults(path, method, answer) == []
        return answer

    def browse(self, path: str, content: object, key: str | None = None) -> Answer:
        body = json.dumps(content).encode()
        return self.doors.call(f"{path}?company_id={key or self.doors.key}", body)

    def events(self, name: str = "") -> list[Event]:
        return [one for one in self.doors.events() if not name or one.name == name]

    def order(self, order_id: str) -> Order:
        shop = self.doors.shop
        shop.wait_until_processed()
        people = [shop.person(one.profile_id) for one in shop.people(limit=500)]
        return next(o for one in people if one for o in one.orders if o.order_id == order_id)


def event(metric: str, properties: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    profile = more.pop("profile", ADA)
    attributes = {
        "properties": properties or {},
        "metric": {"data": {"type": "metric", "attributes": {"name": metric}}},
        "profile": {"data": {"type": "profile", "attributes": profile}},
        **more,
    }
    return {"data": {"type": "event", "attributes": attributes}}


def profile(**attributes: Any) -> dict[str, Any]:
    return {"data": {"type": "profile", "attributes": attributes}}


def batch(*events: dict[str, Any], **who: Any) -> dict[str, Any]:
    told = [{"type": "event", "attributes": one["data"]["attributes"]} for one in events]
    person = {"profile": profile(**(who or ADA)), "events": {"data": told}}
    people = {"data": [{"type": "event-bulk-create", "attributes": person}]}
    attributes = {"events-bulk-create": people}
    return {"data": {"type": "event-bulk-create-job", "attributes": attributes}}


def first(answer: Answer) -> dict[str, Any]:
    fault: dict[str, Any] = answer.said["errors"][0]
    assert fault["status"] == answer.status
    assert answer.headers["content-type"] == "application/vnd.api+json"
    return fault
