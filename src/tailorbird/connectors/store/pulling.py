"""Queries on what fetching a feed brought, and on what its next fetch may do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from tailorbird.connectors.store.feed_tables import feed_allowances, feed_pulls, feeds


def save_pull(connection: Connection, feed: str, at: int, said: dict[str, Any]) -> None:
    """Write down what the latest fetch of a feed brought, unless the feed was removed meanwhile."""
    connection.execute(delete(feed_pulls).where(feed_pulls.c.feed == feed))
    if connection.execute(select(feeds.c.name).where(feeds.c.name == feed)).first():
        connection.execute(insert(feed_pulls).values(feed=feed, at=at, said=said))


def read_pulls(connection: Connection) -> dict[str, tuple[int, dict[str, Any]]]:
    """Return of each feed when its content was taken last, and what that brought."""
    rows = connection.execute(select(feed_pulls))
    return {row.feed: (int(row.at), row.said) for row in rows}


def allow(connection: Connection, feed: str) -> None:
    """Let the next fetch take a feed also where many products are missing."""
    take_back(connection, feed)
    connection.execute(insert(feed_allowances).values(feed=feed))


def is_allowed(connection: Connection, feed: str) -> bool:
    """Whether the next fetch may."""
    wanted = select(feed_allowances.c.feed).where(feed_allowances.c.feed == feed)
    return connection.execute(wanted).first() is not None


def take_back(connection: Connection, feed: str) -> None:
    """Let it no more."""
    connection.execute(delete(feed_allowances).where(feed_allowances.c.feed == feed))


def forget(connection: Connection, feed: str) -> None:
    """Forget what fetching a feed brought."""
    take_back(connection, feed)
    connection.execute(delete(feed_pulls).where(feed_pulls.c.feed == feed))
