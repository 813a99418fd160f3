"""Queries on who somebody is, and by what they are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from tailorbird.profiles.store.people import profiles_of, read_profiles
from tailorbird.profiles.store.tables import identities, identity_links
from tailorbird.profiles.types import Identity, IdentityKind

_mine, _link = identities.c, identity_links.c


def present(connection: Connection, profile_id: str) -> str | None:
    """Return the profile somebody has now, None if there is no such person."""
    row = read_profiles(connection, [profile_id]).get(profile_id)
    return None if row is None else row.merged_into or profile_id


def profile_of(connection: Connection, wanted: Sequence[Identity]) -> str | None:
    """Return the profile of the first of these identifiers that is known."""
    known = profiles_of(connection, wanted)
    return next((known[one] for one in wanted if one in known), None)


def identifiers(connection: Connection, profile_id: str) -> list[Identity]:
    """Return what somebody is known by: browsers first, the earliest known as theirs first."""
    since = (
        select(func.min(_link.since))
        .where(_link.weak_kind == _mine.kind, _link.weak_value == _mine.value)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(_mine.kind, _mine.value)
        .where(_mine.profile_id == profile_id)
        .order_by(func.coalesce(since, 0), _mine.value)
    )
    found = [Identity(IdentityKind(kind), value) for kind, value in rows]
    return sorted(found, key=lambda one: one.kind is not IdentityKind.ANONYMOUS)
