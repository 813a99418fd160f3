"""One segment: how many are in it, who came and went, why, and how it compares with another."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from markupsafe import Markup
from msgspec import Struct

from tailorbird.core.clock import day_number
from tailorbird.core.errors import TailorbirdError
from tailorbird.dashboard import dates
from tailorbird.dashboard.asking import asked_text
from tailorbird.dashboard.charts import Chart, Point, chart
from tailorbird.dashboard.naming import name_of, name_of_person
from tailorbird.dashboard.overlap import Circle, circles
from tailorbird.dashboard.person import titles_of
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import HEADERS, Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.segments import SEGMENTS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.dashboard.timeline import sentence
from tailorbird.segments.results import Movement, Overlap, SizeDay
from tailorbird.segments.sentences import WhyLine, why_lines
from tailorbird.segments.sheets import csv_parts
from tailorbird.segments.types import Segment, State
from tailorbird.segments.verdicts import Answer

_SAY = Phrases(SHELL, SEGMENTS)
_SEE_OTHER: Final = 303
_DAYS, _MOVED, _MEMBERS, _FOUND = 90, 20, 25, 6
_DONE = frozenset({"made", "saved", "refilled"})
_ASKED_BY = "dashboard"


class Why(Struct, frozen=True, kw_only=True):
    """Why one person is in or out, line by line; ``behind`` says the events by their positions."""

    heading: str
    member: bool
    until: str
    profile_id: str
    lines: list[WhyLine]
    behind: dict[int, tuple[Markup, int]]


class LookUp(Struct, frozen=True, kw_only=True):
    """What was looked up: one person's answer, those it could be, or that there is nobody."""

    query: str = ""
    why: Why | None = None
    several: list[tuple[str, str]] = []
    nobody: bool = False


class Shared(Struct, frozen=True, kw_only=True):
    """Two segments compared: circles as large as the numbers, and the numbers."""

    other: Segment
    first: Circle
    second: Circle
    rows: list[tuple[str, int, str]]
    said: str
    anybody: bool


class Moved(Struct, frozen=True, kw_only=True):
    """One person who came or went."""

    profile_id: str
    name: str
    entered: bool
    because: str
    at: int
    ago: str


def segment_page_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the page of a segment, its export, and what its buttons do."""
    return [*_reading(source, pages), *_changing(source, pages)]


def _reading(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    @get("/segments/{segment_id:str}", sync_to_thread=True)
    def segment(request: Request[Any, Any, Any], segment_id: FromPath[str]) -> Response[Any]:
        return _show(source, pages, source.segments.get(segment_id), request)

    @post("/segments/{segment_id:str}/export", status_code=200, sync_to_thread=True)
    def export(segment_id: FromPath[str]) -> Stream:
        known = source.segments.get(segment_id)
        rows = source.segments.export(known.segment_id, _ASKED_BY)
        name = f'attachment; filename="segment-{known.segment_id}.csv"'
        return Stream(
            csv_parts(rows),
            media_type="text/csv; charset=utf-8",
            headers={**HEADERS, "Content-Disposition": name},
        )

    return [segment, export]


def _changing(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    @post("/segments/{segment_id:str}/refill", sync_to_thread=True)
    def refill(segment_id: FromPath[str]) -> Response[Any]:
        source.segments.refill(segment_id)
        return Redirect(f"/segments/{segment_id}?done=refilled", status_code=_SEE_OTHER)

    @post("/segments/{segment_id:str}/delete", sync_to_thread=True)
    def delete(request: Request[Any, Any, Any], segment_id: FromPath[str]) -> Response[Any]:
        known = source.segments.get(segment_id)
        try:
            source.segments.delete(segment_id)
        except TailorbirdError as error:
            return _show(source, pages, known, request, fault=error)
        return Redirect("/segments?done=deleted", status_code=_SEE_OTHER)

    return [refill, delete]


def _show(
    source: DashboardSource,
    pages: Pages,
    segment: Segment,
    request: Request[Any, Any, Any],
    fault: TailorbirdError | None = None,
) -> Response[Any]:
    done = asked_text(request, "done")
    return pages.show(
        "segments_one.html",
        _SAY,
        status=fault.status if fault else 200,
        here="segments",
        segment=segment,
        done=done if done in _DONE else "",
        fault=fault.message if fault else "",
        **_figures(source, segment),
        **_people(source, segment, request),
        **_compared(source, segment, asked_text(request, "with")),
    )


def _figures(source: DashboardSource, segment: Segment) -> dict[str, Any]:
    now = source.now()
    today = day_number(now)
    days = source.segments.sizes(segment.segment_id, today - _DAYS + 1, today)
    last = days[-1] if days else SizeDay(day=today, size=segment.size, entered=0, left=0)
    moved = source.segments.movements(segment.segment_id, _MOVED)
    return {
        "sentence": source.segments.speaking()(segment.tree),
        "filling": segment.state is State.FILLING,
        "entered": last.entered,
        "left": last.left,
        "made": dates.short_date(day_number(segment.created_at)),
        "sizes": _chart(days) if len(days) > 1 else None,
        "moved": [_moved(one, now) for one in moved],
    }


def _chart(days: list[SizeDay]) -> Chart:
    points = [
        Point(label=dates.day_and_month(one.day), value=one.size, shown=_SAY("people", n=one.size))
        for one in days
    ]
    ends = dates.short_date(days[0].day), dates.short_date(days[-1].day)
    said = _SAY("size_chart_said", first=ends[0], last=ends[1], now=points[-1].shown)
    return chart(
        points,
        kind="area",
        name="size",
        title=_SAY("size_chart"),
        description=said,
        write=lambda value: f"{value:,.0f}",
        height=200.0,
        whole=True,
        ends=ends,
    )


def _moved(one: Movement, now: int) -> Moved:
    because = _SAY.either(f"cause_{one.cause}", "") or _SAY("cause_event", name=one.cause)
    return Moved(
        profile_id=one.profile_id,
        name=name_of(one.label),
        entered=one.entered,
        because=because,
        at=one.at,
        ago=dates.ago(one.at, now),
    )


# -- people


def _people(
    source: DashboardSource, segment: Segment, request: Request[Any, Any, Any]
) -> dict[str, Any]:
    now, after = source.now(), _after(asked_text(request, "after"))
    found = source.segments.members(segment.segment_id, _MEMBERS + 1, after)
    shown = found[:_MEMBERS]
    more = f"{shown[-1].since}.{shown[-1].profile_id}" if len(found) > _MEMBERS else ""
    return {
        "members": [
            (one.profile_id, name_of(one.label), one.since, dates.ago(one.since, now))
            for one in shown
        ],
        "more": more,
        "later": after is not None,
        "looked": _looked(source, segment, request),
    }


def _after(given: str) -> tuple[int, str] | None:
    since, dot, profile_id = given.partition(".")
    plain = since.isascii() and since.isdigit() and len(since) < 18  # noqa: PLR2004 - fits
    return (int(since), profile_id) if dot and plain else None


def _looked(source: DashboardSource, segment: Segment, request: Request[Any, Any, Any]) -> LookUp:
    query, chosen = asked_text(request, "q"), asked_text(request, "person")
    if chosen:
        return _one_person(source, segment, chosen)
    if not query:
        return LookUp()
    if source.person(query) is not None:
        return _one_person(source, segment, query)
    found = source.people(query, _FOUND)
    if len(found) == 1:
        return _one_person(source, segment, found[0].profile_id, query)
    several = [(one.profile_id, name_of(one.label)) for one in found]
    return LookUp(query=query, several=several, nobody=not found)


def _one_person(
    source: DashboardSource, segment: Segment, profile_id: str, query: str = ""
) -> LookUp:
    person = source.person(profile_id)
    if person is None:
        return LookUp(query=query or profile_id, nobody=True)
    answer = source.segments.why(segment.segment_id, person.profile_id)
    names = {one.segment_id: one.name for one in source.segments.all()}
    name = name_of_person(person)
    titles = titles_of(source, person)
    behind = {one.position: (sentence(one, titles), one.at) for one in person.timeline}
    return LookUp(query=query, why=_why(answer, name, person.profile_id, names, behind))


def _why(
    answer: Answer,
    name: str,
    profile_id: str,
    names: dict[str, str],
    behind: dict[int, tuple[Markup, int]],
) -> Why:
    until = answer.valid_until
    return Why(
        heading=_SAY("why_in" if answer.member else "why_out", name=name),
        member=answer.member,
        until=_SAY("why_for_good") if until is None else _until(until),
        profile_id=profile_id,
        lines=why_lines(answer.why, names),
        behind=behind,
    )


def _until(until: int) -> str:
    return _SAY("why_until", when=dates.instant(until))


# -- compared with another


def _compared(source: DashboardSource, segment: Segment, chosen: str) -> dict[str, Any]:
    others = [one for one in source.segments.all() if one.segment_id != segment.segment_id]
    other = next((one for one in others if one.segment_id == chosen), None)
    shared = None
    if other is not None:
        found = source.segments.overlap(segment.segment_id, other.segment_id)
        shared = _shared(segment, other, found)
    return {"others": others, "shared": shared}


def _shared(segment: Segment, other: Segment, found: Overlap) -> Shared:
    first, second = circles(found)
    whole = found.only_first + found.both + found.only_second
    parts = (
        (_SAY("overlap_only", name=segment.name), found.only_first),
        (_SAY("overlap_both"), found.both),
        (_SAY("overlap_only", name=other.name), found.only_second),
    )
    said = _SAY(
        "overlap_said",
        first=segment.name,
        second=other.name,
        only_first=found.only_first,
        both=found.both,
        only_second=found.only_second,
    )
    rows = [(name, n, f"{n / whole:.0%}" if whole else "") for name, n in parts]
    return Shared(other=other, first=first, second=second, rows=rows, said=said, anybody=whole > 0)
