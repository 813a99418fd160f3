"""Choose what fills the spots of one page for one person, now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from tailorbird.catalog.service import Catalog
from tailorbird.catalog.types import Product
from tailorbird.core.clock import Clock
from tailorbird.core.errors import BadInput
from tailorbird.core.ids import new_id
from tailorbird.decisions.choosing import Chosen, choose, strategies_for
from tailorbird.decisions.limiting import Usable, usable
from tailorbird.decisions.texts import reason_text
from tailorbird.decisions.types import Decision, DecisionRequest, Placement, Slot
from tailorbird.guardrails.eligibility import JUST_BOUGHT, Situation
from tailorbird.guardrails.floors import RECOMMENDERS
from tailorbird.guardrails.reasons import Withheld
from tailorbird.profiles.service import Profiles
from tailorbird.profiles.types import Facts
from tailorbird.recommendations.service import Recommendations
from tailorbird.recommendations.training import Trained
from tailorbird.recommendations.types import Candidate, Context

MOST_PLACEMENTS = 12
MOST_SLOTS = 24
# What somebody viewed is filled first, wherever it stands: the other spots are for discovery.
FIRST = "recently_viewed"
TACTIC = "recommendations"  # what a comparison group of these is called
STRATEGIES = tuple(floor.tactic for floor in RECOMMENDERS)


class _Products:
    """The products that one call looks at, each read once however many blocks consider it."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._read: set[str] = set()
        self._known: dict[str, Product] = {}

    def __call__(self, product_ids: Iterable[str]) -> dict[str, Product]:
        """Return at least the known ones of these products by id."""
        new = [key for key in dict.fromkeys(product_ids) if key not in self._read]
        if new:
            self._read.update(new)
            self._known.update(self._catalog.products(new))
        return self._known


@dataclass
class _Page:
    """What one call knows while it fills the spots of a page, one after another."""

    facts: Facts
    usable: Usable
    given_cart: tuple[str, ...] | None
    trained: Trained
    now: int
    products: _Products
    shown: set[str] = field(default_factory=set)

    def context(self, placement: Placement) -> Context:
        return Context(
            now=self.now,
            item=placement.item,
            category=placement.category,
            cart=self.usable.cart if self.given_cart is None else self.given_cart,
            viewed=self.usable.viewed,
        )

    def situation(self, placement: Placement) -> Situation:
        return Situation(
            now=self.now,
            item=placement.item,
            cart=set(self._in_cart() if self.given_cart is None else self.given_cart),
            bought=self.facts.bought,
            shown_elsewhere=self.shown,
        )

    def _in_cart(self) -> Iterator[str]:
        return (line.product_id for line in self.facts.cart)


class Decisions:
    """Answers a page's request; reads only what was prepared.

    ``left_out`` says whether somebody, by profile, is in a comparison group of recommendations. It
    is asked for shoppers only, not where the shop looks at a person's blocks.
    """

    def __init__(
        self,
        catalog: Catalog,
        profiles: Profiles,
        recommendations: Recommendations,
        clock: Clock,
        left_out: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._catalog = catalog
        self._profiles = profiles
        self._recommendations = recommendations
        self._clock = clock
        self._left_out = left_out

    def decide(self, request: DecisionRequest) -> list[Decision]:
        """Fill every spot of a page, no product twice, with everything known up to this call.

        Raises:
            BadInput: an unknown strategy, or more spots or slots than one page may ask for.
        """
        _check(request)
        now = self._clock.now()
        facts = self._facts(request, now)
        if request.profile_id is None and facts.profile_id and self._left_out(facts.profile_id):
            return [_nothing(placement, now) for placement in request.placements]
        page = _Page(
            facts,
            usable(facts, now),
            request.cart,
            self._recommendations.current,
            now,
            _Products(self._catalog),
        )
        filled = {
            number: self._fill(placement, page)
            for number, placement in sorted(
                enumerate(request.placements), key=lambda pair: pair[1].strategy != FIRST
            )
        }
        return [filled[number] for number in range(len(request.placements))]

    def _facts(self, request: DecisionRequest, now: int) -> Facts:
        since = now - JUST_BOUGHT
        if request.profile_id is not None:
            return self._profiles.facts_of_profile(request.profile_id, since)
        return self._profiles.facts(
            anonymous_id=request.anonymous_id, user_id=request.user_id, bought_since=since
        )

    def _fill(self, placement: Placement, page: _Page) -> Decision:
        context = page.context(placement)
        sources = [
            (name, partial(_candidates, page.trained, name, context))
            for name in strategies_for(placement.strategy)
        ]
        chosen, withheld = choose(
            sources, page.products, page.situation(placement), placement.limit
        )
        slots = _slots(chosen, placement, page.products)
        page.shown.update(slot.product.product_id for slot in slots)
        return Decision(
            decision_id=new_id(page.now),
            placement=placement.name,
            slots=slots,
            withheld=withheld,
            limited=page.usable.limited,
        )


def _nothing(placement: Placement, now: int) -> Decision:
    """Return an empty spot, so that what the others' spots bring can be told; it says why."""
    return Decision(
        decision_id=new_id(now),
        placement=placement.name,
        slots=(),
        withheld={Withheld.COMPARISON_GROUP: placement.limit},
    )


def _slots(chosen: list[Chosen], placement: Placement, products: _Products) -> tuple[Slot, ...]:
    subjects = (c.candidate.reason.subject for c in chosen)
    known = products([subject for subject in subjects if subject])
    return tuple(_slot(c, known, placement) for c in chosen)


def _candidates(trained: Trained, name: str, context: Context, limit: int) -> list[Candidate]:
    recommender = trained.recommenders.get(name)
    return recommender.candidates(context, limit) if recommender else []


def _slot(chosen: Chosen, products: dict[str, Product], placement: Placement) -> Slot:
    candidate = chosen.candidate
    product, reason = products[candidate.product_id], candidate.reason
    subject = products.get(reason.subject or "")
    return Slot(
        product=product,
        score=candidate.score,
        strategy=chosen.strategy,
        reason_code=reason.code,
        reason=reason_text(
            reason, subject.title if subject else "", placement.category or product.category
        ),
    )


def _check(request: DecisionRequest) -> None:
    if len(request.placements) > MOST_PLACEMENTS:
        raise BadInput(f"placements: at most {MOST_PLACEMENTS} in one call.", field="placements")
    for number, placement in enumerate(request.placements):
        at = f"placements[{number}]"
        if placement.strategy not in STRATEGIES:
            wanted = ", ".join(STRATEGIES)
            raise BadInput(
                f"{at}.strategy: expected one of {wanted}; got {placement.strategy[:40]!r}.",
                field=f"{at}.strategy",
            )
        if not 1 <= placement.limit <= MOST_SLOTS:
            raise BadInput(f"{at}.limit: expected 1 to {MOST_SLOTS}.", field=f"{at}.limit")
