"""Data: how well it comes in, what was refused and what to do, and how to bring more in."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from tailorbird.core.clock import DAY
from tailorbird.dashboard import dates
from tailorbird.dashboard.health import hour_chart, oddities, shares
from tailorbird.dashboard.incoming import arrived_from, refused
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.sources import is_import
from tailorbird.dashboard.tail import tail_of, tail_routes, test_of
from tailorbird.dashboard.texts.data import DATA
from tailorbird.dashboard.texts.incoming import INCOMING
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.events.types import ImportRun

_SAY = Phrases(SHELL, INCOMING, DATA)
_NAMES = 30
_UNDER_WAY = DAY  # an import that has not ended after a day was cut off
_REFUSED = 100
_BOT = "bot"  # counted at the door of the script, but nothing anybody has to correct


class File(Struct, frozen=True, kw_only=True):
    """One import of a file as the page lists it; ``state`` is done, running, broken or cut."""

    name: str
    kind: str
    ago: str
    state: str
    trouble: str
    rows: int
    new: int
    known: int
    outcomes: list[tuple[str, int]]


def data_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the page of data and its moving parts."""

    @get("/data", sync_to_thread=True)
    def data(request: Request[Any, Any, Any]) -> Response[Any]:
        return pages.show("data.html", _SAY, here="data", **_whole(source, request))

    return [data, *tail_routes(source, pages)]


def _whole(source: DashboardSource, request: Request[Any, Any, Any]) -> dict[str, Any]:
    now = source.now()
    health = source.health.read()
    live = [one for one in source.arrivals() if not is_import(one.source)]
    refusals = source.refusals(_REFUSED)
    bots = sum(count for kind, count in refusals if kind.code == _BOT)
    return {
        "chart": hour_chart(health.hours, now),
        "odd": oddities(health, now),
        "shares": shares(health, bots),
        "live": [arrived_from(one, now, _NAMES) for one in live],
        "test": test_of(source, request),
        "tail": tail_of(source),
        "write_key": source.keys.write_key(),
        "files": [_file(run, now) for run in source.imports()],
        "refused": [refused(kind, n, now) for kind, n in refusals if kind.code != _BOT],
    }


def _file(run: ImportRun, now: int) -> File:
    ended = run.ended_at
    state = "broken" if run.trouble else "done"
    if ended is None and not run.trouble:
        state = "running" if now - run.started_at < _UNDER_WAY else "cut"
    return File(
        name=run.file,
        kind=_SAY.either(f"kind_{run.kind}", run.kind),
        ago=dates.ago(ended or run.started_at, now),
        state=state,
        trouble=run.trouble,
        rows=sum(run.outcomes.values()),
        new=run.rows_new,
        known=run.rows_known,
        outcomes=[(_outcome(code), n) for code, n in sorted(run.outcomes.items()) if n],
    )


def _outcome(code: str) -> str:
    return _SAY.either(f"outcome_{code}", code.replace("_", " ").capitalize())
