"""Queries on what segments there are, and on what counts up when they are read differently."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from tailorbird.segments.store.tables import segment_changes, segment_days, segments
from tailorbird.segments.types import Condition, Segment, State

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Condition).decode
_ONLY = segment_changes.c.only == 1


def number(connection: Connection) -> int:
    """Return how often anything changed by which segments are read; 0 at first."""
    return connection.execute(select(segment_changes.c.number).where(_ONLY)).scalar() or 0


def count_change(connection: Connection) -> int:
    """Say that something changed by which segments are read; return the new number."""
    more = update(segment_changes).where(_ONLY).values(number=segment_changes.c.number + 1)
    if not connection.execute(more).rowcount:
        connection.execute(insert(segment_changes).values(only=1, number=1))
    return number(connection)


def read_all(connection: Connection) -> list[Segment]:
    """Return every segment with its present size, by name."""
    rows = connection.execute(select(segments).order_by(segments.c.name, segments.c.segment_id))
    sizes = dict(_sizes(connection))
    return [_segment(row, sizes.get(row.segment_id, 0)) for row in rows.all()]


def _sizes(connection: Connection) -> Iterator[tuple[str, int]]:
    newest = (
        select(segment_days.c.segment_id, func.max(segment_days.c.day).label("day"))
        .group_by(segment_days.c.segment_id)
        .subquery()
    )
    same = (segment_days.c.segment_id == newest.c.segment_id) & (segment_days.c.day == newest.c.day)
    rows = connection.execute(
        select(segment_days.c.segment_id, segment_days.c.size).join(newest, same)
    )
    return ((segment_id, size) for segment_id, size in rows)


def read(connection: Connection, segment_id: str) -> Segment | None:
    """Return one segment, None if there is none with that id."""
    row = connection.execute(select(segments).where(segments.c.segment_id == segment_id)).first()
    return None if row is None else _segment(row, dict(_sizes(connection)).get(segment_id, 0))


def save(connection: Connection, segment: Segment) -> None:
    """Insert a segment, or write it in the place of what it was."""
    values = {
        "name": segment.name,
        "description": segment.description,
        "preset": segment.preset,
        "tree": _encode(segment.tree).decode(),
        "version": segment.version,
        "state": segment.state.value,
        "created_at": segment.created_at,
        "updated_at": segment.updated_at,
        "filled_at": segment.filled_at,
    }
    this = segments.c.segment_id == segment.segment_id
    if not connection.execute(update(segments).where(this).values(values)).rowcount:
        connection.execute(insert(segments).values(segment_id=segment.segment_id, **values))


def drop(connection: Connection, segment_id: str) -> None:
    """Remove a segment's definition."""
    connection.execute(delete(segments).where(segments.c.segment_id == segment_id))


def _segment(row: Row[tuple[object, ...]], size: int) -> Segment:
    values = dict(row._mapping)  # noqa: SLF001 - public, in spite of its name
    return Segment(
        **{
            **values,
            "tree": _decode(values["tree"]),
            "state": State(values["state"]),
            "size": size,
        }
    )


def finish_fill(connection: Connection, segment_id: str, now: int) -> None:
    """Note that a segment is filled."""
    this = segments.c.segment_id == segment_id
    live = {"state": State.LIVE.value, "filled_at": now}
    connection.execute(update(segments).where(this).values(live))


def any_filling(connection: Connection) -> bool:
    """Whether any segment is being filled."""
    wanted = select(segments.c.segment_id).where(segments.c.state == State.FILLING.value)
    return connection.execute(wanted.limit(1)).first() is not None


def filling(connection: Connection) -> list[str]:
    """Return the ids of segments to be filled, those changed first first."""
    wanted = select(segments.c.segment_id).where(segments.c.state == State.FILLING.value)
    return list(connection.execute(wanted.order_by(segments.c.version)).scalars())
