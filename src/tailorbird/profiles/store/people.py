"""Queries on people: profiles, identifiers, links, timeline, visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from tailorbird.profiles.store.claims import claims_by_browser
from tailorbird.profiles.store.tables import (
    erased_links,
    identities,
    identity_claims,
    identity_links,
    person_events,
    profiles,
    visits,
)
from tailorbird.profiles.types import Identity, IdentityKind, Moment, VisitorDay
from tailorbird.storage.among import among
from tailorbird.storage.bulk import insert_rows


def profiles_of(connection: Connection, wanted: Iterable[Identity]) -> dict[Identity, str]:
    """Return the profile of each identifier that is known."""
    values: dict[IdentityKind, list[str]] = {}
    for identity in dict.fromkeys(wanted):
        values.setdefault(identity.kind, []).append(identity.value)
    found = {}
    for kind, all_values in values.items():
        rows = connection.execute(
            select(identities.c.value, identities.c.profile_id).where(
                identities.c.kind == kind, among(connection, identities.c.value, all_values)
            )
        )
        found.update({Identity(kind, value): profile for value, profile in rows.all()})
    return found


def identities_on(connection: Connection, profile_id: str) -> list[Identity]:
    """Return the identifiers of one profile, in a fixed order."""
    rows = connection.execute(
        select(identities.c.kind, identities.c.value).where(identities.c.profile_id == profile_id)
    )
    return sorted(Identity(IdentityKind(kind), value) for kind, value in rows)


def is_empty(connection: Connection, profile_id: str) -> bool:
    """Return whether a profile has no identifier left."""
    mine = select(identities.c.kind).where(identities.c.profile_id == profile_id).limit(1)
    return connection.execute(mine).first() is None


def add_identities(connection: Connection, new: Mapping[Identity, str]) -> None:
    """Say for the first time whose identifiers these are."""
    if new:
        rows = [
            {"kind": one.kind, "value": one.value, "profile_id": profile_id}
            for one, profile_id in new.items()
        ]
        connection.execute(insert(identities), rows)


def move_identity(connection: Connection, identity: Identity, profile_id: str) -> None:
    """Give an identifier to another profile."""
    connection.execute(
        update(identities)
        .where(identities.c.kind == identity.kind, identities.c.value == identity.value)
        .values(profile_id=profile_id)
    )


def stronger_than(
    connection: Connection, weak: Identity, most: int | None = None
) -> list[Identity]:
    """Return stronger identifiers this one was used by, customers first; None for all.

    An erased customer who shared it counts, under a pseudonym.
    """
    rows = connection.execute(
        select(identity_links.c.strong_kind, identity_links.c.strong_value)
        .where(identity_links.c.weak_kind == weak.kind, identity_links.c.weak_value == weak.value)
        .order_by(identity_links.c.strong_kind.desc(), identity_links.c.strong_value.desc())
        .limit(most)
    )
    erased = connection.execute(
        select(erased_links.c.pseudonym)
        .where(erased_links.c.weak_kind == weak.kind, erased_links.c.weak_value == weak.value)
        .order_by(erased_links.c.pseudonym)
        .limit(most)
    )
    found = [Identity(IdentityKind(kind), value) for kind, value in rows]
    return [*found, *(Identity(IdentityKind.USER, one) for one in erased.scalars())][:most]


def is_linked(connection: Connection, weak: Identity, strong: Identity) -> bool:
    """Return whether it is known that ``strong`` used ``weak``."""
    key = tuple_(*identity_links.primary_key.columns)
    wanted = (weak.kind, weak.value, strong.kind, strong.value)
    found = connection.execute(select(identity_links.c.weak_kind).where(key == wanted))
    return found.first() is not None


def weaker_than(connection: Connection, strong: Identity) -> list[Identity]:
    """Return the weaker identifiers that were used by this one, in a fixed order."""
    rows = connection.execute(
        select(identity_links.c.weak_kind, identity_links.c.weak_value).where(
            identity_links.c.strong_kind == strong.kind,
            identity_links.c.strong_value == strong.value,
        )
    )
    return sorted(Identity(IdentityKind(kind), value) for kind, value in rows)


def add_link(connection: Connection, weak: Identity, strong: Identity, since: int) -> None:
    """Remember that ``strong`` used ``weak``, first at an instant (microseconds UTC)."""
    connection.execute(
        insert(identity_links).values(
            weak_kind=weak.kind,
            weak_value=weak.value,
            strong_kind=strong.kind,
            strong_value=strong.value,
            since=since,
        )
    )


def add_profiles(connection: Connection, begun: Mapping[str, int]) -> None:
    """Begin profiles, each at an instant (microseconds UTC)."""
    if begun:
        rows = [
            {"profile_id": key, "first_seen": at, "last_seen": at, "traits": {}}
            for key, at in begun.items()
        ]
        connection.execute(insert(profiles), rows)


def read_profiles(connection: Connection, profile_ids: Iterable[str]) -> dict[str, Any]:
    """Return profile rows by id."""
    theirs = among(connection, profiles.c.profile_id, list(dict.fromkeys(profile_ids)))
    rows = connection.execute(select(profiles).where(theirs)).all()
    return {row.profile_id: row for row in rows}


def save_profiles(
    connection: Connection, changed: Mapping[str, tuple[int, int, dict[str, Any]]]
) -> None:
    """Write first seen, last seen and traits of profiles that changed, by id."""
    if changed:
        # one statement for all: building one for each costs several times what running it does
        connection.execute(
            update(profiles).where(profiles.c.profile_id == bindparam("which")),
            [
                {"which": key, "first_seen": first, "last_seen": last, "traits": traits}
                for key, (first, last, traits) in sorted(changed.items())
            ],
        )


def stretch_profiles(connection: Connection, seen: Mapping[str, tuple[int, int]]) -> None:
    """Note when people were seen, first and last of some events of each (microseconds UTC)."""
    if seen:
        was = profiles.c
        first, last = bindparam("first", type_=BigInteger), bindparam("last", type_=BigInteger)
        connection.execute(
            update(profiles)
            .where(was.profile_id == bindparam("which"))
            .values(
                first_seen=case((was.first_seen > first, first), else_=was.first_seen),
                last_seen=case((was.last_seen < last, last), else_=was.last_seen),
            ),
            [
                {"which": key, "first": begin, "last": end}
                for key, (begin, end) in sorted(seen.items())
            ],
        )


def add_traits(connection: Connection, told: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Take what is told of people, in this order; the later word on a trait stands."""
    if not told:
        return
    found = {key: row.traits for key, row in read_profiles(connection, dict(told)).items()}
    for key, said in told:
        found[key] = {**found[key], **said}
    connection.execute(
        update(profiles).where(profiles.c.profile_id == bindparam("which")),
        [{"which": key, "traits": traits} for key, traits in sorted(found.items())],
    )


def forward(connection: Connection, old: str, new: str) -> None:
    """Remember that a profile goes on as another, so that old addresses still lead there."""
    connection.execute(
        update(profiles).where(profiles.c.merged_into == old).values(merged_into=new)
    )
    connection.execute(
        update(profiles).where(profiles.c.profile_id == old).values(merged_into=new, traits={})
    )


def add_moments(connection: Connection, moments: list[tuple[str, Moment]]) -> None:
    """Add entries to timelines."""
    insert_rows(
        connection,
        person_events,
        [
            (
                *(moment.position, profile_id, moment.at, moment.name),
                *(moment.product_id, moment.order_id),
                *(msgspec.json.encode(moment.detail).decode(), moment.may_learn),
                *(moment.facts, moment.counts),
            )
            for profile_id, moment in moments
        ],
    )


def timeline(connection: Connection, profile_id: str, limit: int) -> list[Moment]:
    """Return a person's newest timeline entries, newest first."""
    rows = connection.execute(
        select(person_events)
        .where(person_events.c.profile_id == profile_id)
        .order_by(person_events.c.at.desc(), person_events.c.position.desc())
        .limit(limit)
    )
    return [
        Moment(
            at=row.at,
            position=row.position,
            name=row.name,
            product_id=row.product_id,
            order_id=row.order_id,
            detail=row.detail,
        )
        for row in rows
    ]


def told_bought(connection: Connection, profile_id: str, since: int) -> dict[str, int]:
    """Return each product that somebody's own browser says it bought since then, with when last.

    The order may be known as another's by now: what this browser did stays done.
    """
    rows = connection.execute(
        select(person_events.c.at, person_events.c.detail).where(
            person_events.c.profile_id == profile_id,
            person_events.c.at >= since,
            person_events.c.name == "Order Completed",
        )
    )
    found: dict[str, int] = {}
    for at, detail in rows:
        for product_id in detail.get("bought", ()):
            found[product_id] = max(at, found.get(product_id, at))
    return found


def add_visits(connection: Connection, seen: Iterable[tuple[int, str]]) -> None:
    """Count people once a day."""
    by_day: dict[int, set[str]] = {}
    for day, profile_id in seen:
        by_day.setdefault(day, set()).add(profile_id)
    new = [
        {"day": day, "profile_id": profile_id}
        for day, people in sorted(by_day.items())
        for profile_id in sorted(people - _visitors_among(connection, day, people))
    ]
    if new:
        connection.execute(insert(visits), new)


def _visitors_among(connection: Connection, day: int, people: set[str]) -> set[str]:
    theirs = among(connection, visits.c.profile_id, sorted(people))
    rows = connection.execute(select(visits.c.profile_id).where(visits.c.day == day, theirs))
    return set(rows.scalars().all())


def visitors_by_day(connection: Connection, first: int, last: int) -> list[VisitorDay]:
    """Return how many different people were seen on each day that had any."""
    rows = connection.execute(
        select(visits.c.day, func.count())
        .where(visits.c.day.between(first, last))
        .group_by(visits.c.day)
        .order_by(visits.c.day)
    )
    return [VisitorDay(day=day, visitors=visitors) for day, visitors in rows]


def move_events_and_visits(connection: Connection, old: str, new: str) -> None:
    """Give one person's timeline and visits to another."""
    connection.execute(
        update(person_events).where(person_events.c.profile_id == old).values(profile_id=new)
    )
    shared = select(visits.c.day).where(visits.c.profile_id == new)
    mine = visits.c.profile_id == old
    connection.execute(delete(visits).where(mine, visits.c.day.in_(shared.scalar_subquery())))
    connection.execute(update(visits).where(mine).values(profile_id=new))


def newest(
    connection: Connection, query: str, limit: int, after: tuple[int, str] | None = None
) -> list[tuple[str, str, int]]:
    """Return (profile, label, last seen) of people, the last seen first.

    ``query`` narrows to people with an identifier that begins with it; ``after`` goes on behind
    the one who was seen last then and has that profile id.
    """
    kept: ColumnElement[bool] = profiles.c.merged_into.is_(None)
    if query:
        kept = kept & _matches(query)
    if after is not None:
        seen, profile_id = after
        at_once = (profiles.c.last_seen == seen) & (profiles.c.profile_id > profile_id)
        kept = kept & (profiles.c.last_seen <= seen) & ((profiles.c.last_seen < seen) | at_once)
    wanted = select(profiles.c.profile_id, profiles.c.last_seen).where(kept)
    wanted = wanted.order_by(profiles.c.last_seen.desc(), profiles.c.profile_id).limit(limit)
    return [
        (row.profile_id, _label(connection, row.profile_id), row.last_seen)
        for row in connection.execute(wanted).all()
    ]


def _label(connection: Connection, profile_id: str) -> str:
    found = identities_on(connection, profile_id)
    return label_of(found) or label_of(claims_on(connection, found))


def claims_on(connection: Connection, found: Iterable[Identity]) -> list[Identity]:
    """Return what the browsers among somebody's identifiers claim, in a fixed order."""
    browsers = [one.value for one in found if one.kind is IdentityKind.ANONYMOUS]
    held = claims_by_browser(connection, browsers)
    return sorted({one for claimed in held.values() for one in claimed} - set(found))


def label_of(found: list[Identity]) -> str:
    """Return what a merchant calls somebody: mailbox, else customer id, else nothing."""
    by_kind = {identity.kind: identity.value for identity in reversed(found)}
    kinds = (IdentityKind.EMAIL, IdentityKind.USER, IdentityKind.CLAIMED)
    return next((by_kind[kind] for kind in kinds if kind in by_kind), "")


def _matches(query: str) -> ColumnElement[bool]:
    wanted = select(identities.c.profile_id).where(_begins(identities.c.value, query))
    claimed = (
        select(identities.c.profile_id)
        .join(identity_claims, identity_claims.c.anonymous_id == identities.c.value)
        .where(
            identities.c.kind == IdentityKind.ANONYMOUS,
            _begins(identity_claims.c.value, query),
        )
    )
    return profiles.c.profile_id.in_(wanted.union(claimed).scalar_subquery())


def _begins(column: ColumnElement[str], query: str) -> ColumnElement[bool]:
    return or_(column == query, func.lower(column).startswith(query.lower(), autoescape=True))
