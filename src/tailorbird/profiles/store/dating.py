"""Queries on since when identifiers are known to be one person's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, bindparam, select, update

from tailorbird.profiles.store.tables import identities, identity_links
from tailorbird.profiles.types import Identity, IdentityKind

_CHUNK = 500
Link = tuple[Identity, Identity]  # a weaker identifier, and the stronger one that used it


def links_of(connection: Connection, weak: Iterable[Identity]) -> dict[Link, int]:
    """Return who is known to have used these identifiers, and since when."""
    found = {}
    for kind, values in _by_kind(weak).items():
        for part in _chunks(values):
            these = identity_links.c.weak_value.in_(part)
            wanted = select(identity_links).where(identity_links.c.weak_kind == kind, these)
            for row in connection.execute(wanted):
                strong = Identity(IdentityKind(row.strong_kind), row.strong_value)
                found[Identity(kind, row.weak_value), strong] = int(row.since)
    return found


def date_links(connection: Connection, earlier: Mapping[Link, int]) -> None:
    """Say of links that they were so earlier than was known."""
    key = identity_links.c
    statement = update(identity_links).where(
        key.weak_kind == bindparam("a"),
        key.weak_value == bindparam("b"),
        key.strong_kind == bindparam("c"),
        key.strong_value == bindparam("d"),
    )
    rows = [
        {"a": weak.kind, "b": weak.value, "c": strong.kind, "d": strong.value, "at": since}
        for (weak, strong), since in sorted(earlier.items())
    ]
    if rows:
        connection.execute(statement.values(since=bindparam("at")), rows)


def identities_of_all(
    connection: Connection, profile_ids: Iterable[str]
) -> dict[str, list[Identity]]:
    """Return many people's identifiers by profile, in a fixed order."""
    found: dict[str, list[Identity]] = {}
    for part in _chunks(profile_ids):
        theirs = identities.c.profile_id.in_(part)
        for row in connection.execute(select(identities).where(theirs)):
            one = Identity(IdentityKind(row.kind), row.value)
            found.setdefault(row.profile_id, []).append(one)
    return {who: sorted(mine) for who, mine in found.items()}


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    every = list(values)
    return (every[start : start + _CHUNK] for start in range(0, len(every), _CHUNK))


def _by_kind(wanted: Iterable[Identity]) -> dict[IdentityKind, list[str]]:
    values: dict[IdentityKind, list[str]] = {}
    for identity in dict.fromkeys(wanted):
        values.setdefault(identity.kind, []).append(identity.value)
    return values
