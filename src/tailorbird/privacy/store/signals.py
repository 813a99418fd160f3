"""Queries on devices that object to being followed (Global Privacy Control)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Row,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from tailorbird.privacy.types import Signal
from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

_CHUNK = 500
# ``at`` is the first time: a browser repeats its objection with every call.
gpc_signals = Table(
    "gpc_signals",
    OPERATIONAL,
    Column("profile_id", String, primary_key=True),
    Column("anonymous_id", String, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("source", String, nullable=False),
    Column("voice", String, nullable=False),
    info=kept(Kept.DERIVED),
)


def note_signals(connection: Connection, signals: Iterable[Signal]) -> None:
    """Remember signals, each device's first one."""
    first = _earliest(signals)
    held = {
        (one.profile_id, one.device): one
        for one in signals_of(connection, {profile_id for profile_id, _ in first})
    }
    for key, signal in sorted(first.items()):
        before = held.get(key)
        if before is None:
            connection.execute(insert(gpc_signals).values(_row(signal)))
        elif _age(signal) < _age(before):
            connection.execute(update(gpc_signals).where(_is(*key)).values(_row(signal)))


def _earliest(signals: Iterable[Signal]) -> dict[tuple[str, str], Signal]:
    first: dict[tuple[str, str], Signal] = {}
    for one in signals:
        key = (one.profile_id, one.device)
        if key not in first or _age(one) < _age(first[key]):
            first[key] = one
    return first


def _age(signal: Signal) -> tuple[int, str, str]:
    return (signal.at, signal.source, signal.voice)


def _row(signal: Signal) -> dict[str, object]:
    return {
        "profile_id": signal.profile_id,
        "anonymous_id": signal.device,
        "at": signal.at,
        "source": signal.source,
        "voice": signal.voice,
    }


def _is(profile_id: str, device: str) -> ColumnElement[bool]:
    return (gpc_signals.c.profile_id == profile_id) & (gpc_signals.c.anonymous_id == device)


def signals_of(connection: Connection, profile_ids: Iterable[str] | None = None) -> list[Signal]:
    """Return the signals of these people's devices, or of everybody's, in a fixed order."""
    if profile_ids is None:
        return [_signal(row) for row in connection.execute(select(gpc_signals).order_by(*_KEY))]
    found: list[Signal] = []
    wanted = sorted(profile_ids)
    for start in range(0, len(wanted), _CHUNK):
        mine = gpc_signals.c.profile_id.in_(wanted[start : start + _CHUNK])
        rows = connection.execute(select(gpc_signals).where(mine).order_by(*_KEY))
        found += [_signal(row) for row in rows]
    return found


_KEY = (gpc_signals.c.profile_id, gpc_signals.c.anonymous_id)


def _signal(row: Row[Any]) -> Signal:
    return Signal(
        profile_id=row.profile_id,
        device=row.anonymous_id,
        at=row.at,
        source=row.source,
        voice=row.voice,
    )


def reassign_signals(connection: Connection, old: str, new: str) -> None:
    """Give one person's devices' signals to another: they turned out to be the same."""
    theirs = signals_of(connection, [old])
    if old != new and theirs:
        connection.execute(delete(gpc_signals).where(gpc_signals.c.profile_id == old))
        note_signals(connection, [replace(one, profile_id=new) for one in theirs])


def signal_rows(connection: Connection, profile_ids: Sequence[str]) -> list[dict[str, object]]:
    """Return the rows of these profiles as they are kept."""
    mine = gpc_signals.c.profile_id.in_(list(profile_ids))
    rows = connection.execute(select(gpc_signals).where(mine).order_by(*_KEY))
    return [dict(row) for row in rows.mappings()]


def erase_signals(connection: Connection, profile_ids: Sequence[str]) -> int:
    """Forget that these people's devices objected; return how many did."""
    mine = gpc_signals.c.profile_id.in_(list(profile_ids))
    return connection.execute(delete(gpc_signals).where(mine)).rowcount
