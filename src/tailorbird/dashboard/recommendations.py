"""Recommendations: what works, what unlocks next, and trying any product or any person."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from tailorbird.catalog.types import Product
from tailorbird.dashboard.asking import asked_text
from tailorbird.dashboard.blocks import Block, block_of, strategy_name
from tailorbird.dashboard.gates import Carried, carried
from tailorbird.dashboard.naming import name_of, name_of_person
from tailorbird.dashboard.phrases import Phrases
from tailorbird.dashboard.rendering import Pages, wants_part
from tailorbird.dashboard.source import DashboardSource
from tailorbird.dashboard.texts.blocks import BLOCKS
from tailorbird.dashboard.texts.gates import GATES
from tailorbird.dashboard.texts.recommendations import RECOMMENDATIONS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.decisions.types import DecisionRequest, Placement
from tailorbird.guardrails.measures import Gate

_SAY = Phrases(SHELL, BLOCKS, GATES, RECOMMENDATIONS)
_FOUND = 5
_SHOWN = 4
_OF_A_PERSON = frozenset({"recently_viewed"})
_OF_A_PRODUCT = frozenset({"bought_together", "viewed_together"})


class Way(Struct, frozen=True, kw_only=True):
    """One kind of recommendation: how it stands, and what it does in a sentence."""

    stands: Carried
    does: str


class Found(Struct, frozen=True, kw_only=True):
    """Something to try that matches what was typed."""

    kind: str
    id: str
    name: str
    note: str


class Tried(Struct, frozen=True, kw_only=True):
    """What was chosen to try."""

    kind: str
    id: str
    name: str
    address: str


def recommendations_routes(source: DashboardSource, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the page; asked by htmx it answers with what matches, or with what would be shown."""

    @get("/recommendations", sync_to_thread=True)
    def recommendations(request: Request[Any, Any, Any]) -> Response[Any]:
        query = asked_text(request, "q")
        chosen = _chosen(source, request)
        values: dict[str, Any] = {
            "query": query,
            "found": _found(source, query),
            "chosen": chosen,
            "missing": chosen is None and _asks_for_something(request),
            "blocks": _blocks(source, chosen) if chosen else [],
        }
        if wants_part(request):
            part = (
                "recommendations_shown" if _asks_for_something(request) else "recommendations_found"
            )
            return pages.show(f"{part}.html", _SAY, **values)
        ways = [_way(gate) for gate in source.gates()]
        return pages.show("recommendations.html", _SAY, here="recommendations", ways=ways, **values)

    return [recommendations]


def _way(gate: Gate) -> Way:
    return Way(stands=carried(gate), does=_SAY.either(f"does_{gate.tactic}", ""))


def _asks_for_something(request: Request[Any, Any, Any]) -> bool:
    return bool(asked_text(request, "product") or asked_text(request, "person"))


def _chosen(source: DashboardSource, request: Request[Any, Any, Any]) -> Tried | None:
    product_id, profile_id = asked_text(request, "product"), asked_text(request, "person")
    if product_id:
        product = source.products([product_id]).get(product_id)
        return None if product is None else _product(product)
    person = source.person(profile_id) if profile_id else None
    if person is None:
        return None
    name, key = name_of_person(person), person.profile_id
    return Tried(kind="person", id=key, name=name, address=f"/people/{key}")


def _product(product: Product) -> Tried:
    return Tried(
        kind="product",
        id=product.product_id,
        name=product.title or product.product_id,
        address="/products/item?id=",
    )


def _found(source: DashboardSource, query: str) -> list[Found]:
    """What matches, products first; with nothing typed the most sold and those seen last."""
    products, _ = source.shelf.listed(query, limit=_FOUND)
    people = source.people(query, _FOUND)
    return [
        *(
            Found(
                kind="product",
                id=one.product.product_id,
                name=one.product.title or one.product.product_id,
                note=one.product.category,
            )
            for one in products
        ),
        *(
            Found(
                kind="person",
                id=person.profile_id,
                name=name_of(person.label),
                note=_SAY("person_orders", n=person.order_count),
            )
            for person in people
        ),
    ]


def _blocks(source: DashboardSource, chosen: Tried) -> list[Block]:
    """One block for each way, asked for alone so that none takes from another; full ones first."""
    blocks = [_block(source, gate, chosen) for gate in source.gates()]
    return sorted(blocks, key=lambda block: not block.products)


def _block(source: DashboardSource, gate: Gate, chosen: Tried) -> Block:
    strategy = gate.tactic
    item = chosen.id if chosen.kind == "product" else None
    spot = Placement(name=strategy, strategy=strategy, limit=_SHOWN, item=item)
    person = chosen.id if chosen.kind == "person" else None
    [decision] = source.decide(DecisionRequest(placements=(spot,), profile_id=person))
    own = tuple(slot for slot in decision.slots if slot.strategy == strategy)
    shown = type(decision)(
        decision_id=decision.decision_id,
        placement=decision.placement,
        slots=own,
        withheld=decision.withheld if person and own else {},
    )
    return block_of(shown, strategy, strategy_name(strategy), _empty(gate, chosen))


def _empty(gate: Gate, chosen: Tried) -> str:
    if not gate.open:
        return _SAY("closed", why=carried(gate).text)
    if gate.tactic in _OF_A_PERSON:
        return _SAY("needs_person" if chosen.kind == "product" else "not_looked")
    if chosen.kind == "person" and gate.tactic in _OF_A_PRODUCT:
        return _SAY("needs_cart")
    return _SAY("nothing_sure")
