"""A rebuild arrives at the same rows, and nothing else happens while it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tailorbird.app import checkpoints
from tailorbird.app.history import LoggedHistory
from tailorbird.app.rebuilding import Rebuilding, Rebuilt
from tailorbird.app.side import SIDE_FOLDER
from tailorbird.catalog.types import Product
from tailorbird.core.clock import DAY, HOUR
from tailorbird.core.errors import HistoryMissing, Interrupted
from tailorbird.events import store
from tailorbird.events.types import Event, Lane, LoggedEvent
from tailorbird.events.vocabulary import CONSENT_UPDATED
from tailorbird.pipeline import process
from tailorbird.storage.copying import clear_table, rows_of, tables_of
from tailorbird.storage.database import Connection
from tailorbird.storage.kept import Kept
from tailorbird.storage.schema import OPERATIONAL
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event, line, order, refund
from tailorbird.testing.shop import StillShop


@pytest.fixture
def shop(tmp_path: Path, kept_in: str) -> Iterator[StillShop]:
    """A new shop, kept in files or in PostgreSQL."""
    with StillShop(tmp_path, database=kept_in) as opened:
        opened.empty()
        yield opened


def rebuilding(shop: StillShop, folder: Path) -> Rebuilding:
    return Rebuilding(shop.stations, LoggedHistory(shop.log), folder)


def rows(shop: StillShop, kind: Kept) -> dict[str, list[dict[str, Any]]]:
    with shop.database.read() as connection:
        return {
            table.name: list(rows_of(connection, table)) for table in tables_of(OPERATIONAL, kind)
        }


def declared(title: str, at: int) -> Product:
    return Product(
        product_id="P1",
        title=title,
        price=Decimal("3.00"),
        currency="GBP",
        first_seen=at,
        updated_at=at,
    )


def bought(number: int, at: int, price: str, **who: Any) -> Event:
    name = f"Name {price}"
    return order(f"O{number}", at, [line("P1", 2, price, name=name), line("P2", 1)], **who)


def a_life(shop: StillShop) -> None:
    """Both lanes in turns, people who turn out to be one, answers, products declared between."""
    at = SOME_DAY
    shop.take(bought(1, at, "1.00", user="ann"), lane=Lane.BACKFILL)
    shop.take(event("Product Viewed", at + 1, browser="b1", product_id="P1"))
    shop.catalog.declare([declared("As the shop says", at + 2)])
    shop.take(event(CONSENT_UPDATED, at + 3, browser="b1", consent={"email": False}))
    shop.take(event(CONSENT_UPDATED, at + 3, user="ann", consent={"email": True}))
    shop.take(event("Product Added", at + 4, browser="b1", user="ann", product_id="P3"))
    shop.take(
        bought(2, at + DAY, "2.00", user="ben"),
        bought(3, at + DAY, "2.50", browser="b2", source="http"),
        lane=Lane.BACKFILL,
    )
    shop.catalog.declare([declared("Said again", at + 2 * DAY)])
    shop.catalog.declare([declared("Said again", at + 2 * DAY)])
    shop.append([event("Product Viewed", at + 5, browser="b2", product_id="P2")])
    shop.append([bought(4, at + HOUR, "4.00", email="c@example.com")], Lane.BACKFILL)
    shop.process()
    shop.take(refund("R1", at + 3 * DAY, [line("P1", 1, "2.00")], user="ben"))
    shop.take(event("Order Refunded", at + 3 * DAY, user="ann", order_id="O1", refund_id="R2"))
    shop.take(event("Order Refunded", at + 3 * DAY, order_id="O4", refund_id="R3", total="3.00"))
    shop.take(event("Order Cancelled", at + 4 * DAY, user="ben", order_id="O9"))
    shop.take(event("Order Cancelled", at + 4 * DAY, browser="b9", source="http", order_id="O2"))
    shop.take(event("Product Viewed", at + 6, user="dan", email="c@example.com", product_id="P2"))


def test_a_rebuild_arrives_at_every_row_there_was(shop: StillShop, tmp_path: Path) -> None:
    a_life(shop)
    before = {kind: rows(shop, kind) for kind in Kept}
    assert all(
        before[Kept.DERIVED][name]
        for name in ("arrivals", "consents", "orders", "profiles", "views", "visits", "products")
    )
    shop.database.write(_damage)
    done = rebuilding(shop, tmp_path).rebuild()
    assert done.events == 16
    assert {kind: rows(shop, kind) for kind in Kept} == before
    assert not (tmp_path / SIDE_FOLDER).exists()


def _damage(connection: Connection) -> None:
    for table in tables_of(OPERATIONAL, Kept.DERIVED):
        clear_table(connection, table)


def test_the_same_life_in_another_order_is_another_state(shop: StillShop, tmp_path: Path) -> None:
    """The turns matter: without them this very test of equality would fall."""
    a_life(shop)
    with shop.database.read() as connection:
        ends = {turn.lane: turn for turn in store.read_turns(connection)}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            "tailorbird.app.replaying.store.read_turns",
            lambda _: [ends[Lane.BACKFILL], ends[Lane.LIVE]],
        )
        assert rebuilding(shop, tmp_path).check().differences


def test_a_look_names_the_rows_that_differ_and_changes_nothing(
    shop: StillShop, tmp_path: Path
) -> None:
    a_life(shop)
    assert rebuilding(shop, tmp_path).check().differences == []
    orders = OPERATIONAL.tables["orders"]
    shop.database.write(
        lambda c: c.execute(orders.update().where(orders.c.order_id == "O2").values(total_minor=1))
    )
    before = rows(shop, Kept.DERIVED)
    [found] = rebuilding(shop, tmp_path).check().differences
    assert (found.table, found.key) == ("orders", {"order_id": "O2"})
    assert found.one is not None
    assert found.other is not None
    assert (found.one["total_minor"], found.other["total_minor"]) == (1, 500)
    assert rows(shop, Kept.DERIVED) == before


def test_a_missing_and_an_added_row_are_named(shop: StillShop, tmp_path: Path) -> None:
    a_life(shop)
    views = OPERATIONAL.tables["views"]
    stray = {"profile_id": "nobody", "product_id": "P1", "at": 1}

    def change(connection: Connection) -> None:
        connection.execute(views.delete())
        connection.execute(views.insert(), [stray])

    shop.database.write(change)
    found = rebuilding(shop, tmp_path).check().differences
    assert [one.other for one in found if one.key["profile_id"] == "nobody"] == [None]
    assert all(one.one is None for one in found if one.key["profile_id"] != "nobody")
    assert len(found) == 4


def test_a_rebuild_sends_nothing_and_moves_no_position(shop: StillShop, tmp_path: Path) -> None:
    a_life(shop)
    before = rows(shop, Kept.WORKING), shop.log.read(Lane.LIVE, 0, 100)
    rebuilding(shop, tmp_path).rebuild()
    assert (rows(shop, Kept.WORKING), shop.log.read(Lane.LIVE, 0, 100)) == before
    assert before[0]["outbox"] == []


def test_what_is_processed_meanwhile_is_in_it(shop: StillShop, tmp_path: Path) -> None:
    """Events, and a declaration, while the past is being folded."""
    a_life(shop)

    class Busy(LoggedHistory):
        """Somebody clicks each time the past is read."""

        number = 0

        def read(self, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
            found = super().read(lane, after, limit)
            if self.number < 6:
                self.number += 1
                at = SOME_DAY + 10 * DAY + self.number
                shop.take(event("Product Added", at, browser="b9", product_id=f"N{self.number}"))
                shop.catalog.declare([declared(f"Busy {self.number}", at)])
            return found

    Rebuilding(shop.stations, Busy(shop.log), tmp_path).rebuild()
    assert shop.profiles.facts(anonymous_id="b9", user_id=None, bought_since=0).cart
    product = shop.catalog.product("P1")
    assert product is not None
    assert product.title == "Busy 6"
    assert rebuilding(shop, tmp_path).check().differences == []


@pytest.mark.parametrize("moment", ["folding", "swapping"])
def test_an_end_in_the_middle_leaves_the_old_state(
    shop: StillShop, tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_life(shop)
    shop.database.write(lambda c: c.execute(OPERATIONAL.tables["views"].delete()))
    before = rows(shop, Kept.DERIVED)

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        target = "copy_table" if moment == "swapping" else "Replay.forward"
        patched.setattr(f"tailorbird.app.rebuilding.{target}", killed)
        patched.setattr("tailorbird.app.rebuilding.DECIDING", ())
        patched.setattr("tailorbird.app.side.shutil.rmtree", _does_nothing)
        with pytest.raises(Killed):
            rebuilding(shop, tmp_path).rebuild()
    assert (tmp_path / SIDE_FOLDER).exists()
    assert rows(shop, Kept.DERIVED) == before
    rebuilding(shop, tmp_path).rebuild()
    assert rows(shop, Kept.DERIVED) != before
    assert not (tmp_path / SIDE_FOLDER).exists()


def _does_nothing(*_: object, **__: object) -> None:
    pass


def test_an_event_that_could_not_be_processed_is_left_out_again(
    shop: StillShop, tmp_path: Path
) -> None:
    a_life(shop)
    shop.take(
        event("Product Viewed", SOME_DAY, browser="b1", product_id="Q", price={"no": "price"}),
        event("Product Viewed", SOME_DAY + 1, browser="b1", product_id="Q"),
    )
    refused = rows(shop, Kept.RECORDED)["refusals"]
    assert rebuilding(shop, tmp_path).check().differences == []
    rebuilding(shop, tmp_path).rebuild()
    assert rows(shop, Kept.RECORDED)["refusals"] == refused


def trimmed(shop: StillShop) -> LoggedHistory:
    """The history of a log whose first five events are gone."""

    class Trimmed(LoggedHistory):
        def begins_at(self) -> int:
            return 6

        def read(self, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
            return [one for one in super().read(lane, after, limit) if one.position > 5]

    return Trimmed(shop.log)


Begin = Callable[[Rebuilding], Rebuilt]


@pytest.mark.parametrize("begin", [Rebuilding.rebuild, Rebuilding.check])
def test_a_log_that_begins_too_late_is_a_sentence(
    shop: StillShop, tmp_path: Path, begin: Begin
) -> None:
    a_life(shop)
    with pytest.raises(HistoryMissing, match="--from-checkpoint"):
        begin(Rebuilding(shop.stations, trimmed(shop), tmp_path))


def test_from_a_snapshot_it_is_the_same_as_from_nothing(shop: StillShop, tmp_path: Path) -> None:
    a_life(shop)
    checkpoints.save(shop.stations, LoggedHistory(shop.log), tmp_path)
    shop.append([bought(5, SOME_DAY + DAY, "5.00", user="ann")], Lane.BACKFILL)
    shop.take(event("Product Viewed", SOME_DAY + 7, browser="b1", product_id="P2"))
    shop.catalog.declare([declared("Later", SOME_DAY + 9 * DAY)])
    shop.take(bought(6, SOME_DAY + DAY, "5.00", user="dan"))
    before = rows(shop, Kept.DERIVED)
    short = Rebuilding(shop.stations, trimmed(shop), tmp_path)
    done = short.check(from_checkpoint=True)
    assert (done.differences, done.events) == ([], 3)
    shop.database.write(_damage)
    short.rebuild(from_checkpoint=True)
    assert rows(shop, Kept.DERIVED) == before
    assert rebuilding(shop, tmp_path).check().differences == []


def test_a_snapshot_of_a_lane_behind_is_honest_about_it(shop: StillShop, tmp_path: Path) -> None:
    """Position 1 waits in one lane while the other is at 3: only what is whole counts."""
    shop.append([bought(1, SOME_DAY, "1.00", user="ann")], Lane.BACKFILL)
    shop.append([event("Product Viewed", SOME_DAY, browser="b1", product_id="P1")])
    shop.append([bought(2, SOME_DAY, "1.00", user="ann")], Lane.LIVE)
    process(shop.stations, Lane.LIVE)
    start = checkpoints.save(shop.stations, LoggedHistory(shop.log), tmp_path)
    assert (start.mark.live, start.mark.backfill, start.through) == (3, 0, 0)


def test_two_snapshots_are_kept_and_all_can_be_dropped(shop: StillShop, tmp_path: Path) -> None:
    for number in range(3):
        shop.take(event("Product Viewed", SOME_DAY + number, browser="b1", product_id="P1"))
        checkpoints.save(shop.stations, LoggedHistory(shop.log), tmp_path)
    files = sorted(path.name for path in (tmp_path / checkpoints.FOLDER).iterdir())
    assert files == [f"{2:020d}.db", f"{3:020d}.db"]
    assert checkpoints.drop_all(tmp_path) == 2
    assert checkpoints.drop_all(tmp_path) == 0


def test_a_snapshot_in_which_somebody_may_be_erased_is_thrown_away(
    shop: StillShop, tmp_path: Path
) -> None:
    """The erasure comes while the snapshot is written."""
    a_life(shop)
    erasures = OPERATIONAL.tables["erasures"]

    class Erasing(LoggedHistory):
        def read(self, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
            row = {"erasure_id": lane, "number": 1, "erased_at": 1, "step": "log", "counts": {}}
            shop.database.write(lambda connection: connection.execute(erasures.insert(), [row]))
            return super().read(lane, after, limit)

    with pytest.raises(Interrupted, match="thrown away"):
        checkpoints.save(shop.stations, Erasing(shop.log), tmp_path)
    assert list((tmp_path / checkpoints.FOLDER).iterdir()) == []
