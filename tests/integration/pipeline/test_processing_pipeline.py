"""Processing when something goes wrong in the middle: nothing folded twice, nothing skipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tailorbird.core.errors import StorageError
from tailorbird.events import outbox, store
from tailorbird.events.types import Event, Lane
from tailorbird.pipeline import process
from tailorbird.profiles.types import Facts
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order
from tailorbird.testing.shop import StillShop


@pytest.fixture
def shop(tmp_path: Path, kept_in: str) -> Iterator[StillShop]:
    with StillShop(tmp_path, database=kept_in) as opened:
        opened.empty()
        yield opened


def added(number: int, quantity: int = 1) -> Event:
    at = SOME_DAY + number
    return event("Product Added", at, browser="b1", product_id="P", quantity=quantity)


def broken(number: int) -> Event:
    """An event no door would take: what a defect of ours, or an older version, could leave."""
    at = SOME_DAY + number
    return event("Product Viewed", at, browser="b1", product_id="Q", price={"no": "price"})


def stored(shop: StillShop) -> Facts:
    profile = shop.profiles.people("", 10)[0].profile_id
    return shop.profiles.facts_of_profile(profile, 0)


def pieces(shop: StillShop) -> int:
    return sum(held.quantity for held in stored(shop).cart)


def position(shop: StillShop, lane: Lane = Lane.LIVE) -> int:
    with shop.database.read() as connection:
        return shop.progress.stored(connection, lane)


def test_an_event_that_cannot_be_processed_is_set_aside_and_said(
    shop: StillShop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.take(added(1), broken(2), added(3))
    assert pieces(shop) == 2
    assert position(shop) == shop.progress.at(Lane.LIVE) == 3
    [(refusal, times)] = shop.refusals.read(10)
    assert (refusal.code, refusal.field, times) == ("not_processable", "Product Viewed", 1)
    assert "stays in the log" in refusal.message
    assert len(shop.log.read(Lane.LIVE, 0, 10)) == 3
    assert "one event at a time" in caplog.text


def test_a_disk_that_fails_between_two_single_events_folds_none_of_them_twice(
    shop: StillShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.append([added(1), added(2), broken(3), added(4)])
    real, calls = store.save_position, []

    def fails_once(*saved: object) -> None:
        calls.append(saved)
        if len(calls) == 2:  # the second of the single events
            raise StorageError("The disk is full.")
        real(*saved)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(store, "save_position", fails_once)
        with pytest.raises(StorageError):
            process(shop.stations, Lane.LIVE)
        shop.process()
    assert pieces(shop) == 3
    assert position(shop) == 4
    assert sum(times for _, times in shop.refusals.read(10)) == 1


def test_a_change_that_fails_keeps_neither_rows_nor_position(
    shop: StillShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.take(added(1))
    shop.append([order("O1", SOME_DAY + 9, [line("P")], user="u1", browser="b1")])

    def fails(*_: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "leave", fails)
        with pytest.raises(StorageError):
            process(shop.stations, Lane.LIVE)
    assert (position(shop), pieces(shop), shop.profiles.order_count()) == (1, 1, 0)
    shop.process()
    assert (pieces(shop), shop.profiles.order_count()) == (0, 1)


def test_a_relay_that_fails_does_not_undo_or_repeat_the_batch(
    shop: StillShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.append([added(1), event("Signed In", SOME_DAY + 5, user="u1", browser="b1")])

    def fails(*_: object) -> int:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "relay", fails)
        with pytest.raises(StorageError):
            process(shop.stations, Lane.LIVE)
    shop.process()
    assert pieces(shop) == 1
    assert position(shop) >= 2


def test_a_live_event_is_processed_before_a_waiting_import(shop: StillShop) -> None:
    bought = [order(f"O{n}", SOME_DAY + n, [line("P")], user=f"u{n}") for n in range(5)]
    shop.append(bought, Lane.BACKFILL)
    shop.append([added(9)])
    process(shop.stations, Lane.LIVE)
    assert (pieces(shop), shop.profiles.order_count()) == (1, 0)
    shop.process()
    assert shop.profiles.order_count() == 5
    assert shop.profiles.visitors_by_day(0, 10**6)[0].visitors == 1  # an import is no visit
