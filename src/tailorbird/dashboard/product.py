"""One product's page: its facts, what it sold, what goes with it, where it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from tailorbird.catalog.types import Product
from tailorbird.core.clock import day_number
from tailorbird.core.errors import NotFound
from tailorbird.core.money import format_price
from tailorbird.dashboard import dates
from tailorbird.dashboard.asking import asked_text
from tailorbird.dashboard.blocks import Block, block_of, strategy_name
from tailorbird.dashboard.charts import Chart, Point, chart
from tailorbird.dashboard.figures import count, money_for_reading
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.products import state_of
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.blocks import BLOCKS
from tailorbird.dashboard.texts.product import PRODUCT
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.dashboard.trade import WEEK, Span, span_ending, spread, weekly
from tailorbird.decisions.types import DecisionRequest, Placement
from tailorbird.recommendations.places import Place

_SAY = Phrases(SHELL, BLOCKS, PRODUCT)
_YEAR = 52 * WEEK
_BESIDE = 12
_TOGETHER = ("bought_together", "viewed_together")
_PARTNERS = 6


class Sold(Struct, frozen=True, kw_only=True):
    """What a product sold in the year that ended yesterday; None for a chart of nothing."""

    pieces: str
    orders: str
    revenue: str
    chart: Chart | None


class Rank(Struct, frozen=True, kw_only=True):
    """A list of the whole shop on which the product stands."""

    name: str
    rank: int


def product_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return one product's page, and the part of it about sales, which may take a moment."""

    @get("/products/item", sync_to_thread=True)
    def product(request: Request[Any, Any, Any]) -> Response[Any]:
        known = _known(source, request)
        return pages.show("product.html", _SAY, here="products", **_values(source, known))

    @get("/products/item/sales", sync_to_thread=True)
    def sales(request: Request[Any, Any, Any]) -> Response[Any]:
        known = _known(source, request)
        return pages.show("product_sales.html", _SAY, sold=_sold(source, known.product_id))

    return [product, sales]


def _known(source: DashboardSource, request: Request[Any, Any, Any]) -> Product:
    product_id = asked_text(request, "id")
    known = source.products([product_id]).get(product_id)
    if known is None:
        raise NotFound(_SAY("unknown_product"))
    return known


def _values(source: DashboardSource, product: Product) -> dict[str, Any]:
    places = source.shelf.places(product.product_id)
    beside = [place.beside for place in places if place.beside is not None]
    titles = source.products(beside[:_BESIDE])
    currency = product.currency or source.currency
    return {
        "product": product,
        "label": product.title or product.product_id,
        "state": state_of(product),
        "price": "" if product.price is None else format_price(product.price, currency),
        "first_seen": dates.date(day_number(product.first_seen)) if product.first_seen else "",
        "stock": {None: "unknown", True: "in", False: "out"}[product.in_stock],
        "currency": currency,
        "blocks": _blocks(source, product),
        "ranks": [_rank(place) for place in places if place.beside is None],
        "beside": [(one, titles[one].title or one) for one in beside[:_BESIDE] if one in titles],
        "more_beside": len(beside[_BESIDE:]),
    }


def _rank(place: Place) -> Rank:
    return Rank(name=strategy_name(place.strategy), rank=place.rank)


def _blocks(source: DashboardSource, product: Product) -> list[Block]:
    """What goes with the product, by each way of finding it whose gate is open."""
    working = [gate.tactic for gate in source.gates() if gate.open]
    return [_block(source, strategy, product) for strategy in _TOGETHER if strategy in working]


def _block(source: DashboardSource, strategy: str, product: Product) -> Block:
    spot = Placement(name=strategy, strategy=strategy, limit=_PARTNERS, item=product.product_id)
    [decision] = source.decide(DecisionRequest(placements=(spot,)))
    own = tuple(slot for slot in decision.slots if slot.strategy == strategy)
    shown = type(decision)(
        decision_id=decision.decision_id, placement=decision.placement, slots=own, withheld={}
    )
    return block_of(shown, strategy, strategy_name(strategy), _SAY("no_partners"))


def _sold(source: DashboardSource, product_id: str) -> Sold:
    span = span_ending(day_number(source.now()) - 1, _YEAR)
    days = [day for day in source.shelf.sales(product_id) if span.first <= day.day <= span.last]
    pieces = spread({day.day: day.pieces for day in days}, span)
    return Sold(
        pieces=count(sum(pieces)),
        orders=count(sum(day.orders for day in days)),
        revenue=money_for_reading(sum(day.net_minor for day in days), source.currency),
        chart=_chart(pieces, span) if days else None,
    )


def _chart(pieces: Sequence[float], span: Span) -> Chart:
    starts = range(span.first, span.last + 1, WEEK)
    points = [
        Point(
            label=_SAY("week_from", date=dates.day_and_month(start)),
            value=value,
            shown=_SAY("pieces_of", n=round(value)),
        )
        for start, value in zip(starts, weekly(pieces, sum), strict=True)
    ]
    top = max(points, key=lambda point: point.value)
    ends = dates.short_date(span.first), dates.short_date(span.last)
    return chart(
        points,
        kind="bars",
        name="pieces",
        title=_SAY("pieces_chart"),
        description=_SAY("chart_said", first=ends[0], last=ends[1], top=top.shown, when=top.label),
        write=count,
        height=180.0,
        whole=True,
        ends=ends,
    )
