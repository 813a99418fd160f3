"""A comparison group of recommendations: some shoppers' blocks stay empty, and both arms count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import tailorbird
from tailorbird.app import Tailorbird
from tailorbird.decisions.service import TACTIC
from tailorbird.decisions.types import Decision, DecisionRequest, Placement
from tailorbird.events.types import Event, Kind, Lane
from tailorbird.experiments.holdouts import HELD_OUT, TREATED, Terms
from tailorbird.experiments.who import Who
from tailorbird.guardrails.reasons import Withheld

PEOPLE = 40
BLOCK = Placement(name="home", strategy="best_sellers", limit=2)


def event(message_id: str, name: str, at: int, **more: Any) -> Event:
    facts: dict[str, Any] = {"anonymous_id": None, "user_id": None, "properties": {}, **more}
    return Event(
        message_id=message_id,
        kind=Kind.TRACK,
        name=name,
        occurred_at=at,
        received_at=at,
        source="library",
        **facts,
    )


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Tailorbird]:
    with closing(tailorbird.open(tmp_path / "shop")) as opened:
        now = opened.now()
        bought = [{"product_id": f"P{n}", "price": "5", "quantity": 1, "name": "x"} for n in (1, 2)]
        facts = {"order_id": "O-1", "products": bought}
        events = [event("o", "Order Completed", now - 9, user_id="C-1", properties=facts)]
        events += [
            event(f"v{one}", "Page Seen", now - 5, anonymous_id=f"visitor-{one}")
            for one in range(PEOPLE)
        ]
        opened.accept(events, Lane.LIVE).result()
        opened.wait_until_processed()
        opened.refresh()
        yield opened


def asked(shop: Tailorbird, **who: Any) -> Decision:
    [found] = shop.decide(DecisionRequest(placements=(BLOCK,), **who))
    return found


def test_without_a_group_everybody_gets_the_block(shop: Tailorbird) -> None:
    assert all(asked(shop, anonymous_id=f"visitor-{one}").slots for one in range(PEOPLE))


def test_who_is_held_out_gets_an_empty_block_that_says_why_and_both_arms_count(
    shop: Tailorbird,
) -> None:
    group = shop.experiments.hold_out(Terms(share=5_000, tactic=TACTIC), by="Ana")
    found = {f"visitor-{one}": asked(shop, anonymous_id=f"visitor-{one}") for one in range(PEOPLE)}
    held = {who for who, decision in found.items() if not decision.slots}
    assert 0 < len(held) < PEOPLE
    for who in held:
        assert found[who].withheld == {Withheld.COMPARISON_GROUP: BLOCK.limit}
    shop.wait_until_processed()
    seen = shop.experiments.seen(group.key)
    assert seen.people == {HELD_OUT: len(held), TREATED: PEOPLE - len(held)}
    assert seen.in_several == 0


def test_who_signs_in_stays_where_they_are_and_the_shops_own_look_is_no_exposure(
    shop: Tailorbird,
) -> None:
    group = shop.experiments.hold_out(Terms(share=5_000, tactic=TACTIC), by="Ana")
    held = next(
        who
        for who in (f"visitor-{one}" for one in range(PEOPLE))
        if not asked(shop, anonymous_id=who).slots
    )
    now = shop.now()
    signed = event("login", "Signed In", now, anonymous_id=held, user_id="C-9")
    shop.accept([signed], Lane.LIVE).result()
    shop.wait_until_processed()
    assert not asked(shop, user_id="C-9").slots
    counted = shop.experiments.seen(group.key).people
    assign = shop.experiments.assign(Who(user_id="C-9"), [])
    assert assign.profile_id is not None
    assert asked(shop, profile_id=assign.profile_id).slots
    shop.wait_until_processed()
    assert shop.experiments.seen(group.key).people == counted


def test_somebody_never_heard_of_gets_the_block(shop: Tailorbird) -> None:
    shop.experiments.hold_out(Terms(share=5_000, tactic=TACTIC), by="Ana")
    assert all(asked(shop, anonymous_id=f"stranger-{one}").slots for one in range(9))
