"""Queries on how many visitors and carts have a name, and on checkouts that no order followed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Subquery, exists, func, select

from tailorbird.profiles.store.tables import (
    cart_lines,
    identities,
    orders,
    person_events,
    visits,
)
from tailorbird.profiles.types import IdentityKind

_CHUNK = 500
_NAMED = (IdentityKind.USER, IdentityKind.EMAIL)


def known_visitors(connection: Connection, first_day: int) -> tuple[int, int]:
    """Return how many people visited since a day, and how many of them are known."""
    came = select(visits.c.profile_id).where(visits.c.day >= first_day).distinct()
    return _known_among(connection, came.subquery())


def known_carts(connection: Connection, since: int) -> tuple[int, int]:
    """Return how many carts were touched since an instant, and how many have a known owner."""
    filled = select(cart_lines.c.profile_id).where(cart_lines.c.at >= since).distinct()
    return _known_among(connection, filled.subquery())


def _known_among(connection: Connection, people: Subquery) -> tuple[int, int]:
    named = exists().where(
        identities.c.profile_id == people.c.profile_id, identities.c.kind.in_(_NAMED)
    )
    count = select(func.count()).select_from(people)
    everybody = connection.execute(count).scalar() or 0
    return everybody, connection.execute(count.where(named)).scalar() or 0


def checkouts_begun(connection: Connection, positions: Sequence[int]) -> dict[str, int]:
    """Return who began these checkouts, and when they last did."""
    begun: dict[str, int] = {}
    events = person_events.c
    for start in range(0, len(positions), _CHUNK):
        part = events.position.in_(positions[start : start + _CHUNK])
        rows = connection.execute(
            select(events.profile_id, func.max(events.at)).where(part).group_by(events.profile_id)
        )
        for profile_id, at in rows:
            begun[profile_id] = max(at, begun.get(profile_id, at))
    return begun


def last_orders(connection: Connection, people: Sequence[str]) -> dict[str, int]:
    """Return when each of these people last ordered; who never did is missing."""
    last: dict[str, int] = {}
    for start in range(0, len(people), _CHUNK):
        part = orders.c.profile_id.in_(people[start : start + _CHUNK])
        rows = connection.execute(
            select(orders.c.profile_id, func.max(orders.c.placed_at))
            .where(part)
            .group_by(orders.c.profile_id)
        )
        last.update((row.profile_id, row[1]) for row in rows)
    return last
