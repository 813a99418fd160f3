"""The segments there are, and those ready to use."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.core.clock import day_number
from tailorbird.core.errors import NotFound, TailorbirdError
from tailorbird.dashboard import dates
from tailorbird.dashboard.asking import asked_text
from tailorbird.dashboard.charts import sparkline
from tailorbird.dashboard.connections import Form
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.segments import SEGMENTS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.segments.results import Estimate, Preset, SelfCheck, SizeDay
from tailorbird.segments.types import Segment, State

_SAY = Phrases(SHELL, SEGMENTS)
_SEE_OTHER: Final = 303
_DAYS = 30
_RFM = "rfm_"


class Listed(Struct, frozen=True, kw_only=True):
    """One segment as the list shows it."""

    segment: Segment
    sentence: str
    moved: str
    spark: str
    filling: bool


class Ready(Struct, frozen=True, kw_only=True):
    """A segment ready to use; ``used`` is the id of the one made of it."""

    preset: Preset
    used: str


class Checked(Struct, frozen=True, kw_only=True):
    """How the latest self-check went."""

    alarm: bool
    said: str


def segments_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the list, the estimates of what is ready to use, and using it."""

    @get("/segments", sync_to_thread=True)
    def segments(request: Request[Any, Any, Any]) -> Response[Any]:
        done = asked_text(request, "done")
        return _show(source, pages, done=done if done == "deleted" else "")

    @get("/segments/estimate", sync_to_thread=True)
    def estimate(request: Request[Any, Any, Any]) -> Response[Any]:
        preset = _preset(source, asked_text(request, "preset"))
        try:
            said = said_estimate(source.segments.estimate(preset.tree))
        except TailorbirdError:
            said = _SAY("cannot_count")
        return pages.show("segments_estimate.html", _SAY, said=said)

    @post("/segments/use", sync_to_thread=True)
    def use(data: Form) -> Response[Any]:
        preset = _preset(source, str(data.get("preset", "")))
        try:
            made = source.segments.create(preset.name, preset.tree, preset=preset.key)
        except TailorbirdError as error:
            return _show(source, pages, fault=error.message, status=error.status)
        return Redirect(f"/segments/{made.segment_id}?done=made", status_code=_SEE_OTHER)

    return [segments, estimate, use]


def said_estimate(found: Estimate) -> str:
    """Write about how many people there are, and the likely range where it is not exact."""
    if found.low == found.high:
        return _SAY("people", n=found.count)
    said = _SAY("range", low=found.low, high=found.high)
    return f"{_SAY('about', n=found.count)} ({said})"


def _show(
    source: DashboardSource, pages: Pages, *, done: str = "", fault: str = "", status: int = 200
) -> Response[Any]:
    every = source.segments.all()
    used = {one.preset: one.segment_id for one in every if one.preset}
    ready = [Ready(preset=one, used=used.get(one.key, "")) for one in source.segments.presets()]
    return pages.show(
        "segments.html",
        _SAY,
        status=status,
        here="segments",
        segments=_listed(source, every),
        ready=[one for one in ready if not one.preset.key.startswith(_RFM)],
        rfm=[one for one in ready if one.preset.key.startswith(_RFM)],
        checked=_checked(source.segments.last_check(), source.now()),
        done=done,
        fault=fault,
    )


def _listed(source: DashboardSource, every: list[Segment]) -> list[Listed]:
    say = source.segments.speaking()
    today = day_number(source.now())
    return [_one(source, one, one.description or say(one.tree), today) for one in every]


def _one(source: DashboardSource, segment: Segment, sentence: str, today: int) -> Listed:
    days = source.segments.sizes(segment.segment_id, today - _DAYS + 1, today)
    last = days[-1] if days else SizeDay(day=today, size=segment.size, entered=0, left=0)
    return Listed(
        segment=segment,
        sentence=sentence,
        moved=_moved(last),
        spark=sparkline([one.size for one in days]) if len(days) > 1 else "",
        filling=segment.state is State.FILLING,
    )


def _moved(day: SizeDay) -> str:
    counts = (("entered_today", day.entered), ("left_today", day.left))
    return ", ".join(_SAY(kind, n=number) for kind, number in counts if number) or _SAY("still")


def _checked(check: SelfCheck | None, now: int) -> Checked | None:
    if check is None:
        return None
    when = dates.ago(check.at, now)
    if not check.differences:
        return Checked(alarm=False, said=_SAY("checked", when=when, people=check.people))
    said = _SAY(
        "alarm_said",
        when=dates.instant(check.at),
        n=check.differences,
        people=check.people,
        names=", ".join(check.examples),
    )
    return Checked(alarm=True, said=said)


def _preset(source: DashboardSource, key: str) -> Preset:
    found = next((one for one in source.segments.presets() if one.key == key), None)
    if found is None:
        raise NotFound(f"There is no segment {key[:60]!r} ready to use.")
    return found
