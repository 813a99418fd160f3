"""Queries on who is in which segment, and when to look at somebody again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, func, select, update

from tailorbird.profiles.store.tables import profiles
from tailorbird.segments.results import Member
from tailorbird.segments.store.tables import (
    segment_members,
    segment_timers,
    segment_touched,
)
from tailorbird.storage.among import among
from tailorbird.storage.bulk import insert_rows, keep_earliest, keep_newest

_members = segment_members.c


def memberships(connection: Connection, people: Sequence[str]) -> dict[str, set[str]]:
    """Return the segments each of these people is in; nobody is left out."""
    found: dict[str, set[str]] = {profile_id: set() for profile_id in people}
    rows = connection.execute(
        select(_members.profile_id, _members.segment_id).where(
            among(connection, _members.profile_id, people)
        )
    )
    for profile_id, segment_id in rows.all():
        found[profile_id].add(segment_id)
    return found


def of_person(connection: Connection, profile_id: str) -> dict[str, int]:
    """Return the segments somebody is in, with since when."""
    rows = connection.execute(
        select(_members.segment_id, _members.since).where(_members.profile_id == profile_id)
    )
    return {row.segment_id: row.since for row in rows}


def add(connection: Connection, rows: Sequence[tuple[str, str, int, int]]) -> None:
    """Put people into segments: (segment, person, since, version) of each."""
    insert_rows(connection, segment_members, rows)


def remove(connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Take people out of segments: (segment, person) of each."""
    gone = [{"which": segment_id, "who": profile_id} for segment_id, profile_id in pairs]
    if gone:
        this = (_members.segment_id == bindparam("which")) & (
            _members.profile_id == bindparam("who")
        )
        connection.execute(delete(segment_members).where(this), gone)


def confirm(connection: Connection, segment_id: str, people: Sequence[str], version: int) -> None:
    """Note that members are members by this version too."""
    theirs = among(connection, _members.profile_id, people)
    connection.execute(
        update(segment_members)
        .where(_members.segment_id == segment_id, theirs)
        .values(version=version)
    )


def inside(connection: Connection, segment_id: str, people: Sequence[str]) -> set[str]:
    """Return those of these people who are in a segment."""
    theirs = among(connection, _members.profile_id, people)
    rows = connection.execute(
        select(_members.profile_id).where(_members.segment_id == segment_id, theirs)
    )
    return set(rows.scalars())


def unconfirmed(connection: Connection, segment_id: str, version: int, limit: int) -> list[str]:
    """Return members whom no version from this one on has met, less those touched since."""
    touched = select(segment_touched.c.profile_id).where(segment_touched.c.number >= version)
    rows = connection.execute(
        select(_members.profile_id)
        .where(
            _members.segment_id == segment_id,
            _members.version < version,
            _members.profile_id.not_in(touched),
        )
        .limit(limit)
    )
    return list(rows.scalars())


def page(
    connection: Connection, segment_id: str, limit: int, after: tuple[int, str] | None
) -> list[Member]:
    """Return members, those who entered last first; ``after`` goes on behind one of them."""
    wanted = select(_members.profile_id, _members.since).where(_members.segment_id == segment_id)
    if after is not None:
        since, profile_id = after
        at_once = (_members.since == since) & (_members.profile_id > profile_id)
        wanted = wanted.where((_members.since < since) | at_once)
    wanted = wanted.order_by(_members.since.desc(), _members.profile_id).limit(limit)
    return [Member(profile_id=one, since=since) for one, since in connection.execute(wanted)]


def after(connection: Connection, segment_id: str, profile_id: str, limit: int) -> list[Member]:
    """Return the next members in the order of their ids."""
    wanted = select(_members.profile_id, _members.since).where(
        _members.segment_id == segment_id, _members.profile_id > profile_id
    )
    rows = connection.execute(wanted.order_by(_members.profile_id).limit(limit))
    return [Member(profile_id=one, since=since) for one, since in rows]


def count(connection: Connection, segment_id: str) -> int:
    """Return how many are in a segment."""
    mine = select(func.count()).where(_members.segment_id == segment_id)
    return connection.execute(mine).scalar() or 0


def drop_segment(connection: Connection, segment_id: str) -> None:
    """Take everybody out of a segment that is no more."""
    connection.execute(delete(segment_members).where(_members.segment_id == segment_id))


def shared(connection: Connection, first: str, second: str) -> int:
    """Return how many are in both of two segments."""
    one, other = segment_members.alias(), segment_members.alias()
    both = one.join(other, one.c.profile_id == other.c.profile_id)
    wanted = select(func.count()).select_from(both)
    wanted = wanted.where(one.c.segment_id == first, other.c.segment_id == second)
    return connection.execute(wanted).scalar() or 0


# -- who is there at all


def living(connection: Connection, people: Sequence[str]) -> set[str]:
    """Return those of these profiles that exist and did not go on as another."""
    theirs = among(connection, profiles.c.profile_id, people)
    rows = connection.execute(
        select(profiles.c.profile_id).where(theirs, profiles.c.merged_into.is_(None))
    )
    return set(rows.scalars())


# -- timers


def due(connection: Connection, now: int, limit: int) -> list[str]:
    """Return people who are to be looked at, those first who are due longest."""
    wanted = select(segment_timers.c.profile_id).where(segment_timers.c.due_at <= now)
    rows = connection.execute(
        wanted.order_by(segment_timers.c.due_at, segment_timers.c.profile_id).limit(limit)
    )
    return list(rows.scalars())


def next_due(connection: Connection) -> int | None:
    """Return the earliest instant at which somebody is to be looked at."""
    return connection.execute(select(func.min(segment_timers.c.due_at))).scalar()


def set_timers(connection: Connection, timers: Mapping[str, int | None]) -> None:
    """Say when to look at these people again, in the place of what was said; None for never."""
    if timers:
        theirs = among(connection, segment_timers.c.profile_id, list(timers))
        connection.execute(delete(segment_timers).where(theirs))
        rows = [(who, at) for who, at in sorted(timers.items()) if at is not None]
        insert_rows(connection, segment_timers, rows)


def look_by(connection: Connection, timers: Iterable[tuple[str, int]]) -> None:
    """Say by when at the latest to look at these people again."""
    keep_earliest(connection, segment_timers, sorted(timers), segment_timers.c.due_at)


# -- whom the processor looked at while segments are filled


def touch(connection: Connection, people: Iterable[str], number: int) -> None:
    """Note that these people were looked at when changes stood at ``number``."""
    rows = [(who, number) for who in sorted(people)]
    keep_newest(connection, segment_touched, rows, segment_touched.c.number)


def touched(connection: Connection, people: Sequence[str], number: int) -> set[str]:
    """Return those of these people who were looked at since changes stood at ``number``."""
    theirs = among(connection, segment_touched.c.profile_id, people)
    rows = connection.execute(
        select(segment_touched.c.profile_id).where(theirs, segment_touched.c.number >= number)
    )
    return set(rows.scalars())


def forget_touched(connection: Connection) -> None:
    """Nothing is being filled: nobody needs to know who was looked at."""
    connection.execute(delete(segment_touched))
