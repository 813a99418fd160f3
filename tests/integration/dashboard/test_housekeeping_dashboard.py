"""The page of recurring work: what it says of jobs that went well, failed, or were given up."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import tailorbird
from tailorbird.app.housekeeping import Housekeeping
from tailorbird.app.jobs import Chore
from tailorbird.core.clock import DAY, HOUR, MINUTE, SECOND
from tailorbird.core.errors import StorageError
from tailorbird.dashboard.texts.jobs import JOBS
from tailorbird.jobs.running import Held
from tailorbird.jobs.types import Every, Job, Outcome
from tailorbird.storage.database import Database

NOW = 20_500 * DAY + 15 * HOUR  # as the shop of these tests has it

BEAT = Job(name="learn_from_orders", schedule=Every(15 * MINUTE))
ERRAND = Job(name="an_errand", attempts=1)


def nothing(_: Held) -> None:
    """Work that is not reached: the tests claim by hand."""


@pytest.fixture
def house(operational: Database, clock: Any, shop: Any) -> Iterator[Housekeeping]:
    house = Housekeeping(
        operational, clock, [Chore(BEAT, nothing), Chore(ERRAND, nothing)], lambda: None, 15
    )
    house.jobs.register()
    shop.housekeeping = house
    yield house
    house.stop()


@pytest.fixture
def wait(clock: Any, shop: Any) -> Callable[[int], None]:
    def move(span: int) -> None:
        clock.at += span
        shop.time = clock.at

    return move


@pytest.fixture
def merchant(opened: Any, shop: Any) -> Any:
    return opened(shop)


def listed(merchant: Any) -> list[str]:
    """Each piece of work as the merchant reads it."""
    page = merchant.get("/housekeeping").text
    parts = re.findall(r'<li class="refusal chore">(.*?)</li>', page, re.DOTALL)
    plain = (
        re.sub(r"<details>.*?</details>|<[^>]+>", " ", part, flags=re.DOTALL) for part in parts
    )
    return [" ".join(html.unescape(part).split()) for part in plain]


def press(merchant: Any, name: str, key: str = "") -> Any:
    page = merchant.get("/housekeeping").text
    sign = re.findall(r'name="csrf" value="([0-9a-f]+)"', page)[0]
    form = {"csrf": sign, "name": name, "key": key}
    return merchant.post("/housekeeping/run", data=form, follow_redirects=False)


def test_work_that_waits_says_when_it_is_done(merchant: Any, house: Housekeeping) -> None:
    assert house.duties()
    [beat] = listed(merchant)
    assert beat.startswith("Learn from your orders not done yet")
    assert "Every 15 minutes, next in 15 minutes" in beat


def test_work_that_went_well(merchant: Any, house: Housekeeping, wait: Any) -> None:
    wait(15 * MINUTE)
    run = house.jobs.claim("here")
    assert run is not None
    assert "at work now" in listed(merchant)[0]
    wait(3 * SECOND)
    house.jobs.finish(run)
    wait(4 * MINUTE)
    [beat] = listed(merchant)
    assert "all well" in beat
    assert "next in 10 minutes · Last done 4 minutes ago, in 3 seconds" in beat
    assert "What to do" not in beat


def test_work_that_failed_says_why_and_comes_first(
    merchant: Any, house: Housekeeping, wait: Any
) -> None:
    house.jobs.ask("an_errand", key="<a>", due_at=NOW + HOUR)
    wait(15 * MINUTE)
    run = house.jobs.claim("here")
    assert run is not None
    house.jobs.fail(run, "The disk is full. <Make room.>")
    first, second = listed(merchant)
    assert first.startswith("Learn from your orders did not work")
    assert "The disk is full. <Make room.> Tried once." in first
    assert "Nothing yet: it is tried again by itself." in first
    assert "An errand not done yet Only when asked for, next in 45 minutes" in second
    assert "&lt;a&gt;" in merchant.get("/housekeeping").text


def test_work_given_up_is_tried_again_at_a_press(merchant: Any, house: Housekeeping) -> None:
    house.jobs.ask("an_errand", key="a")
    run = house.jobs.claim("here")
    assert run is not None
    house.jobs.fail(run, "No answer.")
    assert "given up" in listed(merchant)[0]
    assert "press “Try again”" in listed(merchant)[0]
    answer = press(merchant, "an_errand", "a")
    assert (answer.status_code, answer.headers["location"]) == (303, "/housekeeping?asked=1")
    assert JOBS["was_asked"] in merchant.get("/housekeeping?asked=1").text
    again = house.jobs.claim("here")
    assert again is not None
    assert again.key == "a"


def test_work_that_nobody_does_is_noticed(merchant: Any, house: Housekeeping, wait: Any) -> None:
    assert house.duties()
    wait(DAY)
    assert "waiting" in listed(merchant)[0]
    assert "tailorbird worker" in listed(merchant)[0]


def test_learning_stands_on_the_page_of_the_process_that_learns(
    operational: Database, clock: Any, opened: Any, shop: Any
) -> None:
    rounds: list[int] = []

    def learn() -> None:
        rounds.append(1)
        if len(rounds) == 2:
            raise StorageError("The disk is full.")

    house = Housekeeping(operational, clock, [], learn, 15)
    shop.housekeeping = house
    merchant = opened(shop)
    assert listed(merchant) == []
    house.learning.start()
    house.learning.round()
    assert "all well" in listed(merchant)[0]
    house.learning.round()
    assert "The disk is full. Tried once." in listed(merchant)[0]
    house.learning.round()
    assert "all well" in listed(merchant)[0]
    house.stop()
    kept = [past.outcome for past in house.history()]
    assert kept == [Outcome.DONE, Outcome.FAILED, Outcome.DONE]


def test_a_press_without_the_forms_sign_or_for_nothing_is_refused(
    merchant: Any, house: Housekeeping
) -> None:
    assert house.duties()
    assert press(merchant, "nothing").status_code == 404
    form = {"name": "learn_from_orders", "key": ""}
    assert merchant.post("/housekeeping/run", data=form).status_code == 403
    assert house.jobs.claim("here") is None


def test_all_recurring_work_has_words(tmp_path: Path) -> None:
    with tailorbird.open(tmp_path / "shop") as shop:
        names = shop.housekeeping.names
    worded = {key.partition("_")[2] for key in JOBS if key.startswith("name_")}
    assert names <= worded == {key.partition("_")[2] for key in JOBS if key.startswith("does_")}
