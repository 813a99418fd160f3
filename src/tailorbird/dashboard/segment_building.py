"""Building a segment: the page, and what the builder in the browser asks while it is used."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody
from msgspec import Struct

from tailorbird.core.errors import BadInput, NotFound, TailorbirdError
from tailorbird.dashboard.asking import asked_text
from tailorbird.dashboard.naming import name_of_person
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import HEADERS, Pages
from tailorbird.dashboard.segments import said_estimate
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.segment_builder import BUILDER
from tailorbird.dashboard.texts.segments import SEGMENTS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.segments import parsing, text_form
from tailorbird.segments.types import Condition, Segment

_SAY = Phrases(SHELL, SEGMENTS)
_SHOWN = 5
_OF_THE_WRONG_FORM = "Expected "
Asked = JSONBody[dict[str, Any]]


class Problem(Struct, frozen=True, kw_only=True):
    """What is wrong, and the place of the node that is."""

    path: str
    message: str


class Looked(Struct, frozen=True, kw_only=True):
    """What a tree says and about whom, or what is wrong with it."""

    problem: Problem | None = None
    tree: Condition | None = None
    sentence: str = ""
    text: str = ""
    about: str = ""
    people: list[tuple[str, str]] = []


class Counted(Struct, frozen=True, kw_only=True):
    """Exactly how many people a tree holds."""

    count: int
    said: str


def segment_building_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the builder's page and the calls it makes."""

    @get("/segments/new", sync_to_thread=True)
    def new() -> Response[Any]:
        return _show(source, pages, None)

    @get("/segments/edit", sync_to_thread=True)
    def edit(request: Request[Any, Any, Any]) -> Response[Any]:
        return _show(source, pages, source.segments.get(asked_text(request, "id")))

    return [new, edit, *_calls(source)]


def _calls(source: DashboardSource) -> list[HTTPRouteHandler]:
    @post("/segments/look", status_code=200, sync_to_thread=True)
    def look(data: Asked) -> Response[Any]:
        try:
            return _answer(_looked(source, _tree(data)))
        except TailorbirdError as error:
            return _answer(Looked(problem=_problem(error)))

    @post("/segments/count", status_code=200, sync_to_thread=True)
    def count(data: Asked) -> Response[Any]:
        try:
            found = source.segments.count(_tree(data))
        except TailorbirdError as error:
            return _answer(_problem(error), status=error.status)
        return _answer(Counted(count=found, said=_SAY("people", n=found)))

    @post("/segments/save", status_code=200, sync_to_thread=True)
    def save(data: Asked) -> Response[Any]:
        try:
            segment, done = _saved(source, data)
        except TailorbirdError as error:
            return _answer(_problem(error), status=error.status)
        return _answer({"address": f"/segments/{segment.segment_id}?done={done}"})

    return [look, count, save]


def _show(source: DashboardSource, pages: Pages, segment: Segment | None) -> Response[Any]:
    others = [one for one in source.segments.all() if segment is None or one != segment]
    known = source.segments.suggestions()
    return pages.show(
        "segments_builder.html",
        _SAY,
        here="segments",
        segment=segment,
        words=json.dumps(BUILDER),
        tree=_json(segment.tree) if segment else "",
        known=_json(
            {
                "events": known.events,
                "properties": known.properties,
                "traits": known.traits,
                "categories": known.categories,
                "brands": known.brands,
                "segments": [(one.segment_id, one.name) for one in others],
                "learned": [(one.name, one.value) for one in source.segments.learned()],
            }
        ),
    )


def _json(what: Any) -> str:
    return msgspec.json.encode(what).decode()


def _answer(what: Any, status: int = 200) -> Response[Any]:
    return Response(
        msgspec.json.encode(what),
        media_type="application/json",
        status_code=status,
        headers=HEADERS,
    )


def _tree(data: dict[str, Any]) -> Condition:
    tree, text = data.get("tree"), data.get("text")
    if isinstance(text, str):
        return text_form.read(text)
    if not isinstance(tree, dict):
        raise BadInput("Send the condition as `tree` or as `text`.", field="$")
    return parsing.parse(tree)


def _looked(source: DashboardSource, tree: Condition) -> Looked:
    found = source.segments.estimate(tree)
    return Looked(
        tree=tree,
        sentence=source.segments.speaking()(tree),
        text=text_form.write(tree),
        about=said_estimate(found),
        people=[_person(source, one) for one in found.some[:_SHOWN]],
    )


def _person(source: DashboardSource, profile_id: str) -> tuple[str, str]:
    person = source.person(profile_id)
    return profile_id, name_of_person(person) if person else profile_id


def _problem(error: TailorbirdError) -> Problem:
    place = getattr(error, "field", None) or "$"
    if isinstance(error, NotFound):
        return Problem(path="$", message=_SAY("gone"))
    if error.message.startswith(_OF_THE_WRONG_FORM):  # in the words of JSON, which no form shows
        return Problem(path=place, message=_SAY("fill_in"))
    return Problem(path=place, message=error.message)


def _saved(source: DashboardSource, data: dict[str, Any]) -> tuple[Segment, str]:
    name, said = str(data.get("name", "")), str(data.get("description", ""))
    tree, segment_id = _tree(data), str(data.get("id", ""))
    if not segment_id:
        return source.segments.create(name, tree, description=said), "made"
    edited = source.segments.edit(segment_id, name=name, tree=tree, description=said)
    return edited, "saved"
