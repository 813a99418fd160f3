"""Any shop, any shopper, any moment: what is shown never breaks a promise, and no spot runs short.

A machine plays random days of a shop. Beside it stands a model that only keeps lists: what each
shopper has viewed, in the cart and bought, and what the shop can sell. Before every page the model
says exactly which products must come back, spot by spot.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from tailorbird.catalog import store as catalog_store
from tailorbird.core.clock import DAY, MINUTE
from tailorbird.core.errors import BadInput
from tailorbird.decisions.choosing import strategies_for
from tailorbird.decisions.service import MOST_PLACEMENTS, MOST_SLOTS, STRATEGIES
from tailorbird.decisions.types import Decision, DecisionRequest, Placement
from tailorbird.events.types import Event, Lane
from tailorbird.guardrails.eligibility import JUST_BOUGHT
from tailorbird.recommendations.types import Context
from tailorbird.storage.database import Connection
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order
from tailorbird.testing.shop import StillShop

PRODUCTS = [f"p{number:03d}" for number in range(90)]
CATEGORIES = ("cups", "bags", "tea")
SHOPPERS = ("ann", "ben")
some_product = st.sampled_from(PRODUCTS)
some_shopper = st.sampled_from(SHOPPERS)
some_placement = st.builds(
    Placement,
    name=st.sampled_from(("home", "product", "cart", "search")),
    strategy=st.sampled_from(STRATEGIES),
    limit=st.integers(1, MOST_SLOTS),
    item=st.one_of(st.none(), some_product, st.just("never heard of")),
    category=st.one_of(st.none(), st.sampled_from((*CATEGORIES, "never heard of"))),
)


class Shopper:
    """What the model remembers of one shopper."""

    def __init__(self) -> None:
        self.viewed: list[str] = []
        self.cart: dict[str, int] = {}
        self.bought: dict[str, int] = {}


class ShopDays(RuleBasedStateMachine):
    """Random days of one shop."""

    def __init__(self, shop: StillShop) -> None:
        super().__init__()
        self.shop = shop
        shop.empty()
        shop.clock.set(SOME_DAY)
        self.shoppers = {name: Shopper() for name in SHOPPERS}
        self.gone: set[str] = set()
        self.known: set[str] = set()
        self.orders = 0
        self.processed = True

    # -- the shop

    @initialize(
        seed=st.integers(0, 10**6),
        orders=st.sampled_from((0, 3, 60, 260)),
        sold_out=st.sampled_from((0, 5, 60)),
    )
    def open(self, seed: int, orders: int, sold_out: int) -> None:
        chance = random.Random(seed)
        placed = []
        for number in range(orders):
            chosen = {int(chance.triangular(0, len(PRODUCTS) - 1, 0)) for _ in range(3)}
            near = {min(place + 1, len(PRODUCTS) - 1) for place in chosen}
            lines = [_line(PRODUCTS[place]) for place in sorted(chosen | near)]
            self.known.update(str(one["product_id"]) for one in lines)
            at = SOME_DAY - chance.randrange(60 * DAY)
            placed.append(order(f"old{number}", at, lines, source="import:orders"))
        self.shop.take(*placed, lane=Lane.BACKFILL)
        self.shop.learn()
        self.stock_changes(0, sold_out, back=False)  # the best sellers are the first to go

    @rule(first=st.integers(0, 89), number=st.integers(1, 80), back=st.booleans())
    def stock_changes(self, first: int, number: int, *, back: bool) -> None:
        chosen = set(PRODUCTS[first : first + number]) & self.known
        self._change(chosen, in_stock=back)
        self.gone = self.gone - chosen if back else self.gone | chosen

    @rule(product=some_product)
    def unpublish(self, product: str) -> None:
        if product in self.known:
            self._change({product}, sellable=False)
            self.gone.add(product)
            self.known.discard(product)  # never comes back into stock in this model

    @rule(days=st.integers(1, 50))
    def time_passes(self, days: int) -> None:
        self.shop.clock.move(days * DAY)

    @rule()
    def learn(self) -> None:
        self._catch_up()
        self.shop.learn()

    # -- its shoppers

    @rule(name=some_shopper, product=some_product)
    def view(self, name: str, product: str) -> None:
        self._happens("Product Viewed", name, product_id=product)
        seen = self.shoppers[name].viewed
        self.shoppers[name].viewed = [product, *(held for held in seen if held != product)]

    @rule(name=some_shopper, product=some_product)
    def add(self, name: str, product: str) -> None:
        self._happens("Product Added", name, product_id=product)
        self.shoppers[name].cart[product] = self.shop.clock.now()

    @rule(name=some_shopper, product=some_product)
    def remove(self, name: str, product: str) -> None:
        self._happens("Product Removed", name, product_id=product)
        self.shoppers[name].cart.pop(product, None)

    @rule(name=some_shopper, extra=st.lists(some_product, max_size=30, unique=True))
    def check_out(self, name: str, extra: list[str]) -> None:
        shopper = self.shoppers[name]
        bought = sorted({*shopper.cart, *extra})
        if not bought:
            return
        lines = [_line(product) for product in bought]
        self.orders += 1
        self._happens("Order Completed", name, order_id=f"new{self.orders}", products=lines)
        shopper.cart = {}
        shopper.bought.update(dict.fromkeys(bought, self.shop.clock.now()))
        self._catch_up()  # the catalogue learns as the order is processed
        self.known.update(set(bought) - self.gone)

    # -- pages

    @rule(
        name=some_shopper,
        placements=st.lists(some_placement, min_size=1, max_size=4),
        at_once=st.booleans(),
    )
    def page(self, name: str, placements: list[Placement], at_once: bool) -> None:
        if not at_once:
            self._catch_up()
        request = DecisionRequest(placements=tuple(placements), user_id=name)
        decisions = self.shop.decisions.decide(request)
        cart = list(self._cart_in_order(name))
        self._check_page(name, cart, placements, decisions)

    @precondition(lambda self: self.processed)
    @rule(
        name=some_shopper,
        placement=some_placement,
        cart=st.lists(some_product, max_size=20, unique=True),
    )
    def page_of_a_shop_that_keeps_the_cart(
        self, name: str, placement: Placement, cart: list[str]
    ) -> None:
        request = DecisionRequest(placements=(placement,), user_id=name, cart=tuple(cart))
        decisions = self.shop.decisions.decide(request)
        self._check_page(name, cart, [placement], decisions)

    def _check_page(
        self, name: str, cart: list[str], placements: list[Placement], decisions: list[Decision]
    ) -> None:
        shown: list[str] = []
        assert [d.placement for d in decisions] == [p.name for p in placements]
        pairs = list(zip(placements, decisions, strict=True))
        # a list of what somebody viewed is filled before the other spots
        pairs.sort(key=lambda pair: pair[0].strategy != "recently_viewed")
        for placement, decision in pairs:
            wanted = self._expected(name, cart, placement, shown)
            got = [slot.product.product_id for slot in decision.slots]
            assert got == wanted
            shown += got
            for slot in decision.slots:
                assert slot.reason
                assert "{" not in slot.reason
                assert slot.strategy in strategies_for(placement.strategy)
        assert len(shown) == len(set(shown))

    def _expected(
        self, name: str, cart: list[str], placement: Placement, shown: list[str]
    ) -> list[str]:
        """The first eligible products of the strategy, then of those that fill in for it."""
        shopper, now = self.shoppers[name], self.shop.clock.now()
        context = Context(
            now=now,
            item=placement.item,
            category=placement.category,
            cart=tuple(cart),
            viewed=tuple(shopper.viewed[:50]),
        )
        just_bought = {p for p, at in shopper.bought.items() if now - at < JUST_BOUGHT}
        never = {*shown, *cart, *just_bought, *self.gone, placement.item}
        wanted: list[str] = []
        for strategy in strategies_for(placement.strategy):
            source = self.shop.recommendations.recommender(strategy)
            for candidate in source.candidates(context, 10_000) if source else []:
                product = candidate.product_id
                if product in self.known and product not in never and product not in wanted:
                    wanted.append(product)
        return wanted[: placement.limit]

    # -- how it is done

    def _happens(self, what: str, name: str, **properties: Any) -> None:
        self.shop.clock.move(MINUTE)
        at = self.shop.clock.now()
        happened: Event = event(what, at, user=name, **properties)
        self.shop.append([happened])
        self.processed = False

    def _catch_up(self) -> None:
        self.shop.process()
        self.processed = True

    def _cart_in_order(self, name: str) -> list[str]:
        held = self.shoppers[name].cart
        return sorted(held, key=lambda product: (held[product], product))

    def _change(self, chosen: set[str], **change: bool) -> None:
        def write(connection: Connection) -> None:
            known = catalog_store.read_products(connection, chosen)
            changed = {key: replace(product, **change) for key, product in known.items()}
            catalog_store.save_products(connection, known, changed, {})

        self.shop.database.write(write)


def _line(product: str) -> dict[str, object]:
    return line(product, category=CATEGORIES[PRODUCTS.index(product) % 3])


def test_random_days_of_a_shop(shop: StillShop) -> None:
    """A failing example stays as it was found: making it smaller takes minutes."""

    class Here(ShopDays):
        def __init__(self) -> None:
            super().__init__(shop)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


@pytest.mark.parametrize(
    ("placements", "field"),
    [
        ([Placement(name="a", strategy="mind_reading")], "placements[0].strategy"),
        ([Placement(name="a", strategy="best_sellers", limit=0)], "placements[0].limit"),
        (
            [
                Placement(name="a", strategy="trending"),
                Placement(name="b", strategy="trending", limit=MOST_SLOTS + 1),
            ],
            "placements[1].limit",
        ),
        (
            [Placement(name=str(n), strategy="trending") for n in range(MOST_PLACEMENTS + 1)],
            "placements",
        ),
    ],
)
def test_what_a_page_may_not_ask_is_refused_by_name(
    shop: StillShop, placements: list[Placement], field: str
) -> None:
    with pytest.raises(BadInput, match="placements") as refused:
        shop.decisions.decide(DecisionRequest(placements=tuple(placements), user_id="ann"))
    assert refused.value.field == field
