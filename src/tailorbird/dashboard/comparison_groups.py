"""Comparison groups: who is left out of what, what it costs, and when it answers."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from msgspec import Struct

from tailorbird.core.clock import day_number
from tailorbird.core.errors import BadInput, TailorbirdError
from tailorbird.dashboard import dates
from tailorbird.dashboard.asking import asked_text
from tailorbird.dashboard.connections import Form
from tailorbird.dashboard.percent import percent, percent_of
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.comparison_groups import COMPARISON_GROUPS
from tailorbird.dashboard.texts.experiments import EXPERIMENTS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.decisions.service import TACTIC
from tailorbird.experiments.holdouts import (
    EVERYTHING,
    HELD_OUT,
    WEEKS,
    Outlook,
    Terms,
    Wait,
    terms_of,
    turns,
)
from tailorbird.experiments.types import Experiment

USUAL, MOST = 500, 2_000  # ten-thousandths: what the slider begins with, and its right end
_SAY = Phrases(SHELL, EXPERIMENTS, COMPARISON_GROUPS)
_SEE_OTHER: Final = 303
_DONE = frozenset({"begun", "ended"})
_WEEKS_A_YEAR, _WEEKS_A_MONTH = 52, 30 / 7
_MOST_DIGITS = 3  # of a number of weeks
_FEW_WEEKS, _MONTHS_OF_TWO_YEARS, _MANY_MONTHS = 10, 24, 120


class Group(Struct, frozen=True, kw_only=True):
    """One group that runs, as the page shows it."""

    tactic: str
    name: str
    said: str
    turn: str
    people: str
    elapsed: float


class Told(Struct, frozen=True, kw_only=True):
    """What leaving out a share costs, and when it answers."""

    share: str
    cost: str
    assumed: str
    waits: list[tuple[str, str, str]]


def comparison_groups_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the page, what the slider asks while it is moved, and what the buttons do."""

    @get("/comparison-groups", sync_to_thread=True)
    def groups(request: Request[Any, Any, Any]) -> Response[Any]:
        done = asked_text(request, "done")
        return _show(source, pages, done=done if done in _DONE else "")

    @get("/comparison-groups/outlook", sync_to_thread=True)
    def outlook(request: Request[Any, Any, Any]) -> Response[Any]:
        share = percent(asked_text(request, "share"), "share")
        told = _told(source.experiments.outlook(share))
        return pages.show("experiments_outlook.html", _SAY, told=told)

    @post("/comparison-groups", sync_to_thread=True)
    def begin(data: Form) -> Response[Any]:
        try:
            source.experiments.hold_out(_terms(data), by=_SAY("by"))
        except BadInput as error:
            return _show(source, pages, fault=error)
        return Redirect("/comparison-groups?done=begun", status_code=_SEE_OTHER)

    @post("/comparison-groups/end", sync_to_thread=True)
    def end(data: Form) -> Response[Any]:
        try:
            source.experiments.let_in(str(data.get("tactic", "")) or None, by=_SAY("by"))
        except TailorbirdError as error:
            return _show(source, pages, fault=error)
        return Redirect("/comparison-groups?done=ended", status_code=_SEE_OTHER)

    return [groups, outlook, begin, end]


def _terms(data: Form) -> Terms:
    weeks = str(data.get("weeks", ""))
    if not (weeks.isascii() and weeks.isdigit() and len(weeks) <= _MOST_DIGITS):
        raise BadInput(_SAY("bad_weeks"), field="weeks")
    return Terms(
        share=percent(str(data.get("share", "")), "share"),
        tactic=str(data.get("tactic", "")) or None,
        weeks=int(weeks),
    )


def _show(
    source: DashboardSource,
    pages: Pages,
    *,
    done: str = "",
    fault: TailorbirdError | None = None,
) -> Response[Any]:
    return pages.show(
        "experiments_groups.html",
        _SAY,
        status=fault.status if fault else 200,
        here="experiments",
        groups=[_group(source, one) for one in source.experiments.comparison_groups()],
        told=_told(source.experiments.outlook(USUAL)),
        usual=percent_of(USUAL),
        most=percent_of(MOST),
        weeks=WEEKS,
        tactics=[("", _named(None)), (TACTIC, _named(TACTIC))],
        done=done,
        fault=fault.message if fault else "",
    )


def _named(tactic: str | None) -> str:
    return _SAY.either(f"tactic_{tactic or EVERYTHING}", tactic or "")


def _group(source: DashboardSource, group: Experiment) -> Group:
    seen = source.experiments.seen(group.key).people
    held = seen.get(HELD_OUT, 0)
    name = group.tactic or EVERYTHING
    what = _SAY.either(f"what_{name}", _SAY("what_other", name=name))
    began, ends = group.started_at or 0, group.ends_at or 0
    return Group(
        tactic=group.tactic or "",
        name=_named(group.tactic),
        said=_SAY("group_said", share=f"{percent_of(group.coverage)} %", what=what),
        turn=_turn(group),
        people=_SAY("group_people", held=held, treated=sum(seen.values()) - held),
        elapsed=round(100 * min(1, (source.now() - began) / max(ends - began, 1))),
    )


def _turn(group: Experiment) -> str:
    terms = terms_of(group)
    many = turns(terms.share)
    return _SAY(
        "turn_said",
        number=(group.rotation or 0) % many + 1,
        turns=many,
        first=dates.short_date(day_number(group.started_at or 0)),
        last=dates.short_date(day_number(group.ends_at or 0)),
        years=_length(many * terms.weeks),
    )


def _length(weeks: int) -> str:
    if weeks < _WEEKS_A_YEAR:
        return _SAY("period_weeks", n=weeks)
    return _SAY("period_years", years=weeks / _WEEKS_A_YEAR)


# -- what a share costs


def _told(outlook: Outlook) -> Told:
    volume = outlook.volume
    return Told(
        share=f"{percent_of(outlook.share)} %",
        cost=_cost(outlook.orders_lost) if volume.orders else "",
        assumed=_assumed(outlook),
        waits=[_wait(one) for one in outlook.waits] if volume.people and volume.orders else [],
    )


def _assumed(outlook: Outlook) -> str:
    volume = outlook.volume
    if not volume.orders:
        return _SAY("cost_none")
    return _SAY(
        "cost_assumed" if volume.people else "cost_unseen",
        lift=f"{100 * outlook.assumed_lift:.0f} %",
        people=_SAY("people", n=round(volume.people)),
        placed=_SAY("orders", n=round(volume.orders)),
    )


def _cost(orders: float) -> str:
    if orders < 1:
        return _SAY("cost_few")
    return _SAY("cost", orders=_SAY("orders", n=round(orders)))


def _wait(wait: Wait) -> tuple[str, str, str]:
    needed = _SAY("time_never") if wait.people is None else f"{wait.people:,}"
    return _SAY("more_orders", lift=f"{100 * wait.lift:.0f} %"), needed, _time(wait.months)


def _time(months: float | None) -> str:
    if months is None:
        return _SAY("time_never")
    weeks = max(round(months * _WEEKS_A_MONTH), 1)
    if weeks <= _FEW_WEEKS:
        return _SAY("time_weeks", n=weeks)
    if months <= _MONTHS_OF_TWO_YEARS:
        return _SAY("time_months", n=round(months))
    return _SAY("time_years", n=int(min(months, _MANY_MONTHS) // 12))
