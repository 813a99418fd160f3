"""A connected shop, what came through the connection, and how far its past was fetched."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class ShopConnection(Struct, frozen=True, kw_only=True):
    """How to reach one shop, and how to know that a webhook is its own.

    ``kind`` is the platform ("shopify"), ``shop`` the shop's name there, ``address`` where its API
    is. ``secret`` signs webhooks; ``api_id`` and ``api_secret`` open the API, directly or for a
    ``token`` that is good until ``token_until`` (microseconds UTC; 0: it does not end).
    """

    kind: str
    shop: str
    address: str
    secret: str
    api_id: str = ""
    api_secret: str = ""
    token: str = ""
    token_until: int = 0
    connected_at: int = 0

    def __repr__(self) -> str:
        """Say which shop it is and nothing that opens it: this may end up in a log."""
        return f"ShopConnection({self.kind} {self.shop})"


class ShopStanding(Struct, frozen=True, kw_only=True):
    """How a connected shop stands, without anything that opens it.

    ``can_ask`` is whether there are keys to fetch its past with.
    """

    kind: str
    shop: str
    address: str
    connected_at: int
    can_ask: bool
    deliveries: list[Delivered]
    past: list[Backfill]


class Delivered(Struct, frozen=True, kw_only=True):
    """How many webhooks of one topic came, and what became of them.

    They were taken, unused or refused; ``unsigned`` ones, of no topic, are counted once a minute.
    """

    kind: str
    shop: str
    topic: str
    outcome: str
    deliveries: int
    last_at: int


class ShopRequest(Struct, frozen=True, kw_only=True):
    """What a platform asked on behalf of a person, by when it is due, and what became of it.

    ``outcome`` is empty until it is done; ``counts`` then says of how many rows and events.
    """

    request_id: str
    kind: str
    shop: str
    wish: str
    customer_id: str
    email: str
    asked_at: int
    due_at: int
    done_at: int | None = None
    outcome: str = ""
    counts: dict[str, Any] = {}


class Backfill(Struct, frozen=True, kw_only=True):
    """How far one part of a shop's past was fetched; ``cursor`` is where to go on.

    ``ended_at`` is None while there is more; ``trouble`` says why it stands still, empty if not.
    """

    kind: str
    shop: str
    part: str
    cursor: str = ""
    records: int = 0
    started_at: int
    updated_at: int
    ended_at: int | None = None
    trouble: str = ""


class Page(Struct, frozen=True, kw_only=True):
    """One page of a shop's past: records of one part, and where the next begins."""

    records: list[dict[str, Any]]
    cursor: str
    more: bool
