"""An experiment from its exposures to its result, in a real shop; faults named; export computed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scipy import stats
from sqlalchemy import update

import tailorbird
from tailorbird.app import Tailorbird
from tailorbird.core.clock import DAY, MINUTE
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.events.types import Event, Lane
from tailorbird.experiments.defining import NewExperiment
from tailorbird.experiments.exposures import EXPERIMENT_VIEWED
from tailorbird.experiments.types import Measuring, Variation
from tailorbird.measurement.health import Fault
from tailorbird.measurement.results import Asked
from tailorbird.measurement.store.tables import measured_sums
from tailorbird.statistics.types import Method, Why
from tailorbird.testing.happenings import event, line, order, refund

PEOPLE = 240
ARMS = ("control", "green")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Tailorbird]:
    with closing(tailorbird.open(tmp_path / "shop")) as opened:
        yield opened


def begun(shop: Tailorbird, **measuring: Any) -> int:
    """Begin an experiment ten days ago, and return when."""
    arms = tuple(Variation(key=one, name=one.title(), weight=5_000) for one in ARMS)
    new = NewExperiment(key="button", variations=arms, measuring=Measuring(**measuring))
    shop.experiments.create(new, by="Ana")
    start = shop.now() - 10 * DAY
    shop.experiments.start("button", by="Ana", since=start)
    return start


def seen(who: str, arm: str, at: int) -> Event:
    return event(EXPERIMENT_VIEWED, at, user=who, experiment_id="button", variation_id=arm)


def take(shop: Tailorbird, events: list[Event]) -> None:
    shop.accept(events, Lane.LIVE).result()
    shop.wait_until_processed()


def some_people(start: int) -> list[Event]:
    """Return exposures; every fifth person of one arm orders, every third of the other."""
    found = []
    for number in range(PEOPLE):
        who, arm = f"C-{number}", ARMS[number % 2]
        at = start + number * MINUTE
        found += [seen(who, arm, at), event("Product Viewed", at + 1, user=who, product_id="P")]
        if number // 2 % (5 if arm == "control" else 3) == 0:
            found.append(order(f"O-{number}", at + DAY, [line("P", 1, "10.00")], user=who))
    return found


def test_a_result_says_what_came_of_it_and_a_refund_takes_it_back(shop: Tailorbird) -> None:
    start = begun(shop, metric="ordered")
    take(shop, some_people(start))
    found = shop.results.result("button", Asked(method=Method.FIXED))
    [own, *_] = found.lines
    assert own.metric == "ordered"
    assert [(one.sums.n, one.sums.y) for one in own.arms] == [(120, 24), (120, 40)]
    [against] = own.against
    assert against.comparison.difference == pytest.approx(16 / 120)
    assert against.extra == pytest.approx(16)
    assert found.findings == ()
    assert found.open_windows == PEOPLE
    back = refund("R-1", start + 3 * DAY, [line("P", 1, "10.00")], order_id="O-1", user="C-1")
    take(shop, [back])
    [own, *_] = shop.results.result("button").lines
    assert [one.sums.y for one in own.arms] == [24, 39]


def test_what_is_wrong_is_named_and_left_out(shop: Tailorbird) -> None:
    start = begun(shop, metric="visits")
    events = some_people(start)
    events += [seen(f"C-{one}", ARMS[(one + 1) % 2], start + DAY) for one in range(12)]
    events += [seen("C-misspelt", "gren", start + DAY)]
    events += [seen(f"early-{one}", "green", start - DAY) for one in range(9)]
    events += [seen("C-bot", "green", start)]
    events += [
        event("Product Viewed", start + one * 1_000_000, user="C-bot", product_id=f"P{one}")
        for one in range(400)
    ]
    take(shop, events)
    found = shop.results.result("button")
    assert {one.fault for one in found.findings} == {
        Fault.SEVERAL,
        Fault.UNKNOWN_VARIATION,
        Fault.OUTSIDE,
    }
    assert (found.counts.several, found.counts.machines, found.counts.outside) == (12, 1, 9)
    assert sum(found.counts.people.values()) == PEOPLE - 12
    assert found.sentences[0].startswith("Something is wrong")


def test_an_outsider_computes_the_same_from_the_export(shop: Tailorbird) -> None:
    start = begun(shop, metric="revenue")
    take(shop, some_people(start))
    said = shop.results.export("button", Asked(method=Method.FIXED))
    [own] = [one for one in said["lines"] if one["metric"] == "revenue"]
    means, spreads, people = [], [], []
    for arm in own["arms"]:
        n, y, yy = (int(arm["sums"][name]) for name in ("n", "y", "yy"))
        means.append(y / n)
        spreads.append((yy - y * y / n) / (n - 1))
        people.append(n)
    [against] = own["against"]
    test = stats.ttest_ind_from_stats(
        means[1], math.sqrt(spreads[1]), people[1], means[0], math.sqrt(spreads[0]), people[0],
        equal_var=False,
    )  # fmt: skip
    assert against["comparison"]["p"] == pytest.approx(float(test.pvalue))
    assert against["comparison"]["difference"] == pytest.approx(means[1] - means[0])


def test_each_day_is_kept_for_the_range_over_time(shop: Tailorbird) -> None:
    start = begun(shop)
    take(shop, some_people(start))
    assert shop.results.keep_days() == 1
    [day] = shop.results.history("button", "orders")
    assert day.variation == "green"
    assert day.comparison.control_n == PEOPLE // 2
    with pytest.raises(BadInput):
        shop.results.history("button", "fame")


def test_before_anybody_came_it_says_so(shop: Tailorbird) -> None:
    with pytest.raises(NotFound):
        shop.results.result("none")
    begun(shop)
    found = shop.results.result("button")
    assert found.lines[0].against[0].comparison.why_not is Why.TOO_FEW
    assert found.sentences == ("Nobody has seen it yet.",)


def test_who_is_erased_is_off_the_sums(shop: Tailorbird) -> None:
    start = begun(shop, metric="ordered")
    take(shop, some_people(start))
    before = shop.results.result("button").counts.people
    shop.privacy.erase("C-0", at_once=True)
    after = shop.results.result("button")
    assert sum(after.counts.people.values()) == sum(before.values()) - 1
    assert after.lines[0].arms[0].sums.y == 23


def test_the_nightly_check_names_what_differs_and_counts_it_anew(shop: Tailorbird) -> None:
    take(shop, some_people(begun(shop)))
    shop.results.fill_waiting()
    assert shop.results.last_check() is None
    calm = shop.results.check_all()
    assert (calm.experiments, calm.people, calm.different) == (1, PEOPLE, ())
    broken = update(measured_sums).where(measured_sums.c.metric == "revenue").values(y="1")
    shop.stations.database.write(lambda connection: connection.execute(broken))
    found = shop.results.check_all()
    assert found.different == ("button",)
    assert shop.results.last_check() == found
    assert shop.results.check_all().different == ()


def test_a_fault_on_every_day_is_said_once(shop: Tailorbird) -> None:
    start = begun(shop)
    lost = [
        seen(f"C-{day}-{number}", ARMS[number % 4 == 0], start + day * DAY + number)
        for day in range(8)
        for number in range(200)
    ]
    take(shop, lost)
    found = shop.results.result("button")
    assert [one.fault for one in found.findings] == [Fault.SAMPLE_RATIO]
    assert "less than once in a million" in found.sentences[0]
