"""Queries on what the owner opened or closed by hand."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from tailorbird.guardrails.measures import Override
from tailorbird.guardrails.store.tables import floor_overrides
from tailorbird.guardrails.types import Word

_mine = floor_overrides.c


def add(connection: Connection, word: Word) -> None:
    """Write down what the owner said."""
    row = {
        "tactic": word.tactic,
        "opened": word.opened,
        "reason": word.reason,
        "done_by": word.done_by,
        "at": word.at,
        "counts": word.counts,
    }
    connection.execute(insert(floor_overrides).values(row))


def in_force(connection: Connection) -> dict[str, Override]:
    """Return what holds now, by tactic."""
    newest = select(func.max(_mine.number)).group_by(_mine.tactic).scalar_subquery()
    rows = connection.execute(
        select(floor_overrides).where(_mine.number.in_(newest), _mine.opened.is_not(None))
    )
    return {
        row.tactic: Override(
            tactic=row.tactic,
            opened=row.opened,
            reason=row.reason,
            done_by=row.done_by,
            at=row.at,
        )
        for row in rows
    }


def history(connection: Connection, most: int) -> list[Word]:
    """Return what the owner said, the newest first."""
    rows = connection.execute(select(floor_overrides).order_by(_mine.number.desc()).limit(most))
    return [
        Word(
            tactic=row.tactic,
            opened=row.opened,
            reason=row.reason,
            done_by=row.done_by,
            at=row.at,
            counts=row.counts,
        )
        for row in rows
    ]
