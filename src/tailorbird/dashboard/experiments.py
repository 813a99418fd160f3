"""The experiments there are: what runs, how many people it has, and whether its arms are right."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from tailorbird.core.clock import day_number
from tailorbird.dashboard import dates
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.sampling import Sample, sampled
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.experiments import EXPERIMENTS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.experiments.holdouts import LEAST_SHARE
from tailorbird.experiments.planning import Reach, reach
from tailorbird.experiments.types import WHOLE, Experiment, Kind, Status
from tailorbird.guardrails.measures import Gate, Quality
from tailorbird.measurement.checking import ResultsCheck

_SAY = Phrases(SHELL, EXPERIMENTS)
_ORDER = (Status.RUNNING, Status.DRAFT, Status.STOPPED)


class Listed(Struct, frozen=True, kw_only=True):
    """One experiment as the list shows it."""

    experiment: Experiment
    arms: str
    said: str
    people: str
    when: str
    mark: str
    bad: bool


class Gated(Struct, frozen=True, kw_only=True):
    """What the shop's size says of A/B tests on orders."""

    closed: bool
    heading: str
    said: str
    source: str


class Checked(Struct, frozen=True, kw_only=True):
    """How the last nightly check went, in a sentence."""

    alarm: bool
    said: str


class Row(Struct, frozen=True, kw_only=True):
    """One line of what could be seen when."""

    weeks: str
    people: str
    lift: str


def experiments_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the list."""

    @get("/experiments", sync_to_thread=True)
    def experiments() -> Response[Any]:
        every = [one for one in source.experiments.all() if one.kind is Kind.EXPERIMENT]
        parts = [(status, _listed(source, every, status)) for status in _ORDER]
        return pages.show(
            "experiments.html",
            _SAY,
            here="experiments",
            checked=_checked(source.results.last_check(), source.now()),
            parts=[(status, listed) for status, listed in parts if listed],
            gated=gated(source.floors.gate("ab_test")),
            volume="" if every else _volume(source),
            rows=[] if every else rows_of(source, (WHOLE // 2, WHOLE // 2), WHOLE),
        )

    return [experiments]


def gated(gate: Gate) -> Gated | None:
    """Say what the shop's size means for A/B tests on orders; None where it is large enough."""
    shown = gate.shown
    if gate.quality is Quality.FULL or shown is None:
        return None
    closed = gate.quality is Quality.CLOSED
    part = "gate_closed" if closed else "gate_early"
    return Gated(
        closed=closed,
        heading=_SAY(part),
        said=_SAY(f"{part}_said", least=shown.least, full=shown.least, have=shown.have),
        source=gate.source,
    )


def rows_of(source: DashboardSource, weights: tuple[int, ...], coverage: int) -> list[Row]:
    """Return what an experiment of these arms could show, and when."""
    volume = source.experiments.outlook(LEAST_SHARE).volume
    return [_row(one) for one in reach(weights, coverage, volume) if one.people]


def said_lift(lift: float | None) -> str:
    """Write the least lift that is seen."""
    return _SAY("lift_none") if lift is None else _SAY("lift", lift=f"{100 * lift:.0f} %")


def _row(one: Reach) -> Row:
    return Row(weeks=_SAY("weeks", n=one.weeks), people=f"{one.people:,}", lift=said_lift(one.lift))


def _volume(source: DashboardSource) -> str:
    volume = source.experiments.outlook(LEAST_SHARE).volume
    if not volume.people:
        return _SAY("no_volume")
    return _SAY(
        "none_volume",
        people=_SAY("people", n=round(volume.people)),
        orders=_SAY("orders", n=round(volume.orders)),
    )


def _checked(check: ResultsCheck | None, now: int) -> Checked | None:
    """Say how the last nightly check went; None where nothing was compared yet."""
    if check is None or not check.experiments:
        return None
    if not check.different:
        when = dates.ago(check.at, now)
        return Checked(alarm=False, said=_SAY("checked", when=when, n=check.people))
    keys = ", ".join(check.different)
    said = _SAY("alarm_said", when=dates.instant(check.at), names=keys)
    return Checked(alarm=True, said=said)


def _listed(source: DashboardSource, every: list[Experiment], status: Status) -> list[Listed]:
    return [_one(source, one) for one in every if one.status is status]


def _one(source: DashboardSource, experiment: Experiment) -> Listed:
    sample = sampled(experiment, source.experiments.seen(experiment.key))
    drawn = experiment.status is not Status.DRAFT
    return Listed(
        experiment=experiment,
        arms=" · ".join(one.name for one in experiment.variations),
        people=_people(experiment, sample),
        said=_said(source, experiment) if sample.people else "",
        when=_when(experiment),
        mark=_mark(sample) if drawn else "",
        bad=sample.alarm or bool(sample.leaked),
    )


def _said(source: DashboardSource, experiment: Experiment) -> str:
    """Return the first sentence of what it brought: that something is wrong, where it is."""
    if experiment.status is Status.DRAFT:
        return ""
    return source.results.result(experiment.key).sentences[0]


def _people(experiment: Experiment, sample: Sample) -> str:
    if not sample.people:
        return _SAY("nobody_yet")
    over = experiment.status is Status.STOPPED
    return _SAY("people" if over else "people_so_far", n=sample.people)


def _when(experiment: Experiment) -> str:
    first, last = experiment.started_at, experiment.stopped_at
    if first is None:
        return _SAY("made_on", when=dates.short_date(day_number(experiment.created_at)))
    if last is None:
        return _SAY("since", when=dates.short_date(day_number(first)))
    return _SAY(
        "until",
        first=dates.day_and_month(day_number(first)),
        last=dates.short_date(day_number(last)),
    )


def _mark(sample: Sample) -> str:
    if sample.alarm or sample.leaked:
        return _SAY("mark_bad")
    if sample.in_several:
        return _SAY("mark_several", n=sample.in_several)
    return _SAY("mark_good") if sample.judged else ""
