"""The part of the panel that says what Tailorbird knows of this visitor."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from tailorbird.app import Tailorbird
from tailorbird.catalog.types import Product
from tailorbird.core.clock import to_datetime
from tailorbird.demo.rendering import Pages, say
from tailorbird.demo.texts import REMEMBERING_PURPOSE
from tailorbird.demo.visitor import Visitor
from tailorbird.profiles.types import Facts, Person

MOST_SHOWN = 6
Shown = list[tuple[Product, str]]


def knowing_routes(shop: Tailorbird, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the route of the panel's part."""

    @get("/shop/knows", sync_to_thread=True)
    def knows(request: Request[Any, Any, Any]) -> Response[str]:
        visitor = pages.visitor(request)
        facts = shop.facts(anonymous_id=visitor.anonymous_id) if visitor.anonymous_id else Facts()
        person = shop.person(facts.profile_id) if facts.profile_id else None
        return pages.show(
            "knows.html",
            visitor,
            who=_who(visitor, person),
            lists=_lists(shop, facts),
            consents=_consents(person),
            profile_id=facts.profile_id or "",
        )

    return [knows]


def _who(visitor: Visitor, person: Person | None) -> str:
    email = person.traits.get("email") if person else None
    if isinstance(email, str):
        return email
    return say("customer", number=visitor.customer) if visitor.customer else say("knows_anonymous")


def _lists(shop: Tailorbird, facts: Facts) -> list[tuple[str, Shown, int]]:
    bought = sorted(facts.bought.items(), key=lambda item: -item[1])
    return [
        _list(shop, "knows_viewed", [(view.product_id, "") for view in facts.viewed]),
        _list(
            shop,
            "knows_cart",
            [(line.product_id, _pieces(line.quantity)) for line in facts.cart],
        ),
        _list(shop, "knows_bought", [(key, f"{to_datetime(at):%-d %B}") for key, at in bought]),
    ]


def _list(shop: Tailorbird, heading: str, notes: list[tuple[str, str]]) -> tuple[str, Shown, int]:
    known = shop.products([product_id for product_id, _ in notes])
    shown = [(known[key], note) for key, note in notes if key in known]
    return say(heading), shown[:MOST_SHOWN], max(len(shown) - MOST_SHOWN, 0)


def _pieces(count: int) -> str:
    return say("piece") if count == 1 else say("pieces", count=count)


def _consents(person: Person | None) -> list[tuple[str, bool]]:
    states = person.consents if person else ()
    given = [(s.purpose, s.granted) for s in states if s.purpose != REMEMBERING_PURPOSE]
    return [(say("knows_remembering"), True), *given]
