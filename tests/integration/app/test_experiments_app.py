"""Experiments in an opened shop: who gets what, on which device, and who is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tailorbird.app.tailorbird import Tailorbird
from tailorbird.core.clock import DAY
from tailorbird.core.config import load
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.experiments.assigning import Why
from tailorbird.experiments.bucketing import bucket
from tailorbird.experiments.defining import Edit, NewExperiment
from tailorbird.experiments.holdouts import HELD_OUT, Terms, held_out, seed_of
from tailorbird.experiments.types import Experiment, Status, Variation
from tailorbird.experiments.who import Who
from tailorbird.guardrails.reasons import Withheld
from tailorbird.testing.clock import StillClock

BY = "test"
ARMS = (
    Variation(key="control", name="As it is", weight=5_000),
    Variation(key="green", name="Green", weight=5_000, value={"colour": "green"}),
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Tailorbird]:
    with Tailorbird(load({"data": str(tmp_path)}), StillClock()) as opened:
        yield opened


def begun(shop: Tailorbird, key: str = "button", **more: Any) -> Experiment:
    new = NewExperiment(**{"key": key, "variations": ARMS, **more})
    shop.experiments.create(new, by=BY)
    return shop.experiments.start(key, by=BY)


def arm(shop: Tailorbird, key: str = "button", **who: str) -> tuple[str | None, Why]:
    [found] = shop.experiments.assign(Who(**who), [key]).assignments
    return found.variation, found.why


def drawn(key: str, browser: str) -> str:
    return "control" if bucket(key, browser) < 5_000 else "green"


def two_apart(key: str = "button") -> tuple[str, str]:
    """Return two browsers that are drawn for different arms."""
    browsers = [f"browser-{number}" for number in range(50)]
    control = next(one for one in browsers if drawn(key, one) == "control")
    return control, next(one for one in browsers if drawn(key, one) == "green")


def see(shop: Tailorbird, variation: str, key: str = "button", **who: Any) -> None:
    properties = {"experiment_id": key, "variation_id": variation}
    shop.track(name="Experiment Viewed", properties=properties, **who)


def test_a_visitor_is_drawn_by_their_browser(shop: Tailorbird) -> None:
    begun(shop)
    control, green = two_apart()
    assert arm(shop, anonymous_id=control) == ("control", Why.HASH)
    assert arm(shop, anonymous_id=green) == ("green", Why.HASH)
    [found] = shop.experiments.assign(Who(anonymous_id=green)).assignments
    assert found.value == {"colour": "green"}
    assert arm(shop) == (None, Why.NO_UNIT)


def test_who_saw_a_variation_keeps_it_when_they_sign_in_and_on_every_device(
    shop: Tailorbird,
) -> None:
    begun(shop)
    control, green = two_apart()
    see(shop, "control", anonymous_id=control)
    shop.identify(user_id="C-1", anonymous_id=control)
    assert arm(shop, anonymous_id=control) == ("control", Why.STICKY)
    assert arm(shop, user_id="C-1") == ("control", Why.STICKY)
    shop.identify(user_id="C-1", anonymous_id=green)
    assert arm(shop, anonymous_id=green) == ("control", Why.STICKY)


def test_who_saw_two_keeps_the_first_and_is_counted_in_both(shop: Tailorbird) -> None:
    begun(shop)
    control, green = two_apart()
    see(shop, "green", anonymous_id=green)
    see(shop, "control", anonymous_id=control)
    shop.identify(user_id="C-1", anonymous_id=green)
    shop.identify(user_id="C-1", anonymous_id=control)
    shop.wait_until_processed()
    seen = shop.experiments.seen("button")
    assert (seen.people, seen.in_several) == ({"control": 1, "green": 1}, 1)
    who = Who(user_id="C-1")
    shown = shop.experiments.assign(who).assignments[0].variation
    assert shown == "control"  # both at one still instant: the same one everywhere


def test_what_is_left_is_counted_once_and_what_is_forced_never(shop: Tailorbird) -> None:
    control, green = two_apart()
    begun(shop, forced={green: "control"})
    for browser in (control, control, green):
        who = Who(anonymous_id=browser)
        shop.experiments.expose(who, shop.experiments.assign(who).assignments)
    shop.wait_until_processed()
    assert arm(shop, anonymous_id=green) == ("control", Why.FORCED)
    assert shop.experiments.seen("button").people == {"control": 1}
    assert [one.experiment_id for one in shop.experiments.undefined()] == []
    forced = {"button": "green"}
    [found] = shop.experiments.assign(Who(anonymous_id=control), forced=forced).assignments
    assert (found.variation, found.why, found.counted) == ("green", Why.FORCED, False)


def test_who_objects_is_given_something_and_not_counted(shop: Tailorbird) -> None:
    begun(shop)
    choice = {"consent": {"categoryPreferences": {"personalization": False}}}
    shop.track(name="Segment Consent Preference Updated", anonymous_id="no", context=choice)
    shop.wait_until_processed()
    who = Who(anonymous_id="no")
    given = shop.experiments.assign(who).assignments
    assert given[0].variation
    assert shop.experiments.expose(who, given) == 0


def test_conditions_segments_and_namespaces_take_people_in(shop: Tailorbird) -> None:
    begun(shop, "german", condition={"country": "DE"})
    begun(shop, "nobody", coverage=0)
    who = Who(anonymous_id="a")
    given = {
        one.experiment_id: one.why
        for one in shop.experiments.assign(who, attributes={"country": "FR"}).assignments
    }
    assert given == {"german": Why.CONDITION, "nobody": Why.NOT_COVERED}
    [found] = shop.experiments.assign(who, ["german"], attributes={"country": "DE"}).assignments
    assert found.why is Why.HASH
    with pytest.raises(NotFound):
        shop.experiments.assign(who, ["other"])


def test_people_of_a_segment(shop: Tailorbird) -> None:
    from tailorbird.segments import text_form  # noqa: PLC0415

    tree = text_form.read('did "Product Viewed" at least 1 times')
    segment = shop.segments.create("Lookers", tree)
    begun(shop, segment_id=segment.segment_id)
    assert arm(shop, anonymous_id="a") == (None, Why.SEGMENT)
    shop.track(name="Product Viewed", anonymous_id="a", properties={"product_id": "P1"})
    shop.wait_until_processed()
    assert arm(shop, anonymous_id="a")[1] is Why.HASH
    assert shop.experiments.payload()["features"] == {}
    with pytest.raises(BadInput, match="no segment"):
        begun(shop, "other", segment_id="unknown")


def test_keys_are_unique_for_good_and_what_runs_stays_what_it_is(shop: Tailorbird) -> None:
    begun(shop, coverage=5_000)
    with pytest.raises(BadInput, match="another key"):
        begun(shop, "Button")
    edit = shop.experiments.edit
    with pytest.raises(BadInput, match="begin a new one"):
        edit("button", Edit(seed="x"), by=BY)
    with pytest.raises(BadInput, match="only goes up"):
        edit("button", Edit(coverage=4_000), by=BY)
    assert edit("button", Edit(coverage=6_000, name="Big"), by="Eve").coverage == 6_000
    stopped = shop.experiments.stop("button", by=BY, roll_out="green")
    assert stopped.status is Status.STOPPED
    assert arm(shop, anonymous_id="a") == ("green", Why.ROLLED_OUT)
    with pytest.raises(BadInput, match="only a draft begins"):
        shop.experiments.start("button", by=BY)
    told = [(one.done_by, one.what) for one in shop.experiments.changes("button")]
    assert told[0] == (BY, "created")
    assert ("Eve", "name from 'button' to 'Big', coverage from 5000 to 6000") in told


def test_what_nobody_defined_is_counted(shop: Tailorbird) -> None:
    begun(shop)
    see(shop, "red", anonymous_id="a")
    see(shop, "green", key="buton", anonymous_id="a")
    shop.wait_until_processed()
    found = {(one.experiment_id, one.variation): one.people for one in shop.experiments.undefined()}
    assert found == {("button", "red"): 1, ("buton", "green"): 1}


def test_a_comparison_group_leaves_out_whom_it_drew_and_counts_both(shop: Tailorbird) -> None:
    shop.experiments.hold_out(Terms(share=2_000), by=BY)
    shop.experiments.hold_out(Terms(share=5_000, tactic="cart_reminder"), by=BY)
    held, people = set(), [f"u{number:02}" for number in range(60)]
    for one in people:
        shop.identify(user_id=one)
    shop.wait_until_processed()
    for one in people:
        who = shop.people(one)[0].profile_id
        for _ in range(2):
            found = shop.experiments.withheld(who, "cart_reminder")
        assert shop.experiments.withheld(who, "cart_reminder", requested=True) is None
        if found is not None:
            assert found.reason is Withheld.COMPARISON_GROUP
            held.add((one, found.experiment_id))
    first, end = held_out(2_000, 0)
    globally = {one for one in people if first <= bucket(seed_of(None), one) < end}
    half = {one for one in people if bucket(seed_of("cart_reminder"), one) < 5_000} - globally
    assert held == {(one, "holdout-everything-1") for one in globally} | {
        (one, "holdout-cart-reminder-1") for one in half
    }
    shop.wait_until_processed()
    seen = shop.experiments.seen("holdout-everything-1").people
    assert seen == {HELD_OUT: len(globally), "treated": len(people) - len(globally)}
    own = shop.experiments.seen("holdout-cart-reminder-1").people
    assert own == {HELD_OUT: len(half), "treated": len(people) - len(globally) - len(half)}


def test_turns_hold_out_everybody_once(shop: Tailorbird) -> None:
    clock = shop.clock
    assert isinstance(clock, StillClock)
    group = shop.experiments.hold_out(Terms(share=2_500, weeks=1), by=BY)
    places = [group.ranges[0]]
    for _ in range(4):
        assert shop.experiments.turn() == 0
        clock.move(7 * DAY)
        assert shop.experiments.turn() == 1
        [group] = shop.experiments.comparison_groups()
        places.append(group.ranges[0])
    assert places == [(0, 2_500), (2_500, 5_000), (5_000, 7_500), (7_500, 10_000), (0, 2_500)]
    other = shop.experiments.hold_out(Terms(share=1_000, weeks=1), by=BY)
    assert other.ranges[0] == (3_000, 4_000)  # behind who was held out just now
    shop.experiments.let_in(None, by=BY)
    assert shop.experiments.comparison_groups() == []


def test_the_same_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    settings = {"data": str(tmp_path), "database": postgres_url}
    with Tailorbird(load(settings), StillClock()) as shop:
        test_who_saw_a_variation_keeps_it_when_they_sign_in_and_on_every_device(shop)
        test_a_comparison_group_leaves_out_whom_it_drew_and_counts_both(shop)
        shop.experiments.stop("button", by=BY)
        assert shop.experiments.undefined() == []


def test_what_is_kept_of_somebody_is_exported_and_erased(shop: Tailorbird) -> None:
    begun(shop, forced={"C-1": "green"})
    see(shop, "green", user_id="C-1")
    shop.wait_until_processed()
    found = shop.privacy.export("C-1").tables
    assert [row["variation"] for row in found["exposures"]] == ["green"]
    assert [row["value"] for row in found["experiment_forced"]] == ["C-1"]
    shop.privacy.erase("C-1")
    assert shop.experiments.seen("button").people == {}
    assert shop.experiments.get("button").forced == {}
    assert arm(shop, user_id="C-1")[1] is Why.HASH
