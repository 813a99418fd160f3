"""Queries that find profiles by their ids, in a fixed order."""

from __future__ import annotations

from sqlalchemy import Connection, select

from tailorbird.profiles.store.tables import profiles


def ids_after(connection: Connection, after: str, limit: int) -> list[str]:
    """Return the present profiles whose ids follow ``after``, in their order."""
    kept = profiles.c.merged_into.is_(None) & (profiles.c.profile_id > after)
    wanted = select(profiles.c.profile_id).where(kept).order_by(profiles.c.profile_id).limit(limit)
    return list(connection.execute(wanted).scalars())
