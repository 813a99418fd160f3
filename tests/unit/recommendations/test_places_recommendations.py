"""Where a product is shown is exactly where asking for candidates puts it."""

import numpy as np

from tailorbird.core.clock import DAY
from tailorbird.recommendations.places import SHOWN, places_of
from tailorbird.recommendations.training import Trained, train
from tailorbird.recommendations.types import Context, Sales

NOW = 20_000 * DAY
PRODUCTS = 30


def trained() -> Trained:
    """A shop of 400 orders of four products each, drawn with a fixed seed; two go together."""
    chance = np.random.default_rng(7)
    weights = np.arange(PRODUCTS, 0, -1) / np.arange(PRODUCTS, 0, -1).sum()
    orders = [set(chance.choice(PRODUCTS, 4, replace=False, p=weights)) for _ in range(400)]
    orders = [one | {1} if 0 in one else one for one in orders]
    lines = [(n, int(product)) for n, one in enumerate(orders) for product in sorted(one)]
    ids = tuple(f"P{n:02}" for n in range(PRODUCTS))
    sales = Sales(
        product_ids=ids,
        titles=ids,
        categories=("",) * PRODUCTS,
        order=np.array([line[0] for line in lines], np.int32),
        product=np.array([line[1] for line in lines], np.int32),
        quantity=np.ones(len(lines), np.int32),
        at=NOW - np.array([line[0] for line in lines], np.int64) % 90 * DAY,
    )
    return train(sales, NOW)


def test_every_place_is_where_a_shopper_would_see_it() -> None:
    shop = trained()
    assert "bought_together" in shop.recommenders
    together = shop.recommenders["bought_together"]
    ids = [f"P{n:02}" for n in range(PRODUCTS)]
    for product in ids:
        wanted: set[tuple[str, int, str | None]] = {
            ("bought_together", rank, beside)
            for beside in ids
            for rank, one in enumerate(
                together.candidates(Context(now=NOW, item=beside), SHOWN), start=1
            )
            if one.product_id == product
        }
        for name in ("best_sellers", "trending"):
            listed = shop.recommenders[name].candidates(Context(now=NOW), SHOWN)
            wanted |= {
                (name, rank, None)
                for rank, one in enumerate(listed, start=1)
                if one.product_id == product
            }
        found = places_of(shop, product)
        assert {(place.strategy, place.rank, place.beside) for place in found} == wanted
    assert ("bought_together", 1, "P00") in {
        (place.strategy, place.rank, place.beside) for place in places_of(shop, "P01")
    }


def test_the_best_places_come_first_and_no_more_than_asked_for() -> None:
    places = [p for p in places_of(trained(), "P01", most=3) if p.beside is not None]
    assert 0 < len(places) <= 3
    assert [place.rank for place in places] == sorted(place.rank for place in places)


def test_a_product_nobody_sold_is_shown_nowhere() -> None:
    assert places_of(trained(), "unheard of") == []
