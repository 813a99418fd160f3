"""Queries on what people looked at, for learning."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, select

from tailorbird.profiles.store.tables import person_events

VIEWED = "Product Viewed"


def viewed_products(
    connection: Connection, since: int, most: int
) -> Iterator[tuple[str, str, int]]:
    """Yield (person, product, at) of the newest views from a moment on, by person and time."""
    wanted = _views_since(since)
    at_most = (
        select(person_events.c.at).where(wanted).order_by(person_events.c.at.desc()).offset(most)
    )
    cut = connection.execute(at_most.limit(1)).scalar()
    if cut is not None:  # whole moments only, so that nothing hangs on the order of rows
        wanted = _views_since(cut + 1)
    rows = connection.execution_options(yield_per=20_000).execute(
        select(person_events.c.profile_id, person_events.c.product_id, person_events.c.at)
        .where(wanted)
        .order_by(person_events.c.profile_id, person_events.c.at, person_events.c.position)
    )
    for part in rows.partitions():
        yield from (tuple(row) for row in part)


def _views_since(moment: int) -> ColumnElement[bool]:
    named = (person_events.c.name == VIEWED) & person_events.c.product_id.is_not(None)
    named = named & person_events.c.may_learn
    return named & (person_events.c.at >= moment)
