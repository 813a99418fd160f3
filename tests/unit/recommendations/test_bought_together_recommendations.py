"""Bought together, on examples small enough to reckon by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadConfiguration
from tailorbird.recommendations.baskets import baskets_of
from tailorbird.recommendations.bought_together import (
    BoughtTogether,
    TogetherSettings,
    train_bought_together,
)
from tailorbird.recommendations.pairs import log_likelihood_ratio
from tailorbird.recommendations.types import Context, Sales

NOW = 20_000 * DAY
PLAIN = TogetherSettings(
    caution=0.0, shrink=0.0, lift_power=0.0, size_power=0.0, half_life=10**6 * DAY
)


def trained(
    orders: list[str], settings: TogetherSettings = PLAIN, titles: dict[str, str] | None = None
) -> BoughtTogether:
    """Train on orders of today, each a text of product ids separated by blanks."""
    lines = [(n, product) for n, order in enumerate(orders) for product in order.split()]
    ids = tuple(sorted({product for _, product in lines}))
    sales = Sales(
        product_ids=ids,
        titles=tuple((titles or {}).get(product, product) for product in ids),
        categories=("",) * len(ids),
        order=np.array([line[0] for line in lines], np.int32),
        product=np.array([ids.index(line[1]) for line in lines], np.int32),
        quantity=np.ones(len(lines), np.int32),
        at=np.full(len(lines), NOW, np.int64),
    )
    return train_bought_together(baskets_of(sales), NOW, settings)


def partners(found: BoughtTogether, item: str, limit: int = 10) -> list[str]:
    return [one.product_id for one in found.candidates(Context(now=NOW, item=item), limit)]


def test_g_squared_of_the_published_example() -> None:
    # Dunning 1993, table of bigrams in Union Bank of Switzerland's reports: "the swiss"
    # 110 together, 2442 and 111 apart, 29114 neither: -2 log lambda = 270.72
    found = log_likelihood_ratio(
        np.array([110]), np.array([110 + 2442]), np.array([110 + 111]), 110 + 2442 + 111 + 29114
    )
    assert found[0] == pytest.approx(270.72, abs=0.005)


def test_g_squared_reckoned_by_hand() -> None:
    # 10, 0, 0, 10: all surprise there is: 2 * 20 * log 2
    one = np.array([10])
    assert log_likelihood_ratio(one, one, one, 20)[0] == pytest.approx(40 * math.log(2))
    # independent: 25 of 100 with both, 50 with each
    half = np.array([50])
    assert log_likelihood_ratio(np.array([25]), half, half, 100)[0] == pytest.approx(0, abs=1e-9)


def test_score_support_and_lift_of_one_pair() -> None:
    found = trained(["tea cup"] * 4 + ["tea"] * 4 + ["soap"] * 8)
    one = found.candidates(Context(now=NOW, item="tea"), 5)[0]
    assert one.product_id == "cup"
    assert one.score == pytest.approx(4 / 8)
    assert (one.reason.code, one.reason.subject) == ("bought_together", "tea")
    assert one.reason.support == 4
    assert one.reason.lift == pytest.approx(4 * 16 / (8 * 4))


def test_shrinking_caution_and_lift_enter_as_written() -> None:
    settings = replace(PLAIN, caution=1.0, shrink=2.0, lift_power=0.5)
    found = trained(["tea cup"] * 4 + ["tea"] * 4 + ["soap"] * 8, settings)
    bound = 4 - math.sqrt(4)
    expected = bound / (8 + 2) * math.sqrt(bound * 16 / (8 * 4))
    assert found.candidates(Context(now=NOW, item="tea"), 1)[0].score == pytest.approx(expected)


def test_fewer_than_three_orders_prove_nothing() -> None:
    found = trained(["tea cup"] * 2 + ["tea pot"] * 3 + ["soap"] * 20)
    assert partners(found, "tea") == ["pot"]


def test_what_sells_together_no_more_than_by_chance_is_no_partner() -> None:
    # each in half of the orders, both in a quarter
    found = trained(["tea soap", "tea", "soap", "pen"] * 10)
    assert partners(found, "tea") == []


def test_full_gate_asks_more_than_the_gate_of_a_small_shop() -> None:
    # both in 3, each in 10, of 40 orders: more than the 2.5 of chance, but easily an accident
    orders = ["tea cup"] * 3 + ["tea pen"] * 7 + ["cup ink"] * 7 + ["jar lid"] * 23
    assert "cup" in partners(trained(orders), "tea")
    assert "cup" not in partners(trained(orders, replace(PLAIN, surprise_from=1)), "tea")


def test_longer_orders_speak_more_softly_and_the_longest_not_at_all() -> None:
    long = " ".join(f"x{n}" for n in range(8))
    orders = ["tea cup"] * 3 + [f"tea pot {long}"] * 3 + ["soap"] * 20
    assert partners(trained(orders), "tea")[0] == "cup"  # a tie, by id
    softly = trained(orders, replace(PLAIN, size_power=1.0)).candidates(
        Context(now=NOW, item="tea"), 20
    )
    score = {one.product_id: one.score for one in softly}
    assert score["cup"] == pytest.approx(5 * score["pot"])
    assert partners(trained(orders, replace(PLAIN, largest_basket=9)), "tea") == ["cup"]


def test_a_cart_adds_up_and_names_the_strongest_voice() -> None:
    orders = ["tea cup"] * 6 + ["tea pot"] * 5 + ["milk pot"] * 5 + ["milk jug"] * 4
    found = trained([*orders, *["soap"] * 40])
    got = found.candidates(Context(now=NOW, cart=("tea", "milk")), 5)
    assert [one.product_id for one in got] == ["pot", "cup", "jug"]
    assert got[0].score == pytest.approx(5 / 11 + 5 / 9)
    assert got[0].reason.subject == "milk"
    assert got[0].reason.support == 5


def test_what_is_in_the_cart_never_comes_back() -> None:
    found = trained(["tea cup pot"] * 5 + ["soap"] * 20)
    assert partners(found, "tea") == ["cup", "pot"]
    cart = Context(now=NOW, item="tea", cart=("cup",))
    assert [one.product_id for one in found.candidates(cart, 5)] == ["pot"]
    both = Context(now=NOW, cart=("cup", "tea"))
    assert [one.product_id for one in found.candidates(both, 5)] == ["pot"]


def test_an_item_that_is_not_known_is_not_answered_from_the_cart() -> None:
    found = trained(["tea cup"] * 5 + ["soap"] * 20)
    assert found.candidates(Context(now=NOW, item="unheard of", cart=("tea",)), 5) == []


MUGS = {"m1": "RED OWL MUG", "m2": "BLUE OWL MUG", "m3": "GREEN OWL MUG", "m4": "OWL MUG, LARGE"}
MUG_ORDERS = ["m1 m2 m3 m4"] * 10 + ["m1 coaster"] * 4 + ["m1 spoon"] * 3 + ["soap"] * 40


def test_variants_of_one_thing_stand_behind_complements() -> None:
    by_score = trained(MUG_ORDERS, replace(PLAIN, most_alike=0), MUGS)
    assert partners(by_score, "m1") == ["m2", "m3", "m4", "coaster", "spoon"]
    as_shown = trained(MUG_ORDERS, replace(PLAIN, most_alike=2), MUGS)
    assert partners(as_shown, "m1") == ["m2", "coaster", "spoon", "m3", "m4"]
    none_alike = trained(MUG_ORDERS, replace(PLAIN, most_alike=1), MUGS)
    assert partners(none_alike, "m1") == ["coaster", "spoon", "m2", "m3", "m4"]


def test_variants_are_still_shown_where_there_is_nothing_else() -> None:
    found = trained(["m1 m2 m3"] * 10 + ["soap"] * 40, replace(PLAIN, most_alike=1), MUGS)
    assert partners(found, "m1") == ["m2", "m3"]


def test_a_cart_of_two_variants_is_not_answered_with_a_third() -> None:
    found = trained(MUG_ORDERS, replace(PLAIN, most_alike=2), MUGS)
    got = found.candidates(Context(now=NOW, cart=("m1", "m2")), 5)
    assert [one.product_id for one in got] == ["coaster", "spoon", "m3", "m4"]


def test_every_list_of_a_large_catalogue_is_ordered_alike() -> None:
    things = [f"k{number:03d}" for number in range(70)]
    orders = [
        " ".join(thing + product for product in order.split())
        for thing in things
        for order in MUG_ORDERS[:17]
    ]
    titles = {thing + product: title for thing in things for product, title in MUGS.items()}
    found = trained([*orders, *["soap"] * 40], replace(PLAIN, most_alike=2), titles)
    for thing in things:
        expected = [thing + product for product in ("m2", "coaster", "spoon", "m3", "m4")]
        assert partners(found, thing + "m1") == expected


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(BadConfiguration, match="at least 1"):
        TogetherSettings(kept=0)
    with pytest.raises(BadConfiguration, match="negative"):
        TogetherSettings(shrink=-1.0)
