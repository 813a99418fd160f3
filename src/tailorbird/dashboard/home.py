"""Home: what happened, what arrived, what was refused, what sells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from tailorbird.core.clock import day_number
from tailorbird.dashboard import dates
from tailorbird.dashboard.charts import sparkline
from tailorbird.dashboard.figures import RANGES, Figures, figures
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages, wants_part
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.sources import is_import, source_name
from tailorbird.dashboard.texts.home import HOME
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.dashboard.trade import span_ending, spread
from tailorbird.decisions.types import Decision, DecisionRequest, Placement
from tailorbird.events.types import Arrivals, Refusal
from tailorbird.recommendations.floors import Gate

_SAY = Phrases(SHELL, HOME)
_LISTED = 5
_NAMED = 4
_SPARK_DAYS = 14


class Today(Struct, frozen=True, kw_only=True):
    """The present day so far. Money in minor units."""

    orders: int
    net_minor: int
    visitors: int
    spark: str


class Source(Struct, frozen=True, kw_only=True):
    """One source of events as the page lists it."""

    name: str
    events: int
    last_at: int
    ago: str
    names: list[tuple[str, int]]
    more: int


class Refused(Struct, frozen=True, kw_only=True):
    """One kind of refusal as the page lists it."""

    title: str
    count: int
    message: str
    sample: str
    source: str
    ago: str
    remedy: str


class Carried(Struct, frozen=True, kw_only=True):
    """One kind of recommendation: whether the shop's data carries it, and how far it is."""

    name: str
    state: str
    have: int
    goal: int
    text: str


def home_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the home page; asked by htmx it answers with the part over time only."""

    @get("/", sync_to_thread=True)
    def home(request: Request[Any, Any, Any]) -> Response[Any]:
        chosen = request.query_params.get("days", "")
        shown = figures(source, RANGES.get(chosen, RANGES["30"]))
        if wants_part(request):
            return pages.show("home_over_time.html", _SAY, shown=shown)
        return pages.show("home.html", _SAY, here="home", **_whole(source, shown))

    return [home]


def _whole(source: DashboardSource, shown: Figures) -> dict[str, Any]:
    now = source.now()
    arrivals = source.arrivals()
    best, rising = _selling(source)
    return {
        "shown": shown,
        "fresh": not arrivals and shown.begins is None,
        "today": _today(source, day_number(now)),
        "currency": source.currency,
        "sources": [_source(arrived, now) for arrived in arrivals],
        "refused": [_refused(kind, count, now) for kind, count in source.refusals()],
        "best": best,
        "rising": rising,
        "carried": [_carried(gate) for gate in source.gates()],
    }


def _today(source: DashboardSource, today: int) -> Today:
    trade = {day.day: day for day in source.trade_by_day(today - _SPARK_DAYS + 1, today)}
    visits = source.visitors_by_day(today, today)
    orders = {day: sold.orders for day, sold in trade.items()}
    return Today(
        orders=orders.get(today, 0),
        net_minor=trade[today].net_minor if today in trade else 0,
        visitors=visits[0].visitors if visits else 0,
        spark=sparkline(spread(orders, span_ending(today, _SPARK_DAYS))),
    )


def _source(arrived: Arrivals, now: int) -> Source:
    names = sorted(arrived.names, key=lambda named: (-named[1], named[0]))
    return Source(
        name=source_name(arrived.source),
        events=arrived.events,
        last_at=arrived.last_at,
        ago=dates.ago(arrived.last_at, now),
        names=names[:_NAMED],
        more=len(names[_NAMED:]),
    )


def _carried(gate: Gate) -> Carried:
    """The next goal is the floor while closed, then the number from which quality is full."""
    goal = gate.full_from if gate.open else gate.need
    return Carried(
        name=_SAY(f"strategy_{gate.recommender}"),
        state=gate.quality,
        have=min(gate.have, goal),
        goal=goal,
        text=_carried_text(gate, goal),
    )


def _carried_text(gate: Gate, goal: int) -> str:
    if not goal:
        return _SAY("carried_always")
    counted = _SAY(f"measure_{gate.measure}", n=gate.have, count=f"{gate.have:,}")
    return _SAY(f"carried_{gate.quality}", counted=counted, goal=f"{goal:,}")


def _refused(refusal: Refusal, count: int, now: int) -> Refused:
    return Refused(
        title=_SAY.either(f"refusal_{refusal.code}", refusal.code.replace("_", " ").capitalize()),
        count=count,
        message=_sentence(refusal),
        sample=refusal.sample,
        source=source_name(refusal.source),
        ago=dates.ago(refusal.received_at, now),
        remedy=_remedy(refusal),
    )


def _sentence(refusal: Refusal) -> str:
    """Begin with a capital, but never change the spelling of a field's name."""
    message = refusal.message
    named = bool(refusal.field) and message.startswith(refusal.field)
    return message if named else message[:1].upper() + message[1:]


def _remedy(refusal: Refusal) -> str:
    key = f"remedy_{refusal.code}"
    if key not in _SAY:
        key = "remedy_row" if is_import(refusal.source) else "remedy_bad_input"
    return _SAY(key, field=refusal.field or _SAY("the_field"))


def _selling(source: DashboardSource) -> Sequence[Decision]:
    """Choose what sells and what rises apart, so that a product may stand in both lists."""
    return [
        source.decide(
            DecisionRequest(placements=(Placement(name=name, strategy=name, limit=_LISTED),))
        )[0]
        for name in ("best_sellers", "trending")
    ]
