"""The list of people: those seen last, and search by identifier."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from tailorbird.dashboard import dates
from tailorbird.dashboard.naming import name_of
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages, wants_part
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.people import PEOPLE
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.profiles.types import PersonSummary

_SAY = Phrases(SHELL, PEOPLE)
_PAGE = 50
_MOST = 500
_LONGEST_QUERY = 255


class Row(Struct, frozen=True):
    """One person in the list: what to call them, and how long ago they were seen."""

    person: PersonSummary
    name: str
    ago: str


def people_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the list of people; asked by htmx it answers with the list alone."""

    @get("/people", sync_to_thread=True)
    def people(request: Request[Any, Any, Any]) -> Response[Any]:
        query = request.query_params.get("q", "").replace("\x00", "").strip()[:_LONGEST_QUERY]
        limit = _limit(request.query_params.get("show", ""))
        found = source.people(query, limit + 1)
        now = source.now()
        template = "people_list.html" if wants_part(request) else "people.html"
        return pages.show(
            template,
            _SAY,
            here="people",
            rows=[_row(person, now) for person in found[:limit]],
            query=query,
            next_limit=min(limit + _PAGE, _MOST) if len(found) > limit < _MOST else 0,
            cut=len(found) > limit,
        )

    return [people]


def _row(person: PersonSummary, now: int) -> Row:
    return Row(person, name_of(person.label), dates.ago(person.last_seen, now))


def _limit(given: str) -> int:
    return min(max(int(given), _PAGE), _MOST) if given.isascii() and given.isdigit() else _PAGE
