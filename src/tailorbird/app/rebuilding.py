"""Make everything that follows from the events anew, or look whether it would be the same.

The past is folded into a database beside the live one, while events go on being accepted and
processed. At the end one transaction takes in what was processed meanwhile and puts the new rows
in the place of the old. Before that moment nothing has changed, so an end at any time leaves the
old state; what is left beside it the next rebuild throws away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct

from tailorbird.app import checkpoints
from tailorbird.app.replaying import Advance, History, Mark, Recorded, Replay, read_recorded
from tailorbird.app.side import side_database
from tailorbird.core.errors import HistoryMissing, Interrupted
from tailorbird.pipeline import Stations
from tailorbird.privacy.types import Step
from tailorbird.storage.copying import (
    Difference,
    clear_table,
    copy_table,
    differences,
    rows_of,
    tables_of,
)
from tailorbird.storage.database import Connection
from tailorbird.storage.kept import Kept
from tailorbird.storage.schema import OPERATIONAL

MOST_DIFFERENCES = 20
FEW = 2_000  # events that may be left for the last, locked step
ERASING = (
    "Somebody was erased, and the log is still being rewritten. "
    "Let the server run for some minutes and try again."
)
# What was erased decides how events are read, so it must not change under a rebuild.
DECIDING = ("erasures", "erased_identifiers", "erased_links")


class RebuildOrder(Struct, frozen=True, kw_only=True, tag="rebuild"):
    """What to do: rebuild, or with ``look`` only compare; from nothing, or from a snapshot."""

    look: bool = False
    from_checkpoint: bool = False


class KeepCheckpoint(Struct, frozen=True, kw_only=True, tag="keep_checkpoint"):
    """Keep a snapshot of the state as it is now."""


class CheckpointKept(Struct, frozen=True, kw_only=True, tag="checkpoint_kept"):
    """A snapshot was kept: every event up to ``through`` is in it."""

    through: int


class Rebuilt(Struct, frozen=True, kw_only=True, tag="rebuilt"):
    """What a rebuild did: events folded, where it began, rows that differ (only looked at)."""

    events: int
    from_position: int
    tables: int
    differences: list[Difference] = []


class Rebuilding:
    """One rebuild of a shop, or a look whether it would change anything."""

    def __init__(
        self,
        stations: Stations,
        history: History,
        folder: Path,
        after: Callable[[], object] = lambda: None,
    ) -> None:
        self._stations = stations
        self._after = after  # for what follows from the facts, and is not folded from events
        self._history = history
        self._folder = folder

    def carry_out(self, order: RebuildOrder, advance: Advance | None = None) -> Rebuilt:
        """Rebuild, or look whether a rebuild would change anything."""
        act = self.check if order.look else self.rebuild
        return act(advance, from_checkpoint=order.from_checkpoint)

    def keep_checkpoint(self) -> CheckpointKept:
        """Keep a snapshot of the state as it is now; the newest few are kept."""
        start = checkpoints.save(self._stations, self._history, self._folder)
        return CheckpointKept(through=start.through)

    def rebuild(self, advance: Advance | None = None, *, from_checkpoint: bool = False) -> Rebuilt:
        """Fold everything recorded into fresh state and put it in the place of the old.

        Raises:
            HistoryMissing: the events begin later than the rebuild would.
            Interrupted: somebody was erased, or is being erased; nothing was changed, do it again.
        """
        with ExitStack() as opened:
            replay = self._begin(opened, from_checkpoint=from_checkpoint)
            began = replay.mark
            self._catch_up(replay, advance)
            self._stations.database.write(lambda connection: self._swap(connection, replay))
            self._after()
            return _result(replay, began)

    def check(self, advance: Advance | None = None, *, from_checkpoint: bool = False) -> Rebuilt:
        """Compare what a rebuild would make with the live state, row by row; change nothing.

        Raises:
            HistoryMissing: the events begin later than the rebuild would.
        """
        with ExitStack() as opened:
            replay = self._begin(opened, from_checkpoint=from_checkpoint)
            began = replay.mark
            self._catch_up(replay, advance)
            live = opened.enter_context(self._stations.database.read())
            replay.forward(read_recorded(self._stations, live, replay.mark))
            side = opened.enter_context(replay.side.read())
            return _result(replay, began, _compare(live, side))

    def _begin(self, opened: ExitStack, *, from_checkpoint: bool) -> Replay:
        if self._stations.erasures.unfinished(Step.LOG):
            raise Interrupted(ERASING)
        side = opened.enter_context(side_database(self._folder))
        with self._stations.database.read() as live:
            side.write(lambda connection: _copy_recorded(live, connection))
        start = checkpoints.restore(self._folder, side) if from_checkpoint else None
        start = start or checkpoints.Start(mark=Mark(), through=0)
        first = self._history.begins_at()
        if first > start.through + 1:
            raise HistoryMissing(
                f"The events before {first} are not in the log any more. "
                "Use --from-checkpoint to start from the newest snapshot."
            )
        return Replay(self._stations, self._history, side, start.mark)

    def _catch_up(self, replay: Replay, advance: Advance | None) -> None:
        """Fold until little is left: the rest waits for the moment in which nobody processes."""
        while replay.forward(self._recorded(replay.mark), advance) > FEW:
            pass

    def _recorded(self, mark: Mark) -> Recorded:
        with self._stations.database.read() as live:
            return read_recorded(self._stations, live, mark)

    def _swap(self, live: Connection, replay: Replay) -> None:
        self._stations.progress.standing(live)  # from here on nothing else is processed
        replay.forward(read_recorded(self._stations, live, replay.mark))
        with replay.side.read() as side:
            if _deciding(live) != _deciding(side):
                raise Interrupted("Somebody was erased during the rebuild. Nothing was changed.")
            for table in tables_of(OPERATIONAL, Kept.DERIVED):
                clear_table(live, table)
                copy_table(side, live, table)


def _copy_recorded(live: Connection, side: Connection) -> None:
    """Give the other database what folding may ask for; the rest of what is recorded stays."""
    for table in tables_of(OPERATIONAL, Kept.RECORDED):
        if table.name in DECIDING:
            copy_table(live, side, table)


def _deciding(connection: Connection) -> list[dict[str, object]]:
    return [
        row
        for table in tables_of(OPERATIONAL, Kept.RECORDED)
        if table.name in DECIDING
        for row in rows_of(connection, table)
    ]


def _compare(live: Connection, side: Connection) -> list[Difference]:
    found: list[Difference] = []
    for table in tables_of(OPERATIONAL, Kept.DERIVED):
        if len(found) < MOST_DIFFERENCES:
            found += differences(live, side, table, MOST_DIFFERENCES - len(found))
    return found


def _result(replay: Replay, began: Mark, found: Iterable[Difference] = ()) -> Rebuilt:
    return Rebuilt(
        events=replay.folded,
        from_position=max(began.live, began.backfill),
        tables=len(tables_of(OPERATIONAL, Kept.DERIVED)),
        differences=list(found),
    )
