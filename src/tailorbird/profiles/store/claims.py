"""Queries on what browsers say of themselves without a proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select

from tailorbird.profiles.store.tables import identity_claims
from tailorbird.profiles.types import Identity, IdentityKind
from tailorbird.storage.among import among

_CHUNK = 500
_ROW = identity_claims.c


def claims_by_browser(connection: Connection, browsers: Iterable[str]) -> dict[str, list[Identity]]:
    """Return what each of these browsers claims, in a fixed order."""
    found: dict[str, list[Identity]] = {}
    theirs = among(connection, _ROW.anonymous_id, sorted(set(browsers)))
    rows = connection.execute(
        select(identity_claims).where(theirs).order_by(_ROW.anonymous_id, _ROW.kind, _ROW.value)
    )
    for row in rows.all():
        found.setdefault(row.anonymous_id, []).append(Identity(IdentityKind(row.kind), row.value))
    return found


def add_claims(connection: Connection, new: Mapping[str, Iterable[Identity]]) -> None:
    """Remember what browsers claim; none of it may be known already."""
    rows = [
        {"anonymous_id": browser, "kind": one.kind, "value": one.value}
        for browser, claimed in new.items()
        for one in claimed
    ]
    if rows:
        connection.execute(insert(identity_claims), rows)


def browsers_claiming(connection: Connection, wanted: Iterable[Identity]) -> list[str]:
    """Return the browsers that claim any of these, in a fixed order."""
    return sorted(
        {
            browser
            for part in _by_kind(wanted)
            for browser in connection.execute(select(_ROW.anonymous_id).where(part)).scalars()
        }
    )


def rows_of_browsers(connection: Connection, browsers: Iterable[str]) -> list[dict[str, object]]:
    """Return what these browsers claim, as it is kept."""
    return [
        dict(row)
        for part in _chunks(browsers)
        for row in connection.execute(
            select(identity_claims).where(_ROW.anonymous_id.in_(part))
        ).mappings()
    ]


def forget(connection: Connection, browsers: Iterable[str], named: Iterable[Identity]) -> int:
    """Forget what these browsers claim and who claims to be these; return how many rows."""
    mine = [_ROW.anonymous_id.in_(part) for part in _chunks(browsers)]
    wanted: list[ColumnElement[bool]] = [*mine, *_by_kind(named)]
    if not wanted:
        return 0
    return connection.execute(delete(identity_claims).where(or_(*wanted))).rowcount


def _by_kind(wanted: Iterable[Identity]) -> list[ColumnElement[bool]]:
    values: dict[IdentityKind, list[str]] = {}
    for one in wanted:
        values.setdefault(one.kind, []).append(one.value)
    return [
        (_ROW.kind == kind) & _ROW.value.in_(part)
        for kind, every in values.items()
        for part in _chunks(every)
    ]


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(set(values))
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
