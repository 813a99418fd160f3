"""Queries on everybody, for looking at a share of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, select

from tailorbird.profiles.store.tables import person_events, profiles
from tailorbird.storage.among import among

_PART = 5_000
_living = profiles.c.merged_into.is_(None)


def count_living(connection: Connection) -> int:
    """Return how many people there are."""
    return connection.execute(select(func.count()).where(_living)).scalar() or 0


def every_living(connection: Connection) -> Iterator[str]:
    """Yield the profile of everybody, without holding them all."""
    wanted = select(profiles.c.profile_id).where(_living)
    # said of the statement: said of the connection it would stay with all that follows
    return iter(connection.execute(wanted.execution_options(yield_per=_PART)).scalars())


def newest_position(connection: Connection) -> int:
    """Return the position of the newest event that was processed for anybody."""
    return connection.execute(select(func.max(person_events.c.position))).scalar() or 0


def moved_since(connection: Connection, people: Sequence[str], position: int) -> set[str]:
    """Return those of these people about whom events were processed since a position."""
    theirs = among(connection, person_events.c.profile_id, people)
    rows = connection.execute(
        select(person_events.c.profile_id).where(theirs, person_events.c.position > position)
    )
    return set(rows.scalars())
