"""Queries on who entered and left, and how large segments were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import asdict
from sqlalchemy import Connection, delete, func, insert, select, update

from tailorbird.segments.results import Exported, Movement, SizeDay
from tailorbird.segments.store.tables import (
    segment_days,
    segment_exports,
    segment_movements,
)

_days, _moves = segment_days.c, segment_movements.c
Moved = tuple[str, str, bool, int, str]
"""Segment, person, whether they entered, when, by what."""


def add(connection: Connection, moved: Sequence[Moved]) -> None:
    """Write down who entered and left."""
    names = ("segment_id", "profile_id", "entered", "at", "cause")
    if moved:
        rows = [dict(zip(names, one, strict=True)) for one in moved]
        connection.execute(insert(segment_movements), rows)


def newest(connection: Connection, segment_id: str, limit: int) -> list[Movement]:
    """Return who entered and left last, the newest first."""
    rows = connection.execute(
        select(segment_movements)
        .where(_moves.segment_id == segment_id)
        .order_by(_moves.at.desc(), _moves.number.desc())
        .limit(limit)
    )
    return [
        Movement(
            profile_id=row.profile_id, label="", entered=row.entered, at=row.at, cause=row.cause
        )
        for row in rows
    ]


def forget(connection: Connection, before: int) -> int:
    """Forget who moved before an instant; return how many movements there were."""
    return connection.execute(delete(segment_movements).where(_moves.at < before)).rowcount


def count(connection: Connection, today: int, changes: Mapping[str, tuple[int, int]]) -> None:
    """Count who entered and left on a day: (entered, left) by segment.

    Where a clock was set back, they count for the newest day that is known: sizes only go on.
    """
    for segment_id, (entered, left) in sorted(changes.items()):
        day = max(today, _newest_day(connection, segment_id))
        this = (_days.segment_id == segment_id) & (_days.day == day)
        more = {
            "entered": _days.entered + entered,
            "left": _days.left + left,
            "size": _days.size + entered - left,
        }
        if not connection.execute(update(segment_days).where(this).values(more)).rowcount:
            size = _size(connection, segment_id) + entered - left
            row = {"segment_id": segment_id, "day": day, "size": size}
            connection.execute(insert(segment_days).values(**row, entered=entered, left=left))


def _newest_day(connection: Connection, segment_id: str) -> int:
    newest_day = select(func.max(_days.day)).where(_days.segment_id == segment_id)
    return connection.execute(newest_day).scalar() or 0


def _size(connection: Connection, segment_id: str) -> int:
    last = select(_days.size).where(_days.segment_id == segment_id)
    return connection.execute(last.order_by(_days.day.desc()).limit(1)).scalar() or 0


def correct(connection: Connection, segment_id: str, less: int) -> None:
    """Take so many from the present size without a movement: they are erased, or joined."""
    newest_day = select(func.max(_days.day)).where(_days.segment_id == segment_id)
    this = (_days.segment_id == segment_id) & (_days.day == newest_day.scalar_subquery())
    connection.execute(update(segment_days).where(this).values(size=_days.size - less))


def sizes(connection: Connection, segment_id: str, first: int, last: int) -> list[SizeDay]:
    """Return each day of a span, both ends included, on which anything is known."""
    rows = connection.execute(
        select(segment_days)
        .where(_days.segment_id == segment_id, _days.day.between(first, last))
        .order_by(_days.day)
    )
    return [SizeDay(day=row.day, size=row.size, entered=row.entered, left=row.left) for row in rows]


def last_before(connection: Connection, segment_id: str, day: int) -> SizeDay | None:
    """Return the newest day before one on which anything is known."""
    mine = select(segment_days).where(_days.segment_id == segment_id, _days.day < day)
    row = connection.execute(mine.order_by(_days.day.desc()).limit(1)).first()
    if row is None:
        return None
    return SizeDay(day=row.day, size=row.size, entered=row.entered, left=row.left)


def drop_segment(connection: Connection, segment_id: str) -> None:
    """Forget what a segment was that is no more; the record of its exports stays."""
    connection.execute(delete(segment_movements).where(_moves.segment_id == segment_id))
    connection.execute(delete(segment_days).where(_days.segment_id == segment_id))


def note_export(connection: Connection, export: Exported) -> None:
    """Write down that a list of people was given out."""
    connection.execute(insert(segment_exports).values(asdict(export)))


def last_number(connection: Connection) -> int:
    """Return the number of the newest movement; with it each movement's event has its own id."""
    return connection.execute(select(func.max(_moves.number))).scalar() or 0
