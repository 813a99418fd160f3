"""The list of people: those seen last, and search by identifier."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

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
_LONGEST_TIME = 18  # digits; more is no time that a database holds


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
        after = _place(request.query_params.get("after", ""))
        found = source.people(query, limit + 1, after)
        now = source.now()
        template = "people_list.html" if wants_part(request) else "people.html"
        return pages.show(
            template,
            _SAY,
            here="people",
            rows=[_row(person, now) for person in found[:limit]],
            query=query,
            more=_more(query, limit, after, found),
            further=after is not None,
            cut=len(found) > limit,
        )

    return [people]


def _row(person: PersonSummary, now: int) -> Row:
    return Row(person, name_of(person.label), dates.ago(person.last_seen, now))


def _more(query: str, limit: int, after: tuple[int, str] | None, found: list[PersonSummary]) -> str:
    """Return the address that shows more: a longer list, or the list behind a long one."""
    if len(found) <= limit:
        return ""
    if limit < _MOST:
        asked = {"q": query, "show": min(limit + _PAGE, _MOST)}
        place = {} if after is None else {"after": f"{after[0]}-{after[1]}"}
    else:
        last = found[limit - 1]
        asked, place = {"q": query}, {"after": f"{last.last_seen}-{last.profile_id}"}
    return f"/people?{urlencode({**asked, **place})}"


def _place(given: str) -> tuple[int, str] | None:
    """Read behind whom to go on; an odd address begins with the first."""
    seen, _, profile_id = given.replace("\x00", "").partition("-")
    known = seen.isascii() and seen.isdigit() and len(seen) <= _LONGEST_TIME
    return (int(seen), profile_id[:_LONGEST_QUERY]) if known else None


def _limit(given: str) -> int:
    return min(max(int(given), _PAGE), _MOST) if given.isascii() and given.isdigit() else _PAGE
