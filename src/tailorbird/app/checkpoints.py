"""Snapshots of the folded state, for when the log no longer reaches back to the first event.

A snapshot is a database file of its own with the same tables, so the same steps bring it to a
newer schema. It holds personal data: an erasure throws every snapshot away.
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct

from tailorbird.app.replaying import History, Mark
from tailorbird.core.errors import Interrupted
from tailorbird.events.types import Lane
from tailorbird.pipeline import Stations
from tailorbird.storage.copying import copy_table, rows_of, tables_of
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.kept import Kept
from tailorbird.storage.schema import OPERATIONAL, Chain, upgrade
from tailorbird.storage.settings import Settings

FOLDER = "checkpoints"
KEPT = 2
_PART, _DONE, _START = ".part", ".db", "checkpoint"


class Start(Struct, frozen=True, kw_only=True):
    """Where a snapshot stands: up to ``through`` every event of both lanes is in it."""

    mark: Mark
    through: int


def save(stations: Stations, history: History, folder: Path) -> Start:
    """Write a snapshot of the state as it is now; the newest few are kept.

    Raises:
        Interrupted: somebody was erased meanwhile, who may be in it; it is thrown away.
    """
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    part = place / f"new{_PART}"
    _forget(part)
    with (
        stations.database.read() as live,
        closing(Database(f"sqlite:///{part}")) as snapshot,
    ):
        start, erased = _start(stations, history, live), _erasures(live)
        upgrade(snapshot, Chain.OPERATIONAL)
        snapshot.write(lambda connection: _copy(live, connection))
        Settings(snapshot).set(_START, msgspec.to_builtins(start))
    with stations.database.read() as live:
        if _erasures(live) != erased:
            _forget(part)
            raise Interrupted("Somebody was erased during the snapshot. It was thrown away.")
    # an erasure from here on finds this file, under the one name or the other, and drops it
    part.replace(place / f"{start.through:020d}{_DONE}")
    _sync(place)
    for old in _files(folder)[KEPT:]:
        old.unlink()
    return start


def restore(folder: Path, side: Database) -> Start | None:
    """Fill an empty database from the newest snapshot; None if there is none."""
    newest = next(iter(_files(folder)), None)
    if newest is None:
        return None
    with closing(Database(f"sqlite:///{newest}")) as snapshot:
        upgrade(snapshot, Chain.OPERATIONAL)
        with snapshot.read() as rows:
            side.write(lambda connection: _copy(rows, connection))
        return msgspec.convert(Settings(snapshot).get(_START), Start)


def drop_all(folder: Path) -> int:
    """Throw every snapshot away, because somebody in them was erased; return how many."""
    gone = len(_files(folder))
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    return gone


def _start(stations: Stations, history: History, live: Connection) -> Start:
    at = {lane: stations.progress.stored(live, lane) for lane in Lane}
    waiting = [logged.position for lane in Lane for logged in history.read(lane, at[lane], 1)]
    mark = Mark(
        live=at[Lane.LIVE],
        backfill=at[Lane.BACKFILL],
        declared=stations.catalog.last_declaration(live),
    )
    return Start(mark=mark, through=min(waiting) - 1 if waiting else max(at.values()))


def _erasures(connection: Connection) -> int:
    return sum(1 for _ in rows_of(connection, OPERATIONAL.tables["erasures"]))


def _copy(source: Connection, target: Connection) -> None:
    for table in tables_of(OPERATIONAL, Kept.DERIVED):
        copy_table(source, target, table)


def _files(folder: Path) -> list[Path]:
    """Return the snapshots, the newest first."""
    return sorted((folder / FOLDER).glob(f"*{_DONE}"), reverse=True)


def _forget(part: Path) -> None:
    for left in part.parent.glob(f"{part.name}*"):  # its write-ahead files too
        left.unlink()


def _sync(folder: Path) -> None:
    """Make the new name durable, as its content is."""
    if os.name == "nt":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
