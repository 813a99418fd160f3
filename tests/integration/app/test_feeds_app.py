"""Feeds of a whole shop: what they say is in the catalogue, what changes is in the log, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tailorbird.app import feeding
from tailorbird.app.feeding import Feeds
from tailorbird.connectors.feeds import Feed, Pulled
from tailorbird.core.clock import DAY, HOUR
from tailorbird.core.errors import BadFile, BadInput, FeedFailed, NotFound, StorageError
from tailorbird.events import outbox
from tailorbird.events.types import Event, Lane
from tailorbird.testing.shop import StillShop

Row = dict[str, object]


class Fed:
    """A shop with one feed in a file of JSON lines."""

    def __init__(self, folder: Path) -> None:
        self.shop = StillShop(folder / "shop")
        self.file = folder / "feed"
        self.feeds = Feeds(self.shop.stations, self.shop.clock)
        self.feeds.add(Feed(name="main", address=str(self.file), every=HOUR, currency="EUR"))

    def write(self, rows: list[Row]) -> None:
        self.file.write_text("".join(json.dumps(row) + "\n" for row in rows))

    def say(self, *rows: Row, after: int = DAY, accept_fewer: bool = False) -> Pulled:
        self.write(list(rows))
        self.shop.clock.move(after)
        return self.feeds.pull("main", accept_fewer=accept_fewer)

    def told(self) -> list[Event]:
        self.shop.process()
        log = self.shop.stations.log
        return [one.event for one in log.read(Lane.LIVE, 0, 1_000)]


@pytest.fixture
def fed(tmp_path: Path) -> Iterator[Fed]:
    one = Fed(tmp_path)
    with one.shop:
        yield one


def row(key: str, price: str = "10", stock: int = 20) -> Row:
    return {"id": key, "title": f"Thing {key}", "price": price, "stock": stock}


def test_what_a_feed_says_is_in_the_catalogue_and_tells_nobody_at_first(fed: Fed) -> None:
    done = fed.say(row("a"), row("b", "12.50", 0))
    a, b = fed.shop.catalog.product("a"), fed.shop.catalog.product("b")
    assert a is not None
    assert b is not None
    assert (a.title, str(a.price), a.currency, a.showable) == ("Thing a", "10", "EUR", True)
    assert not b.showable
    assert (done.declared, done.events, fed.told()) == (2, {}, [])


def test_a_change_is_one_event_of_nobody(fed: Fed) -> None:
    fed.say(row("a"), row("b", "12.50", 0), row("c"))
    done = fed.say(row("a", "8.00"), row("b", "12.50", 30), row("c", "10", 3))
    names = ["Product Price Dropped", "Product Back In Stock", "Product Low Stock"]
    assert done.events == dict.fromkeys(names, 1)
    told = fed.told()
    assert [event.name for event in told] == names
    assert {(e.user_id, e.anonymous_id, e.source) for e in told} == {(None, None, "feed:main")}
    assert told[0].properties["price"] == "8"
    assert told[0].properties["previous_price"] == "10"
    assert told[2].properties["inventory_quantity"] == 3
    again = fed.say(row("a", "8.00"), row("b", "12.50", 30), row("c", "10", 3))
    assert (again.declared, again.events) == (0, {})
    assert len(fed.told()) == 3
    assert fed.shop.profiles.people("", 10) == []


def test_raised_and_lowered_again_within_30_days_is_no_drop(fed: Fed) -> None:
    for price in ("10", "15", "10"):
        fed.say(row("a", price), after=10 * DAY)
    assert fed.told() == []
    fed.say(row("a", "15"))
    fed.say(row("a", "10"), after=40 * DAY)
    assert [event.properties["previous_price"] for event in fed.told()] == ["15"]


def test_what_is_gone_from_a_whole_feed_is_not_sold_and_comes_back(fed: Fed) -> None:
    fed.say(row("a"), row("b"))
    done = fed.say(row("a"))
    b = fed.shop.catalog.product("b")
    assert done.withdrawn == 1
    assert b is not None
    assert not b.sellable
    back = fed.say(row("a"), row("b"))
    b = fed.shop.catalog.product("b")
    assert back.events == {"Product Back In Stock": 1}
    assert b is not None
    assert b.sellable


def test_a_feed_that_lacks_too_much_is_refused_until_it_is_said_to_be_right(fed: Fed) -> None:
    every = [row(f"p{number}") for number in range(20)]
    fed.say(*every)
    with pytest.raises(FeedFailed, match="7 of 20 products are missing"):
        fed.say(*(replaced(one, price="1") for one in every[:13]))
    first = fed.shop.catalog.product("p0")
    assert first is not None
    assert str(first.price) == "10"
    [feed] = fed.feeds.book.all()
    assert "looks cut off" in feed.trouble
    assert fed.told() == []
    assert fed.say(*every[:13], accept_fewer=True).withdrawn == 7
    assert fed.feeds.book.all()[0].trouble == ""


def test_unreadable_rows_are_said_and_nothing_is_taken_for_gone(fed: Fed) -> None:
    fed.say(row("a"), row("b"))
    fed.file.write_text(json.dumps(row("a")) + "\n{broken\n")
    refused: list[tuple[int | None, str]] = []
    done = fed.feeds.pull("main", on_refused=lambda one: refused.append((one.line, one.code)))
    assert refused == [(2, "not_json")]
    assert (done.withdrawn, done.kept_missing) == (0, 1)
    b = fed.shop.catalog.product("b")
    assert b is not None
    assert b.sellable
    [(refusal, times)] = fed.shop.stations.refusals.read(10)
    assert (refusal.source, times) == ("feed:main", 1)


def test_another_feed_that_has_a_product_keeps_it(fed: Fed, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text(json.dumps(row("b")) + "\n")
    fed.feeds.add(Feed(name="other", address=str(other), every=HOUR, currency="EUR"))
    fed.say(row("a"), row("b"))
    fed.feeds.pull("other")
    assert fed.say(row("a")).withdrawn == 0


def test_a_crash_before_the_change_is_kept_repeats_nothing(
    fed: Fed, monkeypatch: pytest.MonkeyPatch
) -> None:
    fed.say(row("a"), row("b"))

    def broken(*_: object) -> None:
        raise StorageError("no more disk")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "leave", broken)
        with pytest.raises(StorageError):
            fed.say(row("a", "5"), row("b"))
    product = fed.shop.catalog.product("a")
    assert product is not None
    assert str(product.price) == "10"  # the change and its event are kept together, or not at all
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "relay", broken)
        with pytest.raises(StorageError):
            fed.say(row("a", "5"), row("b"))
    fed.say(row("a", "5"), row("b"))
    assert [event.name for event in fed.told()] == ["Product Price Dropped"]


def test_what_is_due_is_fetched_and_one_failure_keeps_no_other(fed: Fed, tmp_path: Path) -> None:
    fed.feeds.add(Feed(name="broken", address=str(tmp_path / "none"), every=HOUR, currency="EUR"))
    fed.write([row("a")])
    fed.feeds.pull_due(lambda: None)
    broken, main = fed.feeds.book.all()
    assert "There is no file" in broken.trouble
    assert main.products == 1
    fed.write([row("a"), row("b")])
    fed.feeds.pull_due(lambda: None)
    assert fed.shop.catalog.product("b") is None  # not due yet
    fed.shop.clock.move(HOUR)
    fed.feeds.pull_due(lambda: None)
    assert fed.shop.catalog.product("b") is not None


def test_what_cannot_be_right_is_said(fed: Fed) -> None:
    good = Feed(name="x", address="https://shop.example/f.xml", every=HOUR, currency="EUR")
    fed.feeds.add(good)
    for wrong in (
        replace(good, name="No Name"),
        replace(good, address="ftp://shop.example/f"),
        replace(good, address="file:///etc/passwd"),
        replace(good, address="relative.csv"),
        replace(good, every=1),
        replace(good, currency="euro"),
        replace(good, low_stock=-1),
        replace(good, format="pdf"),
    ):
        with pytest.raises(BadInput):
            fed.feeds.add(wrong)
    with pytest.raises(NotFound):
        fed.feeds.pull("nobody")
    fed.feeds.remove("x")
    with pytest.raises(NotFound):
        fed.feeds.remove("x")


def test_a_feed_of_another_format_is_refused(fed: Fed) -> None:
    fed.feeds.add(
        Feed(name="main", address=str(fed.file), every=HOUR, currency="EUR", format="google-xml")
    )
    with pytest.raises(BadFile, match="should be google-xml but is json-lines"):
        fed.say(row("a"))


def test_many_products_are_taken_in_parts(fed: Fed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "AT_ONCE", 7)
    every = [row(f"p{number}") for number in range(40)]
    assert fed.say(*every).declared == 40
    dropped = [replaced(one, price="9") for one in every]
    assert fed.say(*dropped).events == {"Product Price Dropped": 40}
    assert fed.say(*dropped).events == {}


def replaced(one: Row, **values: object) -> Row:
    return {**one, **values}
