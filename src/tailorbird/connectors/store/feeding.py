"""Queries on catalogue feeds and what each said last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Connection, Row, Table, bindparam, delete, insert, select, update

from tailorbird.catalog.changes import Offer, PriceSince
from tailorbird.connectors.feeds.types import Feed
from tailorbird.connectors.store.feed_tables import feed_prices, feed_products, feeds

_CHUNK = 500
_OFFER = ("price", "currency", "in_stock", "pieces", "sellable", "gone")
_SAME = (feed_products.c.feed == bindparam("of_feed")) & (
    feed_products.c.product_id == bindparam("of_product")
)
_CHANGE = update(feed_products).where(_SAME)
_CHANGE = _CHANGE.values({name: bindparam(f"new_{name}") for name in _OFFER})
_OLD = (
    (feed_prices.c.feed == bindparam("of_feed"))
    & (feed_prices.c.product_id == bindparam("of_product"))
    & (feed_prices.c.since == bindparam("of_since"))
)


def read_feeds(connection: Connection) -> list[Feed]:
    """Return every feed."""
    rows = connection.execute(select(feeds).order_by(feeds.c.name)).mappings()
    return [Feed(**row) for row in rows]


def save_feed(connection: Connection, feed: Feed) -> None:
    """Write a feed down, or what changed about it."""
    same = feeds.c.name == feed.name
    if not connection.execute(update(feeds).where(same).values(asdict(feed))).rowcount:
        connection.execute(insert(feeds).values(asdict(feed)))


def change_feed(connection: Connection, name: str, **values: Any) -> int:
    """Change what is known of a feed, unless it was removed; return how many there were."""
    return connection.execute(update(feeds).where(feeds.c.name == name).values(values)).rowcount


def remove_feed(connection: Connection, name: str) -> int:
    """Forget a feed and what it said; return how many there were."""
    connection.execute(delete(feed_prices).where(feed_prices.c.feed == name))
    connection.execute(delete(feed_products).where(feed_products.c.feed == name))
    return connection.execute(delete(feeds).where(feeds.c.name == name)).rowcount


def ids_in(connection: Connection, feed: str) -> list[str]:
    """Return the products that were in a feed the last time."""
    wanted = (feed_products.c.feed == feed) & feed_products.c.gone.is_(False)
    return list(connection.execute(select(feed_products.c.product_id).where(wanted)).scalars())


def ids_elsewhere(connection: Connection, feed: str, ids: Iterable[str]) -> set[str]:
    """Return those of the products that another feed offers."""
    other = (feed_products.c.feed != feed) & feed_products.c.gone.is_(False)
    found: set[str] = set()
    for part in _chunks(ids):
        wanted = other & feed_products.c.product_id.in_(part)
        found.update(connection.execute(select(feed_products.c.product_id).where(wanted)).scalars())
    return found


def read_offers(connection: Connection, feed: str, ids: Iterable[str]) -> dict[str, Offer]:
    """Return what a feed said last of some products."""
    found = {}
    for row in _rows(connection, feed_products, feed, ids):
        found[row.product_id] = Offer(
            price=None if row.price is None else Decimal(row.price),
            currency=row.currency,
            in_stock=row.in_stock,
            pieces=row.pieces,
            sellable=row.sellable,
            gone=row.gone,
        )
    return found


def save_offers(
    connection: Connection, feed: str, known: Mapping[str, Offer], offers: Mapping[str, Offer]
) -> None:
    """Write down what a feed says of products; ``known`` is what it said before."""
    new = [{"feed": feed, "product_id": k, **_row(o)} for k, o in offers.items() if k not in known]
    if new:
        connection.execute(insert(feed_products), new)
    changed = [
        {"of_feed": feed, "of_product": key, **_row(offer, "new_")}
        for key, offer in offers.items()
        if key in known and known[key] != offer
    ]
    if changed:
        connection.execute(_CHANGE, changed)


def read_prices(
    connection: Connection, feed: str, ids: Iterable[str]
) -> dict[str, list[PriceSince]]:
    """Return the prices that a feed named of some products, each list in the order of time."""
    found: dict[str, list[PriceSince]] = {}
    for row in sorted(_rows(connection, feed_prices, feed, ids), key=lambda row: int(row.since)):
        price = PriceSince(Decimal(row.price), row.currency, row.since)
        found.setdefault(row.product_id, []).append(price)
    return found


def change_prices(
    connection: Connection,
    feed: str,
    added: Sequence[tuple[str, PriceSince]],
    old: Sequence[tuple[str, PriceSince]],
) -> None:
    """Write prices down, and forget those that are too old to count."""
    if old:
        rows = [{"of_feed": feed, "of_product": key, "of_since": one.since} for key, one in old]
        connection.execute(delete(feed_prices).where(_OLD), rows)
    if added:
        new = [
            {
                "feed": feed,
                "product_id": key,
                "since": one.since,
                "price": str(one.price),
                "currency": one.currency,
            }
            for key, one in added
        ]
        connection.execute(insert(feed_prices), new)


def _row(offer: Offer, prefix: str = "") -> dict[str, object]:
    row = asdict(offer) | {"price": None if offer.price is None else str(offer.price)}
    return {f"{prefix}{name}": row[name] for name in _OFFER}


def _rows(
    connection: Connection, table: Table, feed: str, ids: Iterable[str]
) -> Iterator[Row[Any]]:
    for part in _chunks(ids):
        wanted = (table.c.feed == feed) & table.c.product_id.in_(part)
        yield from connection.execute(select(table).where(wanted))


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    every = list(ids)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
