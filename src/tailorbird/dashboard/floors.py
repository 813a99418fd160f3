"""What the shop's data can carry: its stage, what unlocks next, and the owner's own word."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from tailorbird.core.errors import BadInput, TailorbirdError
from tailorbird.dashboard import dates, floor_words
from tailorbird.dashboard.asking import asked_text
from tailorbird.dashboard.connections import Form
from tailorbird.dashboard.floors_source import FloorsSource
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.floors import FLOORS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.guardrails.types import Unlocks

_SAY = Phrases(SHELL, FLOORS)
_SEE_OTHER: Final = 303
_NEXT = 3
_SAID = {"open": True, "close": False}


def floors_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the page, and what takes the owner's word."""

    @get("/floors", sync_to_thread=True)
    def floors(request: Request[Any, Any, Any]) -> Response[Any]:
        done = asked_text(request, "done")
        return _show(source, pages, done=done if f"done_{done}" in _SAY else "")

    @post("/floors/decide", sync_to_thread=True)
    def decide(data: Form) -> Response[Any]:
        said = str(data.get("say", ""))
        try:
            _decide(source.floors, str(data.get("tactic", "")), said, str(data.get("reason", "")))
        except TailorbirdError as error:
            return _show(source, pages, fault=error.message, status=error.status)
        return Redirect(f"/floors?done={said}", status_code=_SEE_OTHER)

    return [floors, decide]


def said_next(source: DashboardSource) -> str:
    """Say in a line what opens next, for home."""
    found = _nearest(source.floors)
    if found is None:
        return _SAY("home_all")
    return _SAY("home_next", n=found.weeks, name=floor_words.names([found.gate.tactic])[0])


def _nearest(floors: FloorsSource) -> Unlocks | None:
    following = (one for one in floors.outlook().next if one.gate.override is None)
    return next((one for one in following if one.weeks), None)


def _decide(floors: FloorsSource, tactic: str, said: str, reason: str) -> None:
    if said == "reset":
        floors.take_back(tactic, reason=reason, done_by=_SAY("by"))
        return
    if said not in _SAID:
        raise BadInput("Say open, close or reset.", field="say")
    floors.override(tactic, opened=_SAID[said], reason=reason, done_by=_SAY("by"))


def _show(
    source: DashboardSource, pages: Pages, *, done: str = "", fault: str = "", status: int = 200
) -> Response[Any]:
    outlook = source.floors.outlook()
    at = outlook.counted_at
    return pages.show(
        "floors.html",
        _SAY,
        status=status,
        here="home",
        steps=floor_words.steps(outlook.stage.number),
        on=floor_words.names(outlook.stage.on),
        off=floor_words.names(outlook.stage.off),
        next_stage=floor_words.next_stage(outlook.stage),
        coming=floor_words.coming(outlook.next, _NEXT),
        groups=floor_words.groups(outlook.gates),
        decided=[floor_words.decided(one) for one in source.floors.history()],
        counted="" if at is None else _SAY("counted", when=dates.ago(at, source.now())),
        done=done,
        fault=fault,
    )
