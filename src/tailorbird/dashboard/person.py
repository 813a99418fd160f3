"""One person's page: who they are, what they did, and what they would be shown now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from tailorbird.core.clock import day_number
from tailorbird.core.errors import NotFound
from tailorbird.core.money import format_minor
from tailorbird.dashboard import dates
from tailorbird.dashboard.blocks import Block, block_of
from tailorbird.dashboard.consent import consent_of
from tailorbird.dashboard.naming import name_of_person
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.blocks import BLOCKS
from tailorbird.dashboard.texts.consent import CONSENT
from tailorbird.dashboard.texts.person import PERSON
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.dashboard.timeline import Day, story
from tailorbird.decisions.types import DecisionRequest, Placement
from tailorbird.profiles.types import Facts, OrderStatus, Person

_SAY = Phrases(SHELL, BLOCKS, CONSENT, PERSON)
_TOGETHER = "bought_together"
_BLOCKS = ("recently_viewed", _TOGETHER, "trending", "best_sellers")
_SHOWN = 4
_IDENTITIES = 6
_OPEN_MOMENTS = 25
_OPEN_ORDERS = 8
_MOST_ORDERS = 50
_MOST_TRAIT = 200
_MOST_ID = 100


class Totals(Struct, frozen=True, kw_only=True):
    """What they bought in all, as it is written; empty where there is nothing to say."""

    orders: int
    spent: str
    average: str
    last_order: str


def person_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return one person's page."""

    @get("/people/{profile_id:str}", sync_to_thread=True)
    def person(profile_id: FromPath[str]) -> Response[Any]:
        known = source.person(profile_id) if len(profile_id) <= _MOST_ID else None
        if known is None:
            raise NotFound(_SAY("unknown_person"))
        return pages.show("person.html", _SAY, here="people", **_values(source, known))

    return [person]


def _values(source: DashboardSource, person: Person) -> dict[str, Any]:
    now = source.now()
    titles = titles_of(source, person)
    days = story(person.timeline, titles, today=day_number(now))
    open_days = _open(days)
    orders = sorted(person.orders, key=lambda order: order.placed_at, reverse=True)
    return {
        "person": person,
        "label": name_of_person(person),
        "first_seen": dates.date(day_number(person.first_seen)),
        "last_seen": dates.ago(person.last_seen, now),
        "totals": _totals(person, now),
        "titles": titles,
        "blocks": _blocks(source, person),
        "days": days[:open_days],
        "older": days[open_days:],
        "orders": orders[:_OPEN_ORDERS],
        "older_orders": orders[_OPEN_ORDERS:_MOST_ORDERS],
        "segments": [
            (one, dates.ago(since, now))
            for one, since in source.segments.of_person(person.profile_id)
        ],
        "consent": consent_of(person),
        "identities": person.identities[:_IDENTITIES],
        "more_identities": len(person.identities[_IDENTITIES:]),
        "traits": {str(key): str(value)[:_MOST_TRAIT] for key, value in person.traits.items()},
    }


def _open(days: Sequence[Day]) -> int:
    """Return how many days to show at once: as many as fit a stretch of moments, at least one."""
    seen = 0
    for shown, day in enumerate(days):
        if seen >= _OPEN_MOMENTS:
            return shown
        seen += len(day.entries)
    return len(days)


def titles_of(source: DashboardSource, person: Person) -> Mapping[str, str]:
    """Return what the products of somebody's story and cart are called, by their ids."""
    wanted = {moment.product_id for moment in person.timeline if moment.product_id}
    wanted |= {line.product_id for line in person.facts.cart}
    return {key: product.title for key, product in source.products(sorted(wanted)).items()}


def _totals(person: Person, now: int) -> Totals:
    placed = [order for order in person.orders if order.status is OrderStatus.PLACED]
    latest = max((order.placed_at for order in placed), default=None)
    number = person.order_count
    return Totals(
        orders=number,
        spent=format_minor(person.net_minor, person.currency),
        average=format_minor(round(person.net_minor / number), person.currency) if number else "",
        last_order=dates.ago(latest, now) if latest is not None else "",
    )


def _blocks(source: DashboardSource, person: Person) -> list[Block]:
    placements = _placements(person.facts)
    request = DecisionRequest(placements=placements, profile_id=person.profile_id)
    return [
        block_of(decision, placement.strategy, _title(placement))
        for placement, decision in zip(placements, source.decide(request), strict=True)
    ]


def _placements(facts: Facts) -> tuple[Placement, ...]:
    """Return the spots of a page: what goes with the cart, else with what was looked at last."""
    item = facts.viewed[0].product_id if facts.viewed and not facts.cart else None
    names = [name for name in _BLOCKS if facts.cart or item or name != _TOGETHER]
    return tuple(
        Placement(name=name, strategy=name, limit=_SHOWN, item=item if name == _TOGETHER else None)
        for name in names
    )


def _title(placement: Placement) -> str:
    return _SAY("block_with_item" if placement.item else f"block_{placement.name}")
