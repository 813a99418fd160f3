"""Views, carts and orders: what is known of one person now, however late each part is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tailorbird.core.clock import DAY
from tailorbird.events.types import Event
from tailorbird.profiles.folding import MOST_CART_LINES, MOST_VIEWED, fold_all
from tailorbird.profiles.types import Facts
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order
from tailorbird.testing.shop import StillShop

PRODUCTS = tuple("abcde")
some_product = st.sampled_from(PRODUCTS)
browsers = st.sampled_from(("phone", "laptop"))
# (what, product or products); each two days after the one before
acts = st.lists(
    st.one_of(
        st.tuples(st.just("Product Viewed"), some_product),
        st.tuples(st.just("Product Added"), some_product),
        st.tuples(st.just("Order Completed"), st.lists(some_product, min_size=1, unique=True)),
    ),
    max_size=12,
)


def happenings(given_acts: list[tuple[str, Any]], **who: Any) -> list[Event]:
    return [happening(number, *act, **who) for number, act in enumerate(given_acts)]


def happening(number: int, name: str, what: Any, **who: Any) -> Event:
    at = SOME_DAY + 2 * number * DAY
    if name == "Order Completed":
        return order(f"o{number}", at, [line(product) for product in what], **who)
    return event(name, at, product_id=what, **who)


def in_cart(events: Iterable[Event]) -> set[str]:
    """What was added after the last order, by the definition alone."""
    listed = list(events)
    ordered = max((e.occurred_at for e in listed if e.name == "Order Completed"), default=0)
    added = [e for e in listed if e.name == "Product Added" and e.occurred_at > ordered]
    return {str(e.properties["product_id"]) for e in added}


def last_views(events: Iterable[Event]) -> dict[str, int]:
    seen = [e for e in events if e.name == "Product Viewed"]
    return {str(e.properties["product_id"]): e.occurred_at for e in seen}


def last_bought(events: Iterable[Event]) -> dict[str, int]:
    placed = [e for e in events if e.name == "Order Completed"]
    return {str(p["product_id"]): e.occurred_at for e in placed for p in e.properties["products"]}


def check(facts: Facts, events: list[Event]) -> None:
    assert {held.product_id for held in facts.cart} == in_cart(events)
    assert {view.product_id: view.at for view in facts.viewed} == last_views(events)
    assert [view.at for view in facts.viewed] == sorted(last_views(events).values(), reverse=True)
    assert facts.bought == last_bought(events)


@given(st.data(), acts)
def test_facts_do_not_depend_on_what_is_told_first(
    data: st.DataObject, given_acts: list[tuple[str, Any]]
) -> None:
    events = happenings(given_acts, user="ann")
    check(fold_all(Facts(), data.draw(st.permutations(events))), events)


@given(st.data(), acts, st.integers(0, 12), st.lists(st.integers(1, 4), max_size=6))
@settings(max_examples=30)
def test_facts_are_the_same_processed_late_joined_or_not_processed_yet(
    shop: StillShop,
    data: st.DataObject,
    given_acts: list[tuple[str, Any]],
    waiting: int,
    sizes: list[int],
) -> None:
    """Some acts by the customer, some by a browser that later turns out to be theirs."""
    who = st.sampled_from(({"user": "ann"}, {"browser": "phone"}))
    events = [happening(n, *act, **data.draw(who)) for n, act in enumerate(given_acts)]
    told = data.draw(st.permutations(events))
    signed_in = event("Signed In", SOME_DAY, user="ann", browser="phone")
    told.insert(data.draw(st.integers(0, len(told))), signed_in)
    shop.empty()
    split = max(told.index(signed_in) + 1, len(told) - waiting)
    shop.take_in_batches(told[:split], sizes)
    shop.append(told[split:])
    facts = shop.profiles.facts(anonymous_id="phone", user_id="ann", bought_since=0)
    check(facts, events)


@given(st.lists(st.tuples(some_product, st.integers(1, 3), st.booleans()), max_size=20))
def test_what_is_added_and_taken_out_in_turn_adds_up(steps: list[tuple[str, int, bool]]) -> None:
    events, held = [], dict.fromkeys(PRODUCTS, 0)
    for number, (product, quantity, add) in enumerate(steps):
        name = "Product Added" if add else "Product Removed"
        at = SOME_DAY + number
        events.append(event(name, at, user="ann", product_id=product, quantity=quantity))
        held[product] = max(held[product] + (quantity if add else -quantity), 0)
    cart = {held.product_id: held.quantity for held in fold_all(Facts(), events).cart}
    assert cart == {product: quantity for product, quantity in held.items() if quantity}


def test_taking_out_without_a_number_takes_all_out() -> None:
    events = happenings([("Product Added", "a"), ("Product Added", "a")], user="ann")
    gone = event("Product Removed", SOME_DAY + 9 * DAY, user="ann", product_id="a")
    assert fold_all(Facts(), [*events, gone]).cart == ()


def test_the_shops_own_word_on_the_cart_replaces_what_was_there() -> None:
    before = happenings([("Product Added", "a"), ("Product Added", "b")], user="ann")
    whole = [line("b", 7), line("c", 0), line("d")]
    told = event("Cart Viewed", SOME_DAY + 3 * DAY, user="ann", products=whole)
    later = event("Product Added", SOME_DAY + 4 * DAY, user="ann", product_id="e")
    for events in ([*before, told, later], [*before, later, told]):
        cart = {held.product_id: held.quantity for held in fold_all(Facts(), events).cart}
        assert cart == {"b": 7, "d": 1, "e": 1}


def test_an_order_stamped_to_the_day_still_takes_its_products_out_of_the_cart() -> None:
    added = event("Product Added", SOME_DAY + 1, user="ann", product_id="a")
    kept = event("Product Added", SOME_DAY + 1, user="ann", product_id="b")
    facts = fold_all(Facts(), [added, kept, order("o", SOME_DAY, [line("a")], user="ann")])
    assert [held.product_id for held in facts.cart] == ["b"]


def test_an_old_order_told_today_leaves_todays_cart_alone() -> None:
    added = event("Product Added", SOME_DAY, user="ann", product_id="a")
    old = order("o", SOME_DAY - 300 * DAY, [line("a")], user="ann", source="import:orders")
    assert [held.product_id for held in fold_all(Facts(), [added, old]).cart] == ["a"]


def test_a_browser_gone_wild_is_remembered_within_bounds() -> None:
    views = [event("Product Viewed", SOME_DAY + n, user="r", product_id=n) for n in range(300)]
    adds = [event("Product Added", SOME_DAY + n, user="r", product_id=n) for n in range(300)]
    facts = fold_all(Facts(), [*views, *adds])
    assert [view.product_id for view in facts.viewed[:2]] == ["299", "298"]
    assert len(facts.viewed) == MOST_VIEWED
    assert len(facts.cart) == MOST_CART_LINES
