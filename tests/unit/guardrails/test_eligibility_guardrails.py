"""Each rule by itself, its edges, and which one gives the reason when several hold."""

from __future__ import annotations

import pytest

from tailorbird.guardrails.eligibility import JUST_BOUGHT, Offer, Situation, withheld
from tailorbird.guardrails.reasons import Withheld
from tailorbird.testing.clock import SOME_DAY

GOOD = Offer(product_id="p", sellable=True, in_stock=True)
FREE = Situation(now=SOME_DAY)


def test_nothing_speaks_against_a_product_that_can_be_sold() -> None:
    assert withheld("p", GOOD, FREE) is None
    unsaid = Offer(product_id="p", sellable=True, in_stock=None)
    assert withheld("p", unsaid, FREE) is None  # a shop that tells no stock sells everything


@pytest.mark.parametrize(
    ("offer", "situation", "reason"),
    [
        (None, FREE, Withheld.UNKNOWN_PRODUCT),
        (Offer(product_id="p", sellable=False, in_stock=True), FREE, Withheld.NOT_SELLABLE),
        (Offer(product_id="p", sellable=True, in_stock=False), FREE, Withheld.OUT_OF_STOCK),
        (GOOD, Situation(now=SOME_DAY, item="p"), Withheld.CURRENT_ITEM),
        (GOOD, Situation(now=SOME_DAY, cart=("p",)), Withheld.IN_CART),
        (GOOD, Situation(now=SOME_DAY, bought={"p": SOME_DAY}), Withheld.JUST_BOUGHT),
        (GOOD, Situation(now=SOME_DAY, shown_elsewhere={"p"}), Withheld.SHOWN_ELSEWHERE),
        (None, Situation(now=SOME_DAY, bought={"p": SOME_DAY}), Withheld.JUST_BOUGHT),
        (GOOD, Situation(now=SOME_DAY, item="p", cart=("p",)), Withheld.CURRENT_ITEM),
    ],
)
def test_each_rule_withholds_with_its_own_reason(
    offer: Offer | None, situation: Situation, reason: Withheld
) -> None:
    assert withheld("p", offer, situation) is reason


@pytest.mark.parametrize(
    ("ago", "shown"),
    [(-JUST_BOUGHT, False), (0, False), (JUST_BOUGHT - 1, False), (JUST_BOUGHT, True)],
)
def test_bought_is_just_bought_to_the_microsecond(ago: int, shown: bool) -> None:
    situation = Situation(now=SOME_DAY, bought={"p": SOME_DAY - ago})
    assert (withheld("p", GOOD, situation) is None) is shown
