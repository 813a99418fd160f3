"""The parts of the page of data that move: a test event on its way, and events as they come in."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.core.clock import MINUTE, SECOND, to_datetime
from tailorbird.core.errors import NotFound
from tailorbird.dashboard.asking import asked_text
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages, wants_part
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.sources import source_name
from tailorbird.dashboard.texts.data import DATA
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.events.types import Kind, LoggedEvent

_SAY = Phrases(SHELL, DATA)
_SEE_OTHER: Final = 303
_NOTHING_NEW: Final = 204
_MILLISECOND = SECOND // 1_000
_PATIENCE = 20 * SECOND  # a test event that is not through by then never will
_WATCH = 10 * MINUTE  # nobody looks longer without touching anything
_SHOWN = 20
_DIGITS = 18


class Came(Struct, frozen=True, kw_only=True):
    """One event as the tail lists it, everything personal masked."""

    position: int
    at: int
    clock: str
    name: str
    source: str
    who: str
    said: str


class Test(Struct, frozen=True, kw_only=True):
    """How a test event is doing: waiting, arrived or lost; empty where none was sent."""

    state: str = ""
    since: int = 0
    clock: str = ""


class Tail(Struct, frozen=True, kw_only=True):
    """The newest events, and whether more are waited for, until when (milliseconds)."""

    events: list[Came]
    newest: int
    watching: bool = False
    until: int = 0
    paused: bool = False


def tail_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the moving parts, and the button that sends a test event."""

    @post("/data/test", sync_to_thread=True)
    def send_test() -> Response[Any]:
        since = source.now() // _MILLISECOND
        source.health.send_test()
        return Redirect(f"/data?test={since}#test", status_code=_SEE_OTHER)

    @get("/data/test", sync_to_thread=True)
    def test(request: Request[Any, Any, Any]) -> Response[Any]:
        return pages.show("data_test.html", _SAY, test=test_of(source, request))

    @get("/data/tail", sync_to_thread=True)
    def tail(request: Request[Any, Any, Any]) -> Response[Any]:
        return _more(source, pages, request)

    @get("/data/events/{position:str}", sync_to_thread=True)
    def event(request: Request[Any, Any, Any], position: FromPath[str]) -> Response[Any]:
        place = _whole_number(position)
        found = source.health.event(place) if place else None
        if found is None:
            raise NotFound(_SAY("event_gone"))
        said = msgspec.json.format(msgspec.json.encode(found.event), indent=2).decode()
        part = "data_opened.html" if wants_part(request) else "data_event.html"
        return pages.show(part, _SAY, here="data", said=said)

    return [send_test, test, tail, event]


def test_of(source: DashboardSource, request: Request[Any, Any, Any]) -> Test:
    """Return how the test event is doing whose time stands in the address."""
    since = _number(request, "since") or _number(request, "test")
    if not since:
        return Test()
    sent = since * _MILLISECOND
    arrived = source.health.test_arrived()
    if arrived >= sent:
        return Test(state="arrived", since=since, clock=_clock(arrived))
    lost = source.now() - sent > _PATIENCE
    return Test(state="lost" if lost else "waiting", since=since)


def tail_of(source: DashboardSource) -> Tail:
    """Return the newest events; nobody watches yet."""
    events = source.health.newest(0, _SHOWN)
    return Tail(events=_listed(source, events), newest=events[0].position if events else 0)


def _more(source: DashboardSource, pages: Pages, request: Request[Any, Any, Any]) -> Response[Any]:
    after, now = _number(request, "after"), source.now() // _MILLISECOND
    until = _number(request, "until")
    if "stop" in request.query_params:
        return pages.show("data_tail.html", _SAY, tail=Tail(events=[], newest=after))
    events = source.health.newest(after, _SHOWN)
    if until and until < now:
        return pages.show("data_tail.html", _SAY, tail=Tail(events=[], newest=after, paused=True))
    if until and not events:
        return Response(None, status_code=_NOTHING_NEW)
    shown = Tail(
        events=_listed(source, events),
        newest=events[0].position if events else after,
        watching=True,
        until=until or now + _WATCH // _MILLISECOND,
    )
    return pages.show("data_tail.html", _SAY, tail=shown)


def _listed(source: DashboardSource, events: list[LoggedEvent]) -> list[Came]:
    return [_came(one, source.health.masked(one)) for one in events]


def _came(logged: LoggedEvent, said: str) -> Came:
    event = logged.event
    named = event.name if event.kind is Kind.TRACK else _SAY(f"call_{event.kind}")
    return Came(
        position=logged.position,
        at=event.received_at,
        clock=_clock(event.received_at),
        name=named,
        source=source_name(event.source),
        who=_SAY("who_customer" if event.user_id else "who_visitor"),
        said=said if said != "{}" else "",
    )


def _clock(at: int) -> str:
    return f"{to_datetime(at):%H:%M:%S}"


def _number(request: Request[Any, Any, Any], name: str) -> int:
    return _whole_number(asked_text(request, name))


def _whole_number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < _DIGITS else 0
