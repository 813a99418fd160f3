"""Several processes at one PostgreSQL: no position skipped, no event folded twice, by count."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from proofs.foundations.crowd import several
from tailorbird import pipeline
from tailorbird.app.folder import WORKER_LOCK, Folder
from tailorbird.events.log import EventLog
from tailorbird.events.positions import Overtaken
from tailorbird.events.types import Event, Lane
from tailorbird.pipeline import process
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event
from tailorbird.testing.shop import StillShop


@pytest.fixture
def shop(tmp_path: Path, kept_in: str) -> Iterator[StillShop]:
    with StillShop(tmp_path, database=kept_in) as opened:
        opened.empty()
        yield opened


@pytest.fixture
def other(shop: StillShop, tmp_path: Path, kept_in: str) -> Iterator[StillShop]:
    """A second process of the same shop, as far as the database can tell."""
    assert shop.log.last_position(Lane.LIVE) == 0
    with StillShop(tmp_path, files=Folder(tmp_path, kept_in, WORKER_LOCK)) as opened:
        yield opened


def added(number: int) -> Event:
    at = SOME_DAY + number
    return event("Product Added", at, browser="b1", product_id="P", quantity=1)


def pieces(shop: StillShop) -> int:
    facts = shop.profiles.facts(anonymous_id="b1", user_id=None, bought_since=0)
    return sum(line.quantity for line in facts.cart)


def test_writers_and_processors_at_once(postgres_url: str, tmp_path: Path) -> None:
    seen = several(postgres_url, tmp_path, writers=4, processors=2, seconds=1.0)
    count = len(seen.logged)
    assert (seen.skipped, seen.lost, seen.contradictions) == (0, 0, 0)
    assert len(seen.answered) == count > 100
    assert seen.repeats > 0, "writers must send the same message now and then"
    assert seen.folded == seen.arrived == sum(seen.taken) == count
    assert all(done == newest for done, newest in seen.lanes.values())


def test_positions_go_on_behind_another_process(shop: StillShop, other: StillShop) -> None:
    assert shop.log.append([added(1)]).positions == [1]
    assert other.log.append([added(2)], Lane.BACKFILL).positions == [2]
    assert shop.log.append([added(3), added(4)]).positions == [3, 4]
    assert other.log.last_position(Lane.LIVE) == 4
    assert shop.log.last_position(Lane.BACKFILL) == 2


def test_who_is_overtaken_folds_nothing_twice(
    shop: StillShop, other: StillShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process takes the batch after this one read it and before it changed anything."""
    shop.append([added(number) for number in range(5)])
    real = pipeline._change
    overtaken: list[Overtaken] = []

    def late(*arguments: object) -> None:
        monkeypatch.setattr(pipeline, "_change", real)
        assert process(other.stations, Lane.LIVE) == 5
        try:
            real(*arguments)  # type: ignore[arg-type]
        except Overtaken as noticed:
            overtaken.append(noticed)
            raise

    monkeypatch.setattr(pipeline, "_change", late)
    assert process(shop.stations, Lane.LIVE) == 5
    assert len(overtaken) == 1
    assert process(shop.stations, Lane.LIVE) == 0
    assert pieces(shop) == pieces(other) == 5


def test_what_another_process_took_in_is_known_here(shop: StillShop, other: StillShop) -> None:
    other.append([added(1)])
    assert pieces(shop) == 1  # not processed anywhere yet
    other.process()
    assert pieces(shop) == 1


def test_one_who_waits_sees_what_another_process_did(shop: StillShop, other: StillShop) -> None:
    shop.append([added(1)])
    assert not shop.progress.wait(Lane.LIVE, 1, 0.02)
    later = threading.Timer(0.05, other.process)
    later.start()
    assert shop.progress.wait(Lane.LIVE, 1, 20)
    later.join()


def test_heads_outlive_the_events(shop: StillShop, tmp_path: Path, kept_in: str) -> None:
    """As after trimming: the next position still follows the last one ever given."""
    shop.append([added(1), added(2)])
    with closing(Folder(tmp_path, kept_in, WORKER_LOCK)) as folder:
        folder.log.write(lambda c: c.exec_driver_sql("DELETE FROM events").rowcount)
        assert EventLog(folder.log).append([added(3)]).positions == [3]
    assert shop.log.append([added(4)]).positions == [4]


def test_heads_that_an_older_release_left_behind_are_caught_up(
    shop: StillShop, tmp_path: Path, kept_in: str
) -> None:
    shop.append([added(1), added(2)])
    with closing(Folder(tmp_path, kept_in, WORKER_LOCK)) as folder:
        folder.log.write(lambda c: c.exec_driver_sql("DELETE FROM heads").rowcount)
        assert EventLog(folder.log).append([added(3)]).positions == [3]
