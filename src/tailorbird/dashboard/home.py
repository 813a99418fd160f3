"""Home: what happened, what arrived, what was refused, what sells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from tailorbird.core.clock import day_number
from tailorbird.dashboard.charts import sparkline
from tailorbird.dashboard.figures import RANGES, Figures, figures
from tailorbird.dashboard.floors import said_next
from tailorbird.dashboard.gates import carried
from tailorbird.dashboard.incoming import arrived_from, refused
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages, wants_part
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.gates import GATES
from tailorbird.dashboard.texts.home import HOME
from tailorbird.dashboard.texts.incoming import INCOMING
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.dashboard.trade import span_ending, spread
from tailorbird.decisions.types import Decision, DecisionRequest, Placement

_SAY = Phrases(SHELL, GATES, INCOMING, HOME)
_LISTED = 5
_SOURCES = 5
_REFUSED = 3
_SPARK_DAYS = 14


class Today(Struct, frozen=True, kw_only=True):
    """The present day so far. Money in minor units."""

    orders: int
    net_minor: int
    visitors: int
    spark: str


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
        "sources": [arrived_from(arrived, now) for arrived in arrivals[:_SOURCES]],
        "refused": [refused(kind, count, now) for kind, count in source.refusals(_REFUSED)],
        "best": best,
        "rising": rising,
        "carried": [carried(gate) for gate in source.gates()],
        "next": said_next(source),
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


def _selling(source: DashboardSource) -> Sequence[Decision]:
    """Choose what sells and what rises apart, so that a product may stand in both lists."""
    return [
        source.decide(
            DecisionRequest(placements=(Placement(name=name, strategy=name, limit=_LISTED),))
        )[0]
        for name in ("best_sellers", "trending")
    ]
