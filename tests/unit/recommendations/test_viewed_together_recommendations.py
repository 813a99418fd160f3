"""What is viewed together: visits, people, time, and what a list says."""

from __future__ import annotations

import pytest

from tailorbird.core.clock import DAY, MINUTE
from tailorbird.core.errors import BadConfiguration
from tailorbird.recommendations.types import Context
from tailorbird.recommendations.viewed_together import (
    ViewedSettings,
    ViewedTogether,
    train_viewed_together,
)
from tailorbird.recommendations.visits import View, visits_of

NOW = 20_000 * DAY


def visit(person: str, *products: str, at: int = NOW - DAY) -> list[View]:
    return [(person, product, at + n * MINUTE) for n, product in enumerate(products)]


def trained(views: list[View], **settings: float) -> ViewedTogether:
    in_time = sorted(views, key=lambda view: (view[0], view[2], view[1]))
    return train_viewed_together(visits_of(in_time), NOW, ViewedSettings(**settings))  # type: ignore[arg-type]


def partners(one: ViewedTogether, item: str) -> list[str]:
    return [found.product_id for found in one.candidates(Context(now=NOW, item=item), 10)]


def others() -> list[View]:
    """Visits to other things, so that nothing is looked at by everybody."""
    return [view for n in range(20) for view in visit(f"z{n:02}", f"x{n}", f"y{n}")]


def test_a_pause_of_half_an_hour_begins_another_visit() -> None:
    begin = NOW - DAY
    views = [
        ("a", "mug", begin),
        ("a", "jug", begin + 30 * MINUTE),
        ("a", "rug", begin + 61 * MINUTE),
    ]
    visits = visits_of(views)
    assert visits.baskets.size.tolist() == [2, 1]
    assert visits.people.size.tolist() == [3]


def test_visits_of_two_people_never_run_together() -> None:
    visits = visits_of([("a", "mug", NOW), ("b", "jug", NOW)])
    assert visits.baskets.size.tolist() == [1, 1]


def test_what_two_people_looked_at_in_one_visit_is_shown_with_its_evidence() -> None:
    one = trained([*visit("a", "mug", "jug"), *visit("b", "jug", "mug"), *others()])
    [found] = one.candidates(Context(now=NOW, item="mug"), 10)
    assert (found.product_id, found.reason.code) == ("jug", "viewed_together")
    assert (found.reason.subject, found.reason.support) == ("mug", 2)


def test_one_persons_own_habit_shows_nowhere() -> None:
    mine = [view for n in range(9) for view in visit("a", "mug", "jug", at=NOW - n * DAY)]
    assert partners(trained([*mine, *others()]), "mug") == []


def test_apart_by_an_hour_is_not_together() -> None:
    apart = [v for p in "ab" for v in [(p, "mug", NOW - DAY), (p, "jug", NOW - DAY + 60 * MINUTE)]]
    assert partners(trained([*apart, *others()]), "mug") == []


def test_a_robot_that_looks_at_everything_teaches_nothing() -> None:
    everything = [f"p{n}" for n in range(30)]
    robots = [view for who in "ab" for view in visit(who, *everything)]
    assert partners(trained([*robots, *others()], largest_visit=20), "p1") == []


def test_the_closer_pair_stands_first_and_the_common_product_behind() -> None:
    views = [view for who in "abcde" for view in visit(who, "mug", "jug", "lamp")]
    views += [view for n in range(40) for view in visit(f"m{n:02}", "lamp", f"x{n}")]
    assert partners(trained([*views, *others()], shrink=1), "mug") == ["jug", "lamp"]


def test_recent_visits_count_more() -> None:
    old = [v for who in "abc" for v in visit(who, "mug", "old jug", at=NOW - 300 * DAY)]
    new = [v for who in "def" for v in visit(who, "mug", "new jug", at=NOW - DAY)]
    assert partners(trained([*old, *new, *others()]), "mug") == ["new jug", "old jug"]


def test_without_a_product_the_last_ones_seen_speak_and_none_of_them_comes_back() -> None:
    views = [v for who in "ab" for v in [*visit(who, "mug", "jug", "rug")]]
    one = trained([*views, *others()])
    context = Context(now=NOW, viewed=("jug", "mug"))
    assert [found.product_id for found in one.candidates(context, 10)] == ["rug"]


@pytest.mark.parametrize("wrong", [{"least_people": 0}, {"shrink": -1.0}, {"last_seen": 0}])
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadConfiguration):
        ViewedSettings(**wrong)  # type: ignore[arg-type]
