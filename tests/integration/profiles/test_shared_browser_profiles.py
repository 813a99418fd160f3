"""What a page may know of somebody on a browser that others use too, to the last click."""

from __future__ import annotations

import pytest

from tailorbird.core.clock import MINUTE
from tailorbird.decisions.types import DecisionRequest, Placement
from tailorbird.events.types import Event
from tailorbird.profiles.types import Facts
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order
from tailorbird.testing.shop import StillShop


def viewed(product: str, minute: int, *, user: str | None = None, browser: str = "sofa") -> Event:
    at = SOME_DAY + minute * MINUTE
    return event("Product Viewed", at, user=user, browser=browser, product_id=product)


def seen(shop: StillShop, user: str | None = None, browser: str | None = "sofa") -> set[str]:
    facts: Facts = shop.profiles.facts(anonymous_id=browser, user_id=user, bought_since=0)
    return {view.product_id for view in facts.viewed}


def process_if(shop: StillShop, processed: bool, *events: Event) -> None:
    shop.append(events)
    if processed:
        shop.process()


def test_a_new_customer_on_somebody_elses_browser_sees_nothing_of_them(shop: StillShop) -> None:
    shop.take(viewed("ring", 0, user="ann"))
    assert seen(shop, "ann") == {"ring"}
    assert seen(shop, "ben") == set()


def test_a_visitor_who_registers_keeps_what_they_did_before(shop: StillShop) -> None:
    shop.take(viewed("ring", 0))
    assert seen(shop, "ann") == {"ring"}


def test_a_mailbox_known_on_a_browser_keeps_a_new_customer_out(shop: StillShop) -> None:
    mine = event(
        "Product Viewed", SOME_DAY, email="a@example.com", browser="sofa", product_id="ring"
    )
    shop.take(mine)
    assert seen(shop) == {"ring"}
    assert seen(shop, "ben") == set()


@pytest.mark.parametrize("processed", [False, True])
def test_two_customers_on_one_browser_never_see_each_other(
    shop: StillShop, processed: bool
) -> None:
    shop.take(viewed("ring", 0, user="ann"), viewed("belt", 1, user="ben"))
    process_if(shop, processed, viewed("gift", 2, user="ann"), viewed("hat", 3, user="ben"))
    assert seen(shop, "ann") == {"ring", "gift"}
    assert seen(shop, "ben") == {"belt", "hat"}
    assert seen(shop) == set()


def test_the_last_click_counts_before_it_is_processed(shop: StillShop) -> None:
    shop.take(viewed("ring", 0, user="ann"))
    shop.append([viewed("gift", 1), viewed("hat", 2, user="ann", browser="phone")])
    assert seen(shop, "ann") == {"ring", "gift", "hat"}
    assert seen(shop) == {"ring", "gift"}


def test_two_newcomers_met_at_once_are_kept_apart(shop: StillShop) -> None:
    shop.append([viewed("ring", 0, user="ann"), viewed("belt", 1, user="ben")])
    assert seen(shop, "ann") == {"ring"}
    assert seen(shop, "ben") == {"belt"}
    assert seen(shop) == set()


def test_an_old_address_still_knows_what_was_bought(shop: StillShop) -> None:
    shop.take(order("seed", SOME_DAY, [line("ring"), line("belt")], user="zoe"))
    shop.learn()
    shop.take(viewed("hat", 0, browser="phone"))
    old = shop.profiles.people("phone", 1)[0].profile_id
    shop.take(order("o1", SOME_DAY, [line("ring")], user="ann"))
    shop.take(viewed("hat", 1, user="ann", browser="phone"))
    assert shop.profiles.people("ann", 1)[0].profile_id != old
    spot = Placement(name="home", strategy="best_sellers")
    (page,) = shop.decisions.decide(DecisionRequest(placements=(spot,), profile_id=old))
    assert [slot.product.product_id for slot in page.slots] == ["belt"]
