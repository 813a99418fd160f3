"""Queries on what people are known by, for events and lists that name them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from tailorbird.profiles.identity import strongest_of
from tailorbird.profiles.store.tables import identities
from tailorbird.profiles.types import Identity, IdentityKind
from tailorbird.storage.among import among


def identities_of(connection: Connection, people: Sequence[str]) -> dict[str, list[Identity]]:
    """Return every identifier of these people; who has none is left out."""
    theirs = among(connection, identities.c.profile_id, people)
    wanted = select(identities.c.profile_id, identities.c.kind, identities.c.value).where(theirs)
    found: dict[str, list[Identity]] = {}
    for who, kind, value in connection.execute(wanted.order_by(identities.c.value)):
        found.setdefault(who, []).append(Identity(IdentityKind(kind), value))
    return found


def strongest(connection: Connection, people: Sequence[str]) -> dict[str, Identity]:
    """Return the strongest identifier of each; who is only claimed to be somebody is left out."""
    found = {who: strongest_of(mine) for who, mine in identities_of(connection, people).items()}
    return {who: one for who, one in found.items() if one.kind is not IdentityKind.CLAIMED}
