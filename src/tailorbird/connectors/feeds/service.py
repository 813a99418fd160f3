"""The shop's feeds: which there are, and what each said last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tailorbird.catalog.changes import Offer, PriceSince
from tailorbird.connectors.feeds.types import Feed
from tailorbird.connectors.store import feeding
from tailorbird.storage.database import Connection, Database


class FeedBook:
    """What is kept of feeds. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, feed: Feed) -> None:
        """Write a feed down, or what changed about it."""
        self._database.write(lambda connection: feeding.save_feed(connection, feed))

    def change(self, name: str, **values: Any) -> None:
        """Change what is known of a feed; one that was removed meanwhile stays removed."""
        self._database.write(lambda connection: feeding.change_feed(connection, name, **values))

    def all(self) -> list[Feed]:
        """Return every feed by name."""
        with self._database.read() as connection:
            return feeding.read_feeds(connection)

    def find(self, name: str) -> Feed | None:
        """Return one feed, None if there is none of that name."""
        return next((feed for feed in self.all() if feed.name == name), None)

    def remove(self, name: str) -> bool:
        """Forget a feed and what it said; return whether there was one."""
        return bool(self._database.write(lambda c: feeding.remove_feed(c, name)))

    def ids(self, name: str) -> list[str]:
        """Return the products that were in a feed the last time."""
        with self._database.read() as connection:
            return feeding.ids_in(connection, name)

    # -- in the caller's transaction

    def elsewhere(self, connection: Connection, name: str, ids: Iterable[str]) -> set[str]:
        """Return those of the products that another feed offers."""
        return feeding.ids_elsewhere(connection, name, ids)

    def offers(self, connection: Connection, name: str, ids: Iterable[str]) -> dict[str, Offer]:
        """Return what a feed said last of some products."""
        return feeding.read_offers(connection, name, ids)

    def prices(
        self, connection: Connection, name: str, ids: Iterable[str]
    ) -> dict[str, list[PriceSince]]:
        """Return the prices that a feed named of some products, each list in the order of time."""
        return feeding.read_prices(connection, name, ids)

    def note_offers(
        self,
        connection: Connection,
        name: str,
        known: Mapping[str, Offer],
        offers: Mapping[str, Offer],
    ) -> None:
        """Write down what a feed says now; ``known`` is what it said before."""
        feeding.save_offers(connection, name, known, offers)

    def note_prices(
        self,
        connection: Connection,
        name: str,
        added: Sequence[tuple[str, PriceSince]],
        old: Sequence[tuple[str, PriceSince]],
    ) -> None:
        """Write prices down, and forget those that are too old to count."""
        feeding.change_prices(connection, name, added, old)
