"""Queries on everything that is known of one person: to show it whole, and to forget it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, or_, select, update
from sqlalchemy.engine import CursorResult

from tailorbird.profiles.store.claims import forget, rows_of_browsers
from tailorbird.profiles.store.people import identities_on, profiles_of
from tailorbird.profiles.store.tables import (
    cart_lines,
    erased_links,
    identities,
    identity_links,
    order_lines,
    orders,
    person_events,
    profiles,
    refund_lines,
    refund_matches,
    views,
    visits,
)
from tailorbird.profiles.types import Identity, IdentityKind
from tailorbird.storage.personal import Counts, Rows, Subject

_CHUNK = 500
_OF_PROFILE = (profiles, identities, person_events, views, cart_lines, visits)


def find_profile(connection: Connection, who: str) -> str | None:
    """Return the profile behind a profile id, customer id, mailbox or browser, in that order."""
    row = connection.execute(
        select(profiles.c.profile_id, profiles.c.merged_into).where(profiles.c.profile_id == who)
    ).first()
    if row is not None:
        profile_id = str(row.merged_into or row.profile_id)
        return _proven(connection, profile_id) or profile_id
    meant = (
        Identity(IdentityKind.USER, who),
        Identity(IdentityKind.EMAIL, who.strip().lower()),
        Identity(IdentityKind.ANONYMOUS, who),
        Identity(IdentityKind.CLAIMED, who),
    )
    known = profiles_of(connection, meant)
    return next((known[identity] for identity in meant if identity in known), None)


def read_subject(connection: Connection, profile_id: str) -> Subject:
    """Return all that a present profile is known by, and the places of its events in the log.

    What was only claimed to be a customer's, and is no browser's, is theirs here: who asks for
    everything about a customer number, or to forget it, means that too.
    """
    former = select(profiles.c.profile_id).where(profiles.c.merged_into == profile_id)
    of_kind: dict[IdentityKind, list[str]] = {kind: [] for kind in IdentityKind}
    for identity in identities_on(connection, profile_id):
        of_kind[identity.kind].append(identity.value)
    users = (*of_kind[IdentityKind.USER], *of_kind[IdentityKind.CLAIMED])
    claimed = profiles_behind(connection, [Identity(IdentityKind.CLAIMED, one) for one in users])
    others = {*connection.execute(former).scalars(), *claimed} - {profile_id}
    ids = (profile_id, *sorted(others))
    return Subject(
        profile_ids=ids,
        user_ids=users,
        emails=tuple(of_kind[IdentityKind.EMAIL]),
        anonymous_ids=tuple(of_kind[IdentityKind.ANONYMOUS]),
        positions=tuple(positions_of(connection, ids)),
    )


def _proven(connection: Connection, profile_id: str) -> str | None:
    """Return the customer whom a profile only claims to be, if they are known."""
    claimed = [
        Identity(IdentityKind.USER, one.value)
        for one in identities_on(connection, profile_id)
        if one.kind is IdentityKind.CLAIMED
    ]
    return next(iter(profiles_of(connection, claimed).values()), None)


def positions_of(connection: Connection, profile_ids: Iterable[str]) -> list[int]:
    """Return the places in the log of these profiles' events, in order."""
    return sorted(
        position
        for part in _chunks(profile_ids)
        for position in connection.execute(
            select(person_events.c.position).where(person_events.c.profile_id.in_(part))
        ).scalars()
    )


def identities_of_subject(subject: Subject) -> list[Identity]:
    """Return a person's identifiers with their kinds."""
    return [
        *(Identity(IdentityKind.USER, value) for value in subject.user_ids),
        *(Identity(IdentityKind.EMAIL, value) for value in subject.emails),
        *(Identity(IdentityKind.ANONYMOUS, value) for value in subject.anonymous_ids),
    ]


def neighbours(
    connection: Connection, subject: Subject
) -> tuple[list[tuple[Identity, Identity]], list[tuple[Identity, Identity]]]:
    """Return the links that a person shares with others: (theirs below, theirs above).

    The first are browsers and mailboxes of theirs that somebody else used too, the second those
    of others, or nobody's, that this person used.
    """
    mine = set(identities_of_subject(subject))
    below = [pair for pair in _links(connection, mine, "weak") if pair[1] not in mine]
    above = [pair for pair in _links(connection, mine, "strong") if pair[0] not in mine]
    return below, above


def profiles_behind(connection: Connection, found: Iterable[Identity]) -> list[str]:
    """Return the profiles that these identifiers belong to, in a fixed order."""
    return sorted(set(profiles_of(connection, found).values()))


def _links(
    connection: Connection, mine: Iterable[Identity], side: str
) -> list[tuple[Identity, Identity]]:
    found = []
    for kind in IdentityKind:
        values = [identity.value for identity in mine if identity.kind is kind]
        columns = identity_links.c
        for part in _chunks(values):
            rows = connection.execute(
                select(identity_links).where(
                    columns[f"{side}_kind"] == kind, columns[f"{side}_value"].in_(part)
                )
            )
            found += [
                (
                    Identity(IdentityKind(row.weak_kind), row.weak_value),
                    Identity(IdentityKind(row.strong_kind), row.strong_value),
                )
                for row in rows
            ]
    return sorted(found)


def export_rows(connection: Connection, subject: Subject) -> Rows:
    """Return every row of this room about a person, by table."""
    found: Rows = {}
    for table in (*_OF_PROFILE, orders, refund_lines):
        found[table.name] = _where_in(connection, table, "profile_id", subject.profile_ids)
    found["identity_links"] = [
        {"used": weak.value, "by": strong.value} for weak, strong in _own_links(connection, subject)
    ]
    found["identity_claims"] = rows_of_browsers(connection, subject.anonymous_ids)
    order_ids = [row["order_id"] for row in found["orders"]]
    found["order_lines"] = _where_in(connection, order_lines, "order_id", order_ids)
    refund_ids = {row["refund_id"]: None for row in found["refund_lines"]}
    found["refund_matches"] = _where_in(connection, refund_matches, "refund_id", refund_ids)
    return found


def _own_links(connection: Connection, subject: Subject) -> list[tuple[Identity, Identity]]:
    """Only what the person did: of a shared browser not who else used it."""
    mine = set(identities_of_subject(subject))
    return _links(connection, mine, "strong")


def _where_in(
    connection: Connection, table: Table, column: str, values: Iterable[str]
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for part in _chunks(values):
        held = connection.execute(select(table).where(table.c[column].in_(part)))
        rows += [dict(row) for row in held.mappings()]
    return rows


def erase_profile(connection: Connection, subject: Subject) -> Counts:
    """Remove a person's profiles, identifiers, links, timeline, views, cart and visits."""
    counts = {table.name: _forget(connection, table, subject.profile_ids) for table in _OF_PROFILE}
    counts["identity_links"] = _forget_links(connection, subject)
    mine = identities_of_subject(subject)
    counts["identity_claims"] = forget(connection, subject.anonymous_ids, mine)
    return counts


def _forget(connection: Connection, table: Table, profile_ids: Sequence[str]) -> int:
    return sum(
        _count(connection.execute(delete(table).where(table.c.profile_id.in_(part))))
        for part in _chunks(profile_ids)
    )


def _forget_links(connection: Connection, subject: Subject) -> int:
    counted = 0
    for identity in identities_of_subject(subject):
        counted += _count(
            connection.execute(
                delete(identity_links).where(or_(_is(identity, "weak"), _is(identity, "strong")))
            )
        )
    return counted


def _is(identity: Identity, side: str) -> ColumnElement[bool]:
    columns = identity_links.c
    kind: ColumnElement[bool] = columns[f"{side}_kind"] == identity.kind
    return kind & (columns[f"{side}_value"] == identity.value)


def add_erased_links(connection: Connection, weak: Iterable[Identity], pseudonym: str) -> None:
    """Remember that an erased person used these, so that they never become another's alone."""
    rows = [
        {"weak_kind": one.kind, "weak_value": one.value, "pseudonym": pseudonym}
        for one in sorted(set(weak))
    ]
    if rows:
        connection.execute(insert(erased_links), rows)


def forget_erased_links(connection: Connection, subject: Subject) -> None:
    """Forget which erased people used what the person to be erased is known by."""
    for identity in identities_of_subject(subject):
        connection.execute(
            delete(erased_links).where(
                erased_links.c.weak_kind == identity.kind,
                erased_links.c.weak_value == identity.value,
            )
        )


def orders_of(connection: Connection, subject: Subject) -> list[str]:
    """Return the ids of a person's orders."""
    rows = _where_in(connection, orders, "profile_id", subject.profile_ids)
    return [str(row["order_id"]) for row in rows]


def release_orders(connection: Connection, subject: Subject, order_ids: Sequence[str]) -> Counts:
    """Take the person from their orders and refunds; the figures stay as the shop's books."""
    counts: Counts = {}
    for table in (orders, refund_lines):
        nobody: dict[str, object] = {"profile_id": None}
        if table is refund_lines:
            nobody["title"] = ""
        counts[table.name] = sum(
            _count(
                connection.execute(update(table).where(table.c.profile_id.in_(part)).values(nobody))
            )
            for part in _chunks(subject.profile_ids)
        )
    counts["order_lines"] = 0
    for part in _chunks(order_ids):  # a service may be worded by the shopper; goods are the shop's
        wordy = order_lines.c.order_id.in_(part) & order_lines.c.title.is_not(None)
        changed = connection.execute(update(order_lines).where(wordy).values(title=""))
        counts["order_lines"] += _count(changed)
    return counts


def drop_traits(connection: Connection, profile_ids: Iterable[str], values: Iterable[str]) -> None:
    """Take traits with these values from profiles that go on: they were somebody else's."""
    unwanted = {value.lower() for value in values}
    for part in _chunks(profile_ids):
        held = connection.execute(
            select(profiles.c.profile_id, profiles.c.traits).where(profiles.c.profile_id.in_(part))
        ).all()
        for profile_id, traits in held:
            kept = {
                name: value
                for name, value in traits.items()
                if str(value).strip().lower() not in unwanted
            }
            if kept != traits:
                this = profiles.c.profile_id == profile_id
                connection.execute(update(profiles).where(this).values(traits=kept))


def _count(result: CursorResult[object]) -> int:
    return max(0, result.rowcount)


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    every = list(values)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
