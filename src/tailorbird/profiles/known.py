"""How many visitors and carts have a name: that decides how many carts can be rescued."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tailorbird.core.clock import DAY, HOUR, day_number
from tailorbird.profiles.store import known as store
from tailorbird.storage.database import Database

_SLACK = HOUR  # an order's own time may lie a little before the checkout's


class KnownShare(Struct, frozen=True):
    """How many there are, and how many of them have a customer number or a mailbox."""

    number: int
    known: int


class KnownPeople:
    """Reads only. Safe for many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def visitors(self, now: int, days: int) -> KnownShare:
        """Return the visitors of the last days, today included."""
        with self._database.read() as connection:
            return KnownShare(*store.known_visitors(connection, day_number(now) - days + 1))

    def carts(self, now: int, days: int) -> KnownShare:
        """Return the carts that are filled now and were touched within so many days."""
        with self._database.read() as connection:
            return KnownShare(*store.known_carts(connection, now - days * DAY))

    def checkouts(self, positions: Sequence[int]) -> tuple[int, int]:
        """Return how many people began checkouts, and how many of them have not ordered since.

        ``positions`` are the checkouts' places in the log.
        """
        with self._database.read() as connection:
            begun = store.checkouts_begun(connection, positions)
            ordered = store.last_orders(connection, sorted(begun))
        left = sum(1 for who, at in begun.items() if ordered.get(who, 0) < at - _SLACK)
        return len(begun), left
