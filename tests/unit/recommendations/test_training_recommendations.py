"""Gates, training as a whole, and swapping in."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from tailorbird.core.errors import BadInput
from tailorbird.guardrails.floors import RECOMMENDERS
from tailorbird.guardrails.measures import Override, Quality
from tailorbird.recommendations.service import Recommendations
from tailorbird.recommendations.training import train
from tailorbird.recommendations.types import Context, Sales
from tailorbird.recommendations.visits import Visits, visits_of
from tailorbird.testing.contracts.recommender import NOW, some_sales


def without_sales() -> Sales:
    sales = some_sales()
    none = np.empty(0, np.int32)
    return replace(sales, order=none, product=none, quantity=none, at=none.astype(np.int64))


def many_views() -> Visits:
    return visits_of((f"p{n:03}", f"product {n % 7}", NOW - n) for n in range(1_000))


def test_enough_sales_and_views_open_every_gate() -> None:
    trained = train(some_sales(orders=400), NOW, visits=many_views())
    assert set(trained.recommenders) == {floor.tactic for floor in RECOMMENDERS}
    assert all(name == one.name for name, one in trained.recommenders.items())
    together = trained.gates["bought_together"]
    assert [(one.have, one.least) for one in together.needs] == [(400, 200)]
    assert together.quality is Quality.EARLY
    assert trained.orders == 400


def test_a_closed_gate_leaves_its_recommender_out_and_says_what_is_missing() -> None:
    trained = train(some_sales(orders=199), NOW)
    gate = trained.gates["bought_together"]
    assert "bought_together" not in trained.recommenders
    assert not gate.open
    assert [(one.have, one.least) for one in gate.missing] == [(199, 200)]
    assert trained.gates["best_sellers"].quality is Quality.FULL


def test_views_open_the_gate_of_what_is_viewed_together_and_no_other() -> None:
    trained = train(without_sales(), NOW, visits=many_views())
    assert set(trained.recommenders) == {"recently_viewed", "viewed_together"}
    gate = trained.gates["viewed_together"]
    assert [(one.have, one.least) for one in gate.needs] == [(1_000, 1_000)]
    assert gate.quality is Quality.EARLY


def test_orders_older_than_a_year_open_no_gate() -> None:
    sales = some_sales(orders=400)
    old = replace(sales, at=sales.at - 500 * 86_400_000_000)
    [need] = train(old, NOW).gates["bought_together"].needs
    assert need.have == 0


def test_a_shop_without_sales_still_has_recently_viewed() -> None:
    trained = train(without_sales(), NOW)
    assert list(trained.recommenders) == ["recently_viewed"]


def test_the_owner_opens_and_closes_a_recommender_whatever_the_counts_say() -> None:
    word = Override(tactic="bought_together", opened=True, reason="a try", done_by="Ana", at=NOW)
    closed = Override(tactic="best_sellers", opened=False, reason="no", done_by="Ana", at=NOW)
    said = {one.tactic: one for one in (word, closed)}
    trained = train(some_sales(orders=199), NOW, overrides=said)
    assert "bought_together" in trained.recommenders
    assert "best_sellers" not in trained.recommenders
    assert trained.gates["bought_together"].quality is Quality.CLOSED


def test_refresh_swaps_in_what_was_trained() -> None:
    recommendations = Recommendations()
    assert recommendations.recommender("best_sellers") is None
    assert recommendations.recommender("recently_viewed") is not None
    before = recommendations.current
    trained = recommendations.refresh(some_sales, NOW)
    assert recommendations.current is trained
    assert (trained.at, recommendations.refreshes) == (NOW, 1)
    assert "best_sellers" not in before.recommenders
    best = recommendations.recommender("best_sellers")
    assert best is not None
    assert len(best.candidates(Context(now=NOW), 5)) == 5


def test_a_failed_refresh_leaves_what_was_there() -> None:
    recommendations = Recommendations()
    trained = recommendations.refresh(some_sales, NOW)
    broken = replace(some_sales(), titles=())
    with pytest.raises(BadInput):
        recommendations.refresh(lambda: broken, NOW)
    assert recommendations.current is trained
    assert recommendations.refreshes == 1


def test_readers_never_wait_for_a_refresh() -> None:
    recommendations = Recommendations()
    reading, go_on = threading.Event(), threading.Event()

    def slow_source() -> Sales:
        reading.set()
        assert go_on.wait(10)
        return some_sales()

    refresh = threading.Thread(target=recommendations.refresh, args=(slow_source, NOW))
    refresh.start()
    assert reading.wait(10)
    assert recommendations.current.orders == 0
    go_on.set()
    refresh.join(10)
    assert recommendations.current.orders == 400
