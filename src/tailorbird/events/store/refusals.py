"""Queries on what was refused, by kind."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    Connection,
    insert,
    select,
    update,
)

from tailorbird.events.store.tables import (
    refusals,
)
from tailorbird.events.types import Refusal


def count_refusals(connection: Connection, refused: Iterable[tuple[Refusal, int]]) -> None:
    """Add refusals of one kind to their count; the newest sample and sentence stay."""
    for refusal, count in refused:
        key = (
            (refusals.c.source == refusal.source)
            & (refusals.c.code == refusal.code)
            & (refusals.c.field == refusal.field)
        )
        newest = {
            "message": refusal.message,
            "sample": refusal.sample,
            "last_at": refusal.received_at,
        }
        changed = connection.execute(
            update(refusals).where(key).values(times=refusals.c.times + count, **newest)
        )
        if not changed.rowcount:
            connection.execute(
                insert(refusals).values(
                    source=refusal.source,
                    code=refusal.code,
                    field=refusal.field,
                    times=count,
                    **newest,
                )
            )


def read_refusals(connection: Connection, limit: int) -> list[tuple[Refusal, int]]:
    """Return kinds of refusals with their counts, the most recent first."""
    rows = connection.execute(select(refusals).order_by(refusals.c.last_at.desc()).limit(limit))
    return [
        (
            Refusal(
                source=row.source,
                code=row.code,
                field=row.field,
                message=row.message,
                received_at=row.last_at,
                sample=row.sample,
            ),
            row.times,
        )
        for row in rows
    ]


def refusals_naming(connection: Connection, values: Iterable[str]) -> list[dict[str, object]]:
    """Return the rows whose sample or sentence holds one of these values."""
    wanted = [value.lower() for value in values if value]
    return [
        dict(row)
        for row in connection.execute(select(refusals)).mappings()
        if any(value in f"{row['sample']} {row['message']}".lower() for value in wanted)
    ]


def forget_sample(connection: Connection, row: dict[str, object], message: str) -> None:
    """Take sample and sentence from a kind of refusal; how often it occurred stays."""
    key = [refusals.c[name] == row[name] for name in ("source", "code", "field")]
    connection.execute(update(refusals).where(*key).values(sample="", message=message))
