"""The shop's feeds: which there are, and what each said last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tailorbird.catalog.changes import Offer, PriceSince
from tailorbird.connectors.feeds.types import Feed, Pulled
from tailorbird.connectors.store import feeding, pulling
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

        def forget(connection: Connection) -> int:
            pulling.forget(connection, name)
            return feeding.remove_feed(connection, name)

        return bool(self._database.write(forget))

    # -- what fetching brought

    def note_pull(self, pulled: Pulled, at: int) -> None:
        """Write down what taking a feed's content in brought; the latest is kept."""
        said = msgspec.to_builtins(pulled)
        self._database.write(lambda c: pulling.save_pull(c, pulled.feed, at, said))

    def pulls(self) -> dict[str, tuple[int, Pulled]]:
        """Return of each feed when its content was taken in last, and what that brought."""
        with self._database.read() as connection:
            found = pulling.read_pulls(connection)
        return {feed: (at, msgspec.convert(said, Pulled)) for feed, (at, said) in found.items()}

    def allow_fewer(self, name: str) -> None:
        """Let the next fetch take a feed also where many products are missing."""
        self._database.write(lambda connection: pulling.allow(connection, name))

    def may_be_fewer(self, name: str) -> bool:
        """Whether the next fetch may take fewer products."""
        with self._database.read() as connection:
            return pulling.is_allowed(connection, name)

    def end_allowance(self, name: str) -> None:
        """Let the fetches after this one take fewer products no more."""
        self._database.write(lambda connection: pulling.take_back(connection, name))

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
