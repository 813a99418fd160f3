"""The worker behind the doors outlives whatever goes wrong in one of its steps."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import tailorbird
from tailorbird.app import Tailorbird, working
from tailorbird.core.errors import StorageError
from tailorbird.events import outbox
from tailorbird.events.positions import Progress
from tailorbird.events.types import Lane
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tailorbird]:
    monkeypatch.setattr(working, "RETRY_SECONDS", 0.02)
    monkeypatch.setattr(working, "IDLE_SECONDS", 0.02)
    with tailorbird.open(tmp_path) as opened:
        yield opened


def soon(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not true():
        time.sleep(0.01)
    return true()


@pytest.mark.parametrize("trouble", [StorageError("The disk is full."), RecursionError("defect")])
def test_after_a_step_that_failed_the_next_one_is_tried(
    shop: Tailorbird, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    failures: list[int] = []

    def failing(*_: object) -> None:
        failures.append(1)
        raise trouble

    with monkeypatch.context() as patched:
        patched.setattr(shop.stations.log, "read", failing)
        shop.track(name="Product Viewed", anonymous_id="a", properties={"product_id": "P1"})
        assert soon(lambda: len(failures) >= 3)
        # what was answered for is known even while nothing can be processed
        assert [v.product_id for v in shop.facts(anonymous_id="a").viewed] == ["P1"]
        with pytest.raises(StorageError):
            shop.wait_until_processed()
    assert soon(lambda: bool(shop.people("a")))


def test_what_waits_in_the_outbox_goes_out_without_a_new_event(shop: Tailorbird) -> None:
    waiting = event("Product Viewed", SOME_DAY, browser="a", product_id="P1")
    shop.stations.database.write(lambda c: outbox.leave(c, [(Lane.LIVE, waiting)]))
    assert soon(lambda: bool(shop.people("a")))


def test_a_trouble_that_is_over_is_not_told_to_the_next_who_waits(shop: Tailorbird) -> None:
    progress = Progress(shop.stations.database)
    progress.fail(StorageError("The disk is full."))
    with pytest.raises(StorageError):
        progress.wait_or_raise(Lane.LIVE, 7)
    progress.recover()
    threading.Timer(0.05, progress.advance, (Lane.LIVE, 7)).start()
    progress.wait_or_raise(Lane.LIVE, 7)


def test_orders_of_the_largest_size_are_taken_whole(shop: Tailorbird) -> None:
    largest = [line("P1", quantity=10**9, price="999"), line("P2", price="999999999999")]
    orders = [order(f"O{n}", SOME_DAY, largest, user="u1") for n in range(9)]
    shop.accept(orders).result()
    shop.wait_until_processed()
    assert shop.refusals() == []
    [person] = shop.people("u1")
    assert person.net_minor == 9 * (10**9 * 99_900 + 99_999_999_999_900)
