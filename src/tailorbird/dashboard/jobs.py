"""Housekeeping: what recurs, when, how it went, and what to do where it did not."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import URLEncodedBody
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.app.housekeeping import Duty
from tailorbird.core.clock import HOUR, MINUTE, SECOND
from tailorbird.dashboard import dates
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.jobs import JOBS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.jobs.types import Daily, Every, Outcome, PastRun, Schedule, Standing, State

_SAY = Phrases(SHELL, JOBS)
_SEE_OTHER: Final = 303
_SHOWN = 8  # attempts behind "Advanced"
_READ = 400
_LATE = 5 * MINUTE  # due for so long, a job has nobody who does it
_BADGES = {"well": "badge-leaf"} | dict.fromkeys(("trouble", "dead", "late"), "badge-rust")
_WORST_FIRST = ("dead", "trouble", "late", "running", "well", "new")


class Attempt(Struct, frozen=True, kw_only=True):
    """One attempt, behind Advanced."""

    at: int
    ago: str
    outcome: str
    took: str
    runner: str


class Chore(Struct, frozen=True, kw_only=True):
    """One piece of recurring work as the page lists it."""

    name: str
    key: str
    title: str
    does: str
    state: str
    badge: str
    when: str
    last: str
    trouble: str
    technical: str
    own: bool
    attempts: list[Attempt]


def job_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the page, and the button on it that asks for a piece of work."""

    @get("/housekeeping", sync_to_thread=True)
    def housekeeping(request: Request[Any, Any, Any]) -> Response[Any]:
        asked = "asked" in request.query_params
        return pages.show(
            "jobs.html", _SAY, here="housekeeping", chores=_chores(source), asked=asked
        )

    @post("/housekeeping/run", sync_to_thread=True)
    def run_now(data: URLEncodedBody[dict[str, Any]]) -> Response[Any]:
        source.housekeeping.run_now(str(data.get("name", "")), str(data.get("key", "")))
        return Redirect("/housekeeping?asked=1", status_code=_SEE_OTHER)

    return [housekeeping, run_now]


def _chores(source: DashboardSource) -> list[Chore]:
    now = source.now()
    runs: dict[tuple[str, str], list[PastRun]] = {}
    for past in source.housekeeping.history(limit=_READ):
        runs.setdefault((past.name, past.key), []).append(past)
    listed = [
        _chore(duty, runs.get((duty.standing.name, duty.standing.key), []), now)
        for duty in source.housekeeping.duties()
    ]
    return sorted(listed, key=lambda chore: _WORST_FIRST.index(chore.state))


def _chore(duty: Duty, runs: list[PastRun], now: int) -> Chore:
    standing = duty.standing
    state = _state(standing, now)
    plain = standing.name.replace("_", " ").capitalize()
    technical = "technical_key" if standing.key else "technical"
    return Chore(
        name=standing.name,
        key=standing.key,
        title=_SAY.either(f"name_{standing.name}", plain),
        does=_SAY.either(f"does_{standing.name}", ""),
        state=state,
        badge=_BADGES.get(state, ""),
        when=_when(duty.schedule, standing, now),
        last=_last(standing.last, now),
        trouble=_trouble(standing),
        technical=_SAY(technical, name=standing.name, which=standing.key),
        own=duty.own,
        attempts=[_attempt(past, now) for past in runs[:_SHOWN]],
    )


def _state(standing: Standing, now: int) -> str:
    if standing.state is not State.WAITING:
        return str(standing.state)
    if standing.failures:
        return "trouble"
    if standing.due_at < now - _LATE:
        return "late"
    return "well" if standing.last else "new"


def _trouble(standing: Standing) -> str:
    """What went wrong the last time, empty where nothing did."""
    last = standing.last
    if last is None or last.outcome not in {Outcome.FAILED, Outcome.LOST}:
        return ""
    return f"{last.message} {_SAY('tries', n=standing.failures)}" if standing.failures else ""


def _when(schedule: Schedule | None, standing: Standing, now: int) -> str:
    """When it is done, and when next."""
    usual = _usual(schedule)
    if standing.state is not State.WAITING:
        return usual
    return f"{usual}, {_next(standing.due_at - now)}"


def _usual(schedule: Schedule | None) -> str:
    match schedule:
        case Every(span) if span % HOUR == 0:
            return _SAY("every_hours", n=span // HOUR)
        case Every(span):
            return _SAY("every_minutes", n=max(round(span / MINUTE), 1))
        case Daily(hour, minute, zone):
            return _SAY("daily", time=f"{hour:02}:{minute:02}", zone=zone)
        case None:
            return _SAY("asked")


def _next(ahead: int) -> str:
    if ahead < MINUTE:
        return _SAY("next_now")
    if ahead < HOUR:
        return _SAY("next_minutes", n=ahead // MINUTE)
    return _SAY("next_hours", n=ahead // HOUR)


def _last(past: PastRun | None, now: int) -> str:
    if past is None or past.outcome is Outcome.RUNNING:
        return ""
    ago = dates.ago(past.ended_at, now)
    if past.outcome is Outcome.DONE:
        return _SAY("last_done", ago=ago, took=_took(past))
    return _SAY("last_failed", ago=ago)


def _took(past: PastRun) -> str:
    spent = past.ended_at - past.started_at
    if past.outcome is Outcome.RUNNING:
        return ""
    if spent < SECOND:
        return _SAY("took_less")
    if spent < MINUTE:
        return _SAY("took_seconds", n=spent // SECOND)
    return _SAY("took_minutes", n=spent // MINUTE)


def _attempt(past: PastRun, now: int) -> Attempt:
    return Attempt(
        at=past.started_at,
        ago=dates.ago(past.started_at, now),
        outcome=_SAY(f"outcome_{past.outcome}", message=past.message),
        took=_took(past),
        runner=past.runner,
    )
