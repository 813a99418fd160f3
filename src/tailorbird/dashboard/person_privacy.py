"""What a person may ask of the shop, on their page: to see what is known, or to be erased."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, URLEncodedBody

from tailorbird.app.privacy_requests import Erased
from tailorbird.core.errors import NotFound
from tailorbird.dashboard.naming import name_of_person
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.person import PERSON
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.profiles.types import Person

_SAY = Phrases(SHELL, PERSON)
_MOST_ID = 100
Form = URLEncodedBody[dict[str, Any]]


def person_privacy_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the download, the question before an erasure, and the erasure."""

    @get("/people/{profile_id:str}/export", sync_to_thread=True)
    def export(profile_id: FromPath[str]) -> Response[bytes]:
        person = _known(source, profile_id)
        content = msgspec.json.encode(source.privacy.export(person.profile_id))
        headers = {
            "content-disposition": f'attachment; filename="person-{person.profile_id}.json"',
            "cache-control": "no-store",
        }
        formatted = msgspec.json.format(content, indent=2)
        return Response(formatted, media_type="application/json", headers=headers)

    @get("/people/{profile_id:str}/erase", sync_to_thread=True)
    def ask(profile_id: FromPath[str]) -> Response[Any]:
        return _ask(pages, _known(source, profile_id))

    @post("/people/{profile_id:str}/erase", sync_to_thread=True, status_code=200)
    def erase(profile_id: FromPath[str], data: Form) -> Response[Any]:
        person = _known(source, profile_id)
        if not data.get("sure"):
            return _ask(pages, person, fault=_SAY("erase_unsure"))
        erased = source.privacy.erase(person.profile_id)
        return pages.show("person_erased.html", _SAY, here="people", **_told(erased))

    return [export, ask, erase]


def _known(source: DashboardSource, profile_id: str) -> Person:
    person = source.person(profile_id) if len(profile_id) <= _MOST_ID else None
    if person is None:
        raise NotFound(_SAY("unknown_person"))
    return person


def _ask(pages: Pages, person: Person, *, fault: str = "") -> Response[Any]:
    return pages.show(
        "person_erase.html",
        _SAY,
        status=400 if fault else 200,
        here="people",
        person=person,
        label=name_of_person(person),
        orders=person.order_count,
        fault=fault,
    )


def _told(erased: Erased) -> dict[str, Any]:
    """What was erased in a merchant's words: several tables may have one word."""
    counts: dict[str, int] = {}
    for table, rows in erased.rows.items():
        word = _SAY.either(f"erased_{table}", "")
        if rows and word:
            counts[word] = counts.get(word, 0) + rows
    return {"counts": counts, "events": erased.events, "waiting": erased.waiting}
