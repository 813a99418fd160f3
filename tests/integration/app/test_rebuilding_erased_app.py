"""After somebody was erased a rebuild makes what there is, from nothing and from a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tailorbird.app import checkpoints
from tailorbird.app.history import ArchivedHistory
from tailorbird.app.personal import REGISTRY
from tailorbird.app.privacy_requests import PrivacyRequests
from tailorbird.app.rebuilding import Rebuilding
from tailorbird.core.clock import DAY
from tailorbird.core.errors import Interrupted
from tailorbird.events.archiving import EventArchive
from tailorbird.events.types import Lane
from tailorbird.pipeline import accept
from tailorbird.storage.engines.files import Place
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order, refund
from tailorbird.testing.shop import StillShop


@dataclass
class Desk:
    """A shop, its archive, and where people are erased."""

    shop: StillShop
    folder: Path
    requests: PrivacyRequests
    rebuilding: Rebuilding
    history: ArchivedHistory


@pytest.fixture
def place(tmp_path: Path, kept_in: str) -> Iterator[Desk]:
    with StillShop(tmp_path, database=kept_in) as shop:
        shop.empty()
        archive = EventArchive(shop._folder.log, Place("", tmp_path / "archive"), "GBP")
        history = ArchivedHistory(archive)
        requests = PrivacyRequests(
            stations=shop.stations,
            registry=REGISTRY,
            log=shop._folder.log,
            archive=archive,
            folder=tmp_path,
            clock=shop.clock,
            ask=lambda _: None,
        )
        yield Desk(shop, tmp_path, requests, Rebuilding(shop.stations, history, tmp_path), history)


def a_life(shop: StillShop) -> None:
    """Ann and Ben buy in both lanes; Ann gives something back and did something ahead of time."""
    at = SOME_DAY
    shop.take(order("O1", at, [line("P1", 2, "3.00")], user="ann"), lane=Lane.BACKFILL)
    shop.take(event("Product Viewed", at + 1, browser="b1", product_id="P1"))
    shop.take(event("Product Added", at + 2, browser="b1", user="ann", product_id="P2"))
    shop.take(order("O2", at + 3, [line("P1", 1, "3.00")], user="ben"))
    shop.take(refund("R1", at + 4, [line("P1", 1, "3.00")], user="ann"))
    shop.take(event("Product Viewed", at + 900 * DAY, user="ann", product_id="P4"))


def test_a_rebuild_after_an_erasure_is_what_there_is(place: Desk) -> None:
    shop = place.shop
    a_life(shop)
    shop.clock.set(SOME_DAY + DAY)
    place.requests.erase("ann", at_once=True)
    assert place.rebuilding.check().differences == []
    # late, and of the new person
    shop.take(order("O3", SOME_DAY + 5, [line("P2", 1, "4.00")], user="ann"))
    shop.take(event("Product Added", SOME_DAY + 2 * DAY, user="ann", product_id="P3"))
    place.requests.finish()  # the late one stands in the log as it came
    assert place.rebuilding.check().differences == []
    place.rebuilding.rebuild()
    person = shop.profiles.facts(anonymous_id=None, user_id="ann", bought_since=0)
    assert [one.product_id for one in person.cart] == ["P3"]
    assert sum(day.orders for day in shop.profiles.trade_by_day(15_000, 25_000)) == 3


def test_whoever_told_of_somebodys_refund_may_be_erased(place: Desk) -> None:
    shop = place.shop
    a_life(shop)
    given_back = line("P1", 1, "3.00")
    shop.take(refund("R2", SOME_DAY + 5, [given_back], user="ann", order_id="O2"))  # of Ben's order
    shop.clock.set(SOME_DAY + DAY)
    place.requests.erase("ann", at_once=True)
    assert place.rebuilding.check().differences == []


def test_from_a_snapshot_kept_after_an_erasure_it_is_the_same(place: Desk) -> None:
    shop = place.shop
    a_life(shop)
    shop.clock.set(SOME_DAY + DAY)
    place.requests.erase("ann", at_once=True)
    checkpoints.save(shop.stations, place.history, place.folder)
    late = order("O3", SOME_DAY + 5, [line("P2", 1, "4.00")], user="ann")
    accept(shop.stations, [late], Lane.LIVE).result()
    shop.take(event("Product Added", SOME_DAY + 2 * DAY, user="ann", product_id="P3"))
    done = place.rebuilding.check(from_checkpoint=True)
    assert (done.differences, done.events) == ([], 2)
    place.rebuilding.rebuild(from_checkpoint=True)
    assert place.rebuilding.check().differences == []


@pytest.mark.parametrize("looks", [True, False])
def test_nothing_is_made_of_a_log_that_still_knows_the_erased(place: Desk, looks: bool) -> None:
    """The process died after the erasure's transaction, before the log was rewritten."""
    shop = place.shop
    a_life(shop)
    shop.clock.set(SOME_DAY + DAY)

    def died(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(place.requests, "finish", died)
        with pytest.raises(KeyboardInterrupt):
            place.requests.erase("ann")
    act = place.rebuilding.check if looks else place.rebuilding.rebuild
    with pytest.raises(Interrupted, match="still being rewritten"):
        act()
    place.requests.finish()
    place.rebuilding.rebuild()
    assert shop.profiles.people("ann", 10) == []
    assert place.rebuilding.check().differences == []
