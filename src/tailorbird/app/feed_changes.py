"""One part of a feed taken in, in one transaction: what it says now, and what that changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.app.declaring import declared
from tailorbird.catalog.changes import (
    Offer,
    PriceSince,
    dropped_from,
    is_back,
    prices_after,
    runs_low,
)
from tailorbird.catalog.types import Product
from tailorbird.connectors.feeds import Feed, FeedBook
from tailorbird.connectors.files import Described
from tailorbird.events import outbox
from tailorbird.events.types import Event, Kind, Lane
from tailorbird.events.validation import check
from tailorbird.events.vocabulary import BACK_IN_STOCK, LOW_STOCK, PRICE_DROPPED
from tailorbird.pipeline import Stations
from tailorbird.storage.database import Connection


class Noted(Struct, frozen=True):
    """How many products were new or different, and the names of the events that follow."""

    changed: int
    events: tuple[str, ...] = ()


class FeedPart:
    """Takes parts of one feed in, at one time (microseconds UTC)."""

    def __init__(self, stations: Stations, book: FeedBook, feed: Feed, now: int) -> None:
        self._stations = stations
        self._book = book
        self._feed = feed
        self._now = now

    def take(self, described: Collection[Described]) -> Noted:
        """Take in products that the feed has."""
        return self._stations.database.write(lambda c: self._take(c, described))

    def withdraw(self, ids: Collection[str]) -> Noted:
        """Take in that the feed has some products no more: they are not shown, but stay known."""
        return self._stations.database.write(lambda c: self._withdraw(c, ids))

    def _take(self, connection: Connection, described: Collection[Described]) -> Noted:
        offers = {one.product_id: _offer(one, self._feed) for one in described}
        products: dict[str, Product] = {}
        before: dict[str, Offer] = {}

        def told(known: dict[str, Product]) -> Iterable[Product]:
            before.update(self._book.offers(connection, self._feed.name, offers))
            for one in described:
                key = one.product_id
                if one.sellable is None and key in before and before[key].gone:
                    one.sellable = True  # what took it off the shelf is over
                products[key] = declared(one, known.get(key), self._feed.currency, self._now)
            return products.values()

        changed = self._stations.catalog.declare_within(connection, offers, told)
        offers = {key: _kept(offer, before.get(key)) for key, offer in offers.items()}
        events = list(self._events(connection, products, before, offers))
        self._book.note_offers(connection, self._feed.name, before, offers)
        outbox.leave(connection, [(Lane.LIVE, event) for event in events])
        return Noted(changed, tuple(event.name for event in events))

    def _events(
        self,
        connection: Connection,
        products: Mapping[str, Product],
        before: Mapping[str, Offer],
        offers: Mapping[str, Offer],
    ) -> Iterator[Event]:
        prices = self._book.prices(connection, self._feed.name, offers)
        added: list[tuple[str, PriceSince]] = []
        old: list[tuple[str, PriceSince]] = []
        for key, offer in offers.items():
            held = prices.get(key, [])
            if key in before:
                yield from self._of(products[key], before[key], offer, held)
            new, past = prices_after(held, offer, self._now)
            added += [(key, one) for one in new]
            old += [(key, one) for one in past]
        self._book.note_prices(connection, self._feed.name, added, old)

    def _of(
        self, product: Product, before: Offer, after: Offer, held: list[PriceSince]
    ) -> Iterator[Event]:
        lowest = dropped_from(after, held, self._now)
        if lowest is not None:
            yield self._event(PRICE_DROPPED, product, after, previous_price=_text(lowest))
        if is_back(before, after):
            yield self._event(BACK_IN_STOCK, product, after)
        if runs_low(before, after, self._feed.low_stock):
            yield self._event(LOW_STOCK, product, after, inventory_quantity=after.pieces)

    def _event(self, name: str, product: Product, offer: Offer, **more: Any) -> Event:
        said = {
            "product_id": product.product_id,
            "name": product.title,
            "brand": product.brand,
            "category": product.category,
            "price": None if offer.price is None else _text(offer.price),
            "currency": offer.currency,
            "url": product.url,
            "image_url": product.image_url,
            **more,
        }
        cause = f"feed:{self._feed.name}:{product.product_id}:{self._now}"
        event = Event(
            message_id=outbox.caused_id(cause, name),
            kind=Kind.TRACK,
            name=name,
            occurred_at=self._now,
            received_at=self._now,
            source=f"feed:{self._feed.name}",
            properties={field: value for field, value in said.items() if value not in (None, "")},
        )
        check(event)
        return event

    def _withdraw(self, connection: Connection, ids: Collection[str]) -> Noted:
        def told(known: dict[str, Product]) -> Iterable[Product]:
            elsewhere = self._book.elsewhere(connection, self._feed.name, known)
            for key, product in known.items():
                if product.sellable and key not in elsewhere:
                    yield replace(product, sellable=False, updated_at=self._now)

        changed = self._stations.catalog.declare_within(connection, ids, told)
        before = self._book.offers(connection, self._feed.name, ids)
        gone = {key: replace(offer, gone=True) for key, offer in before.items()}
        self._book.note_offers(connection, self._feed.name, before, gone)
        return Noted(changed)


def _offer(one: Described, feed: Feed) -> Offer:
    return Offer(
        price=one.price or None,
        currency=one.texts.get("currency", feed.currency),
        in_stock=one.in_stock,
        pieces=one.pieces,
        sellable=one.sellable is not False,
    )


def _kept(offer: Offer, before: Offer | None) -> Offer:
    """A price that is left out for once is still the price."""
    if before is None or offer.price is not None:
        return offer
    return replace(offer, price=before.price, currency=before.currency)


def _text(price: Decimal) -> str:
    return format(price, "f")
