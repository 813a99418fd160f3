"""Queries on erasures: what is remembered of them, and which events are still to be rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from tailorbird.privacy.types import Erasure, Remembered, Rewrite, Step
from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

POSITION = BigInteger().with_variant(Integer, "sqlite")
_CHUNK = 500
erasures = Table(
    "erasures",
    OPERATIONAL,
    Column("erasure_id", String, primary_key=True),
    Column("number", BigInteger, nullable=False),  # 1, 2, 3 …: a cheap look whether there are more
    Column("erased_at", BigInteger, nullable=False),
    Column("step", String, nullable=False),
    Column("finished_at", BigInteger),
    Column("counts", JSON, nullable=False),
    info=kept(Kept.RECORDED),
)
# All that is left of who was erased: keyed hashes, so that late events are recognised.
erased_identifiers = Table(
    "erased_identifiers",
    OPERATIONAL,
    Column("hash", LargeBinary(16), primary_key=True),
    Column("erased_at", BigInteger, nullable=False),
    Column("shared", Boolean, nullable=False),
    info=kept(Kept.RECORDED),
)
erasure_rewrites = Table(
    "erasure_rewrites",
    OPERATIONAL,
    Column("position", POSITION, primary_key=True, autoincrement=False),
    Column("step", String, nullable=False),
    Column("whole", Boolean, nullable=False),
    info=kept(Kept.WORKING),
)


def add_erasure(connection: Connection, erasure: Erasure) -> None:
    """Remember that somebody was erased; nothing says who."""
    number = connection.execute(select(func.coalesce(func.max(erasures.c.number), 0))).scalar_one()
    connection.execute(
        insert(erasures).values(
            erasure_id=erasure.erasure_id,
            number=number + 1,
            erased_at=erasure.erased_at,
            step=Step.LOG,
            counts=erasure.counts,
        )
    )


def newest_number(connection: Connection) -> int:
    """Return the number of the newest erasure, 0 if nobody was ever erased."""
    return int(
        connection.execute(select(func.coalesce(func.max(erasures.c.number), 0))).scalar_one()
    )


def read_erasures(connection: Connection, limit: int) -> list[Erasure]:
    """Return erasures, the newest first."""
    rows = connection.execute(select(erasures).order_by(erasures.c.number.desc()).limit(limit))
    return [
        Erasure(
            erasure_id=row.erasure_id,
            erased_at=row.erased_at,
            finished_at=row.finished_at,
            counts=row.counts,
        )
        for row in rows
    ]


def at_step(connection: Connection, *steps: Step) -> list[str]:
    """Return the ids of the erasures that stand at one of these steps."""
    rows = connection.execute(select(erasures.c.erasure_id).where(erasures.c.step.in_(steps)))
    return list(rows.scalars())


def move_on(
    connection: Connection, erasure_ids: Iterable[str], step: Step, finished_at: int | None
) -> None:
    """Note at which step erasures stand now."""
    these = erasures.c.erasure_id.in_(list(erasure_ids))
    values = {"step": step, "finished_at": finished_at}
    connection.execute(update(erasures).where(these).values(values))


def reopen(connection: Connection) -> None:
    """Take the newest erasure as begun only: an event of an erased person came late."""
    newest = select(func.max(erasures.c.number)).scalar_subquery()
    values = {"step": Step.LOG, "finished_at": None}
    connection.execute(update(erasures).where(erasures.c.number == newest).values(values))


def remember(connection: Connection, one: bytes, known: Remembered) -> None:
    """Remember the hash of one identifier, in place of what an earlier erasure left."""
    values = {"erased_at": known.erased_at, "shared": known.shared}
    this = erased_identifiers.c.hash == one
    if not connection.execute(update(erased_identifiers).where(this).values(values)).rowcount:
        connection.execute(insert(erased_identifiers).values(hash=one, **values))


def remembered(connection: Connection) -> dict[bytes, Remembered]:
    """Return what is remembered of every erased identifier, by its hash."""
    rows = connection.execute(select(erased_identifiers))
    return {bytes(row.hash): Remembered(row.erased_at, row.shared) for row in rows}


def add_rewrites(connection: Connection, positions: Sequence[int], *, whole: bool) -> None:
    """Remember the places of events to rewrite; one that is to go whole is never less."""
    for start in range(0, len(positions), _CHUNK):
        part = positions[start : start + _CHUNK]
        here = erasure_rewrites.c.position.in_(part)
        known = set(connection.execute(select(erasure_rewrites.c.position).where(here)).scalars())
        if known:
            again: dict[str, object] = {"step": Step.LOG}
            if whole:
                again["whole"] = True
            connection.execute(update(erasure_rewrites).where(here).values(again))
        new = [
            {"position": position, "step": Step.LOG, "whole": whole}
            for position in part
            if position not in known
        ]
        if new:
            connection.execute(insert(erasure_rewrites), new)


def read_rewrites(connection: Connection, step: Step, limit: int) -> list[Rewrite]:
    """Return the next places to rewrite in the log, or in the archive, in order."""
    rows = connection.execute(
        select(erasure_rewrites)
        .where(erasure_rewrites.c.step == step)
        .order_by(erasure_rewrites.c.position)
        .limit(limit)
    )
    return [Rewrite(row.position, row.whole) for row in rows]


def step_on(connection: Connection, positions: Sequence[int], step: Step) -> None:
    """Note that these places are to be rewritten elsewhere next."""
    if positions:
        connection.execute(
            update(erasure_rewrites)
            .where(erasure_rewrites.c.position == bindparam("at_position"))
            .values(step=step),
            [{"at_position": position} for position in positions],
        )


def forget_rewrites(connection: Connection, positions: Sequence[int]) -> None:
    """Forget places that are rewritten everywhere."""
    if positions:
        connection.execute(
            delete(erasure_rewrites).where(
                erasure_rewrites.c.position == bindparam("at_position"),
                erasure_rewrites.c.step == Step.ARCHIVE,
            ),
            [{"at_position": position} for position in positions],
        )


def any_rewrites(connection: Connection, *steps: Step) -> bool:
    """Return whether anything is still to be rewritten at one of these steps."""
    waiting = select(erasure_rewrites.c.position).where(erasure_rewrites.c.step.in_(steps))
    return connection.execute(waiting.limit(1)).first() is not None
