"""Queries that forget what need not be remembered any longer."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from tailorbird.events.store.tables import message_ids


def forget_keys(connection: Connection, before: int, most: int) -> int:
    """Forget message keys that came before an instant, but for those kept for good.

    At most ``most`` of them, so that others get their turn to write; returns how many.
    """
    old = (message_ids.c.received_at < before) & (message_ids.c.keep == 0)
    part = select(message_ids.c.key).where(old).limit(most)
    return connection.execute(delete(message_ids).where(message_ids.c.key.in_(part))).rowcount
