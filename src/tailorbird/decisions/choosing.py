"""Fill one spot: candidates in the order of their strategies, past the guardrails. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from tailorbird.catalog.types import Product
from tailorbird.guardrails.eligibility import Offer, Situation, withheld
from tailorbird.recommendations.types import Candidate

# What fills a spot that its own strategy leaves short, in this order. A list of what somebody
# viewed is never filled with anything else: it would not be what its heading says.
FALLBACKS = {
    "bought_together": ("best_sellers", "trending"),
    "viewed_together": ("bought_together", "best_sellers", "trending"),
    "best_sellers": ("trending",),
    "trending": ("best_sellers",),
}
SPARE = 24  # candidates asked for beyond the spot's slots at first: guardrails take some
Source = Callable[[int], list[Candidate]]  # the best so many candidates, best first


class Chosen(Struct, frozen=True):
    """A product for a spot, and the strategy that found it."""

    strategy: str
    candidate: Candidate


def strategies_for(strategy: str) -> tuple[str, ...]:
    """Return a strategy and what fills in for it."""
    return (strategy, *FALLBACKS.get(strategy, ()))


def choose(
    sources: Iterable[tuple[str, Source]],
    products: Callable[[list[str]], Mapping[str, Product]],
    situation: Situation,
    limit: int,
) -> tuple[list[Chosen], dict[str, int]]:
    """Return up to ``limit`` products that may be shown, and how many were withheld and why.

    A source is asked only while there is room, so the spot is refilled until sources run out.
    """
    chosen: list[Chosen] = []
    refused: dict[str, int] = {}
    taken: set[str] = set()
    for strategy, source in sources:
        if len(chosen) >= limit:
            break
        for part in _parts(source, limit + SPARE):
            found = [c for c in part if c.product_id not in taken]
            known = products([candidate.product_id for candidate in found])
            for candidate in _allowed(found, known, situation, refused):
                if len(chosen) < limit:
                    taken.add(candidate.product_id)
                    chosen.append(Chosen(strategy, candidate))
            if len(chosen) >= limit:
                break
    return chosen, refused


def _parts(source: Source, first: int) -> Iterator[list[Candidate]]:
    """Give a source's candidates part by part: more only if the guardrails took too many."""
    given, asked = 0, first
    while True:
        candidates = source(asked)
        yield candidates[given:]
        if len(candidates) < asked:
            return
        given, asked = asked, asked * 4


def _allowed(
    candidates: list[Candidate],
    known: Mapping[str, Product],
    situation: Situation,
    refused: dict[str, int],
) -> Iterator[Candidate]:
    for candidate in candidates:
        product = known.get(candidate.product_id)
        why = withheld(candidate.product_id, _offer(product), situation)
        if why is None:
            yield candidate
        else:
            refused[why] = refused.get(why, 0) + 1


def _offer(product: Product | None) -> Offer | None:
    if product is None:
        return None
    return Offer(
        product_id=product.product_id, sellable=product.sellable, in_stock=product.in_stock
    )
