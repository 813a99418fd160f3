"""Queries on the words a shop knows: names of events and properties, categories, brands, traits."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Column, Connection, func, select

from tailorbird.catalog.store import products
from tailorbird.core.hashing import joined
from tailorbird.events.store.health import read_forms
from tailorbird.profiles.facts_of_events import OWN_EVENTS, decode
from tailorbird.profiles.store.tables import person_events, profiles
from tailorbird.segments.results import Suggestions

MOST = 200
_LOOKED_AT = 2_000  # newest events, and people, that names are read from
_PLAIN = (str, int, float, bool)


def present_profile(connection: Connection, profile_id: str) -> str | None:
    """Return the profile somebody has now, None where there is nobody with that id."""
    wanted = select(profiles.c.profile_id, profiles.c.merged_into)
    row = connection.execute(wanted.where(profiles.c.profile_id == profile_id)).first()
    return None if row is None else row.merged_into or row.profile_id


def suggestions(connection: Connection) -> Suggestions:
    """Return words to choose from, the most frequent first."""
    events, properties = _events(connection)
    return Suggestions(
        events=events,
        properties=properties,
        traits=_traits(connection),
        categories=_labels(connection, products.c.category),
        brands=_labels(connection, products.c.brand),
    )


def _events(connection: Connection) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    mine = person_events.c
    newest = select(mine.name, mine.facts).where(mine.counts)
    rows = connection.execute(newest.order_by(mine.position.desc()).limit(_LOOKED_AT)).all()
    names: Counter[str] = Counter(row.name for row in rows)
    fields: dict[str, Counter[str]] = {}
    for name, facts in rows:
        if facts:
            fields.setdefault(name, Counter()).update(decode(facts).properties.keys())
    for form in read_forms(connection, 0, MOST * 10):
        if form.event not in OWN_EVENTS and "[" not in form.field and form.event in names:
            fields.setdefault(form.event, Counter())[form.field] += 0
    return _first(names), {name: _first(found) for name, found in fields.items()}


def _traits(connection: Connection) -> tuple[str, ...]:
    newest = select(profiles.c.traits).where(profiles.c.merged_into.is_(None))
    rows = connection.execute(newest.order_by(profiles.c.last_seen.desc()).limit(_LOOKED_AT))
    found: Counter[str] = Counter()
    for traits in rows.scalars():
        for name, value in traits.items():
            if isinstance(value, _PLAIN):
                found[name] += 1
            elif isinstance(value, dict):
                found.update(f"{name}.{inner}" for inner in value)
    return _first(found)


def _labels(connection: Connection, column: Column[str]) -> tuple[str, ...]:
    wanted = select(column).where(column != "").group_by(column)
    rows = connection.execute(wanted.order_by(func.count().desc(), column).limit(MOST))
    return tuple(rows.scalars())


def _first(found: Counter[str]) -> tuple[str, ...]:
    ranked: Iterable[tuple[str, int]] = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return tuple(name for name, _ in list(ranked)[:MOST])


def labels_digest(connection: Connection) -> str:
    """Return what stands for all that the catalogue calls its products, their kinds and brands."""
    columns = (products.c.product_id, products.c.title, products.c.category, products.c.brand)
    wanted = select(*columns).order_by(products.c.product_id)
    digest = hashlib.blake2b(digest_size=16)
    for row in connection.execute(wanted.execution_options(yield_per=_LOOKED_AT)):
        digest.update(joined(*row).encode())
    return digest.hexdigest()
