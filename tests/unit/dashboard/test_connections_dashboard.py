"""What the page of connections says of how things stand, from what is known of them."""

from __future__ import annotations

import pytest

from tailorbird.connectors.shops.connecting import Backfill, ShopStanding
from tailorbird.core.clock import HOUR, MINUTE
from tailorbird.dashboard.connections import past_of, stands_by
from tailorbird.events.types import Arrivals, Refusal
from tailorbird.jobs.types import State

NOW = 500 * HOUR


def came(at: int) -> Arrivals:
    return Arrivals(source="http", events=3, last_at=at, names=[("Product Viewed", 3)])


def refusal(at: int) -> Refusal:
    return Refusal(source="http", code="bad_input", field="", message="Not so.", received_at=at)


def test_a_source_is_well_until_its_last_word_was_refused() -> None:
    assert stands_by([], [], NOW).word == "not connected"
    assert stands_by([came(NOW - HOUR)], [refusal(NOW - 2 * HOUR)], NOW).word == "connected"
    troubled = stands_by([came(NOW - 2 * HOUR)], [refusal(NOW - HOUR), refusal(5)], NOW)
    assert troubled.word == "needs a look"
    assert "Not so." in troubled.trouble
    assert stands_by([], [refusal(NOW)], NOW).word == "needs a look"


def shop(*parts: Backfill, can_ask: bool = True) -> ShopStanding:
    return ShopStanding(
        kind="shopify",
        shop="s.example",
        address="https://s.example",
        connected_at=NOW - HOUR,
        can_ask=can_ask,
        deliveries=[],
        past=list(parts),
    )


def part(name: str, *, ended: bool = False, trouble: str = "", ago: int = MINUTE) -> Backfill:
    return Backfill(
        kind="shopify",
        shop="s.example",
        part=name,
        records=7,
        started_at=1,
        updated_at=NOW - ago,
        ended_at=NOW - ago if ended else None,
        trouble=trouble,
    )


EVERY = tuple(part(name, ended=True) for name in ("orders", "customers", "products"))


@pytest.mark.parametrize(
    ("standing", "work", "state", "press", "moves"),
    [
        (shop(can_ask=False), None, "no_key", "", False),
        (shop(), None, "never", "fetch", False),
        (shop(), State.WAITING, "running", "", True),
        (shop(part("products", ended=True)), State.RUNNING, "running", "", True),
        (shop(part("products")), None, "still", "fetch_on", False),
        (shop(part("products", ago=HOUR)), State.RUNNING, "still", "fetch_on", True),
        (shop(part("products", trouble="Shut.")), State.WAITING, "trouble", "fetch_on", True),
        (shop(part("products", trouble="Shut.")), State.DEAD, "trouble", "fetch_on", False),
        (shop(*EVERY), None, "done", "fetch_again", False),
    ],
)
def test_the_past_says_how_far_it_is_and_what_can_be_done(
    standing: ShopStanding, work: State | None, state: str, press: str, *, moves: bool
) -> None:
    past = past_of(standing, work, NOW)
    assert (past.state, past.press, past.moves) == (state, press, moves)
    if state == "trouble":
        assert "Shut." in past.said


def test_parts_that_were_not_begun_wait() -> None:
    past = past_of(shop(part("products", ended=True)), State.RUNNING, NOW)
    assert [(one.name, one.count, one.state) for one in past.parts] == [
        ("Products", "7", "all"),
        ("Customers", "", "waiting"),
        ("Orders", "", "waiting"),
    ]
