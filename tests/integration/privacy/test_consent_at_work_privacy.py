"""Consent where it is used: what is shown, and what is learned from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tailorbird.core.clock import DAY, MINUTE
from tailorbird.decisions.types import Decision, DecisionRequest, Placement
from tailorbird.guardrails.reasons import Limited
from tailorbird.profiles.types import Person
from tailorbird.profiles.viewing import viewed_products
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order
from tailorbird.testing.shop import StillShop

ANSWER = "Consent Updated"
SEEN = "Product Viewed"
NO = {"personalization": False}
YES = {"personalization": True}


@pytest.fixture
def shop(tmp_path: Path, kept_in: str) -> Iterator[StillShop]:
    with StillShop(tmp_path / "shop", database=kept_in) as opened:
        opened.empty()
        for number in range(12):  # best sellers for everybody
            lines = [line("hit"), line("also")]
            opened.take(order(f"o{number}", SOME_DAY - DAY, lines, user=f"u{number}"))
        known = [line(name) for name in ("lamp", "vase", "bowl", "old", "new")]
        opened.take(order("o99", SOME_DAY - DAY, known, user="u99"))
        opened.clock.set(SOME_DAY + DAY)
        opened.learn()
        yield opened


def shown(shop: StillShop, who: str = "phone") -> Decision:
    spot = Placement(name="seen", strategy="recently_viewed")
    (decision,) = shop.decisions.decide(DecisionRequest(placements=(spot,), anonymous_id=who))
    return decision


def names(decision: Decision) -> list[str]:
    return [slot.product.product_id for slot in decision.slots]


def person(shop: StillShop, browser: str) -> Person:
    facts = shop.profiles.facts(anonymous_id=browser, user_id=None, bought_since=0)
    found = shop.profiles.person(facts.profile_id or "", bought_since=0)
    assert found is not None
    return found


def look(shop: StillShop, product: str, at: int, browser: str = "phone", **more: object) -> None:
    shop.take(
        event(SEEN, at, browser=browser, source="http", product_id=product, **more)  # type: ignore[arg-type]
    )


def test_a_withdrawal_holds_at_once_and_a_later_yes_opens_nothing_earlier(
    shop: StillShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tailorbird.profiles.service.WAIT_FOR_OWN_EVENTS", 0.0)
    now = shop.clock.now()
    look(shop, "lamp", now - 9 * MINUTE)
    assert (names(shown(shop)), shown(shop).limited) == (["lamp"], "")
    no = event(ANSWER, now - 8 * MINUTE, browser="phone", source="http", consent=NO)
    shop.append([no])  # acknowledged, not processed
    assert (names(shown(shop)), shown(shop).limited) == ([], Limited.PERSONALIZATION_OFF)
    shop.process()
    assert (names(shown(shop)), shown(shop).limited) == ([], Limited.PERSONALIZATION_OFF)
    look(shop, "vase", now - 7 * MINUTE)
    shop.take(event(ANSWER, now - 6 * MINUTE, browser="phone", source="http", consent=YES))
    look(shop, "bowl", now - 5 * MINUTE)
    assert (names(shown(shop)), shown(shop).limited) == (["bowl", "lamp"], "")


def test_what_came_with_a_no_is_never_used(shop: StillShop) -> None:
    now = shop.clock.now()
    look(shop, "lamp", now - 9 * MINUTE, consent=NO)
    look(shop, "vase", now - 8 * MINUTE, consent=YES)
    assert names(shown(shop)) == ["vase"]


def test_a_refusal_leaves_the_same_blocks_as_for_a_stranger(shop: StillShop) -> None:
    now = shop.clock.now()
    look(shop, "lamp", now - 9 * MINUTE)
    shop.take(event(ANSWER, now - 8 * MINUTE, browser="phone", source="http", consent=NO))
    spots = tuple(
        Placement(name=one, strategy=one)
        for one in ("recently_viewed", "bought_together", "viewed_together", "best_sellers")
    )
    for_them, for_anybody = (
        shop.decisions.decide(DecisionRequest(placements=spots, anonymous_id=who))
        for who in ("phone", "nobody")
    )
    assert [names(one) for one in for_them] == [names(one) for one in for_anybody]
    assert {"hit", "also"} <= {name for one in for_them for name in names(one)}
    assert {one.limited for one in for_anybody} == {""}


def test_a_browser_that_objects_is_not_followed_from_visit_to_visit(shop: StillShop) -> None:
    now = shop.clock.now()
    look(shop, "old", now - 3 * 60 * MINUTE, gpc=True)
    look(shop, "new", now - MINUTE, gpc=True)
    look(shop, "old", now - 3 * 60 * MINUTE, "laptop")
    look(shop, "new", now - MINUTE, "laptop")
    assert (names(shown(shop)), shown(shop).limited) == (["new"], Limited.OBJECTION)
    assert (names(shown(shop, "laptop")), shown(shop, "laptop").limited) == (["new", "old"], "")
    signal = person(shop, "phone").signal
    assert signal is not None
    assert (signal.device, signal.at) == ("phone", now - 3 * 60 * MINUTE)
    assert person(shop, "laptop").signal is None


def test_an_objection_goes_with_the_person_who_turns_out_to_be_behind_it(shop: StillShop) -> None:
    now = shop.clock.now()
    look(shop, "old", now - DAY, "laptop")
    shop.take(event("Signed In", now - 5 * MINUTE, browser="laptop", user="ann"))
    look(shop, "new", now - 4 * MINUTE, gpc=True)
    assert names(shown(shop, "laptop")) == ["old"]
    shop.take(event("Signed In", now - 3 * MINUTE, browser="phone", user="ann", gpc=True))
    assert (names(shown(shop, "laptop")), shown(shop, "laptop").limited) == (
        ["new"],
        Limited.OBJECTION,
    )
    shop.take(event(ANSWER, now - 2 * MINUTE, browser="laptop", user="ann", consent=YES))
    assert (names(shown(shop, "laptop")), shown(shop, "laptop").limited) == (["new", "old"], "")


def test_who_withdraws_is_not_learned_from(shop: StillShop) -> None:
    now = shop.clock.now()

    def learned() -> list[str]:
        return sorted(product for _, product, _ in viewed_products(shop.database, 0))

    look(shop, "a", now - 9 * DAY)
    look(shop, "b", now - 9 * DAY, "laptop")
    look(shop, "c", now - 9 * DAY, "laptop", consent={"profiling": False})
    look(shop, "d", now - 9 * DAY, "tablet", gpc=True)
    assert learned() == ["a", "b"]
    no, yes = {"profiling": False}, {"profiling": True}
    shop.take(event(ANSWER, now - 8 * DAY, browser="phone", source="http", consent=no))
    assert learned() == ["b"]
    look(shop, "e", now - 7 * DAY)
    shop.take(event(ANSWER, now - 6 * DAY, browser="phone", source="http", consent=yes))
    look(shop, "f", now - 5 * DAY)
    assert learned() == ["a", "b", "f"]
    shop.take(event(ANSWER, now - 4 * DAY, browser="tablet", source="http", consent=YES))
    look(shop, "g", now - 3 * DAY, "tablet", gpc=True)
    assert learned() == ["a", "b", "f", "g"]


def test_nobody_answers_for_another_by_saying_who_they_are(shop: StillShop) -> None:
    now = shop.clock.now()
    shop.take(event("Signed In", now - 9 * MINUTE, browser="phone", user="ann"))
    look(shop, "lamp", now - 8 * MINUTE)
    for who in ({"browser": "stranger"}, {}):
        shop.take(
            event(ANSWER, now - MINUTE, user="ann", source="http", consent=NO, gpc=True, **who)  # type: ignore[arg-type]
        )
    assert (names(shown(shop)), shown(shop).limited) == (["lamp"], "")
    assert person(shop, "phone").consents == ()
