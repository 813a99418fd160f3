"""What is kept of catalogue feeds, on every database."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

import tailorbird.app  # noqa: F401 - every room's tables
from tailorbird.catalog.changes import Offer, PriceSince
from tailorbird.connectors.feeds import Feed, FeedBook, Pulled
from tailorbird.connectors.files.file_report import FileTally
from tailorbird.connectors.files.types import RowRefused
from tailorbird.core.clock import HOUR
from tailorbird.storage.database import Connection, Database

FEED = Feed(name="main", address="https://a.example/f", every=HOUR, currency="EUR")
OLD = PriceSince(Decimal("9.990"), "EUR", 2**52)
NEW = PriceSince(Decimal(8), "EUR", 2**52 + 1)


def test_a_feed_and_what_it_said_are_kept_changed_and_forgotten(operational: Database) -> None:
    book = FeedBook(operational)
    book.save(FEED)
    book.change("main", trouble="none there", products=3)
    found = book.find("main")
    assert found is not None
    assert (found.trouble, found.products, found.address) == ("none there", 3, FEED.address)
    first = {f"p{number}": Offer(price=Decimal("1.50"), pieces=number) for number in range(700)}

    def begin(connection: Connection) -> None:
        book.note_offers(connection, "main", {}, first)
        book.note_offers(connection, "other", {}, {"p1": Offer()})
        book.note_prices(connection, "main", [("p1", NEW), ("p1", OLD)], [])

    operational.write(begin)
    assert len(book.ids("main")) == 700
    gone = {"p1": Offer(price=None, in_stock=False, sellable=False, gone=True)}

    def change(connection: Connection) -> None:
        book.note_offers(connection, "main", first, gone)
        assert book.prices(connection, "main", ["p1"]) == {"p1": [OLD, NEW]}
        book.note_prices(connection, "main", [], [("p1", OLD)])

    operational.write(change)
    with operational.read() as connection:
        assert book.offers(connection, "main", ["p1", "p2", "none"]) == gone | {"p2": first["p2"]}
        assert book.prices(connection, "main", ["p1"]) == {"p1": [NEW]}
        assert book.elsewhere(connection, "main", first) == {"p1"}
    assert len(book.ids("main")) == 699
    assert book.remove("main")
    assert not book.remove("main")
    assert (book.ids("main"), book.find("main"), book.ids("other")) == ([], None, ["p1"])


def test_the_latest_pull_is_kept_whole_and_goes_with_its_feed(operational: Database) -> None:
    book = FeedBook(operational)
    tally = FileTally("products", ("described",))
    tally.row("described")
    row = RowRefused(row=2, line=3, code="empty", field="id", message="id is empty", sample="x")
    tally.refuse(row)
    pulled = Pulled(feed="main", report=tally.report({}), declared=1, events={"Back": 2})
    book.note_pull(pulled, 5)
    assert book.pulls() == {}  # removed meanwhile
    book.save(FEED)
    book.note_pull(pulled, 2**52)
    book.note_pull(replace(pulled, declared=9), 2**52 + 1)
    assert book.pulls() == {"main": (2**52 + 1, replace(pulled, declared=9))}
    book.allow_fewer("main")
    book.allow_fewer("main")
    assert (book.may_be_fewer("main"), book.may_be_fewer("other")) == (True, False)
    book.end_allowance("main")
    assert not book.may_be_fewer("main")
    book.allow_fewer("main")
    assert book.remove("main")
    assert (book.pulls(), book.may_be_fewer("main")) == ({}, False)
