"""The past again, in the order in which it was processed the first time.

Who came first decides the ids of profiles and much else, so a rebuild takes lane after lane in
the very turns that were written down, and what the shop declared in between at its place.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from tailorbird.catalog.types import Declaration
from tailorbird.core.errors import HistoryMissing, StorageError
from tailorbird.events import store
from tailorbird.events.types import Lane, LoggedEvent, Turn
from tailorbird.events.vocabulary import interpreted
from tailorbird.pipeline import Stations, fold
from tailorbird.storage.database import Connection, Database

log = logging.getLogger(__name__)
BATCH = 2_000  # events folded in one transaction
_OTHER = {Lane.LIVE: Lane.BACKFILL, Lane.BACKFILL: Lane.LIVE}
Advance = Callable[[float, int], None]  # share done (0 to 1), events folded


class History(Protocol):
    """Where the events of the past are read from."""

    def begins_at(self) -> int:
        """Return the position of the first event that can be read; 1 where nothing is gone."""
        ...

    def read(self, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
        """Return the next events of a lane beyond a position."""
        ...


class Recorded(Struct, frozen=True, kw_only=True):
    """What was written down beside the events: whose turn it was, and what the shop declared."""

    turns: list[Turn]
    declarations: list[Declaration]


class Mark(Struct, frozen=True, kw_only=True):
    """How far a replay has come: both lanes' positions, the last declaration taken in."""

    live: int = 0
    backfill: int = 0
    declared: int = 0


class Read(Struct, frozen=True):
    """Take a lane's events up to and with a position."""

    lane: Lane
    upto: int


def steps(recorded: Recorded, mark: Mark) -> Iterator[Read | Declaration]:
    """Return what to take next, from where a replay stands. Pure."""
    at = {Lane.LIVE: mark.live, Lane.BACKFILL: mark.backfill}
    waiting = deque(one for one in recorded.declarations if one.number > mark.declared)
    for turn in recorded.turns:
        lane, other = turn.lane, _OTHER[turn.lane]
        while waiting and _place(waiting[0], other) <= at[other]:
            goal = _place(waiting[0], lane)
            if goal > max(turn.upto, at[lane]):
                break
            if goal > at[lane]:
                at[lane] = goal
                yield Read(lane, goal)
            yield waiting.popleft()
        if turn.upto > at[lane]:
            at[lane] = turn.upto
            yield Read(lane, turn.upto)
    yield from waiting


def _place(declaration: Declaration, lane: Lane) -> int:
    return declaration.live if lane is Lane.LIVE else declaration.backfill


def read_recorded(stations: Stations, connection: Connection, mark: Mark) -> Recorded:
    """Return what a replay that stands at ``mark`` still needs, as one transaction sees it."""
    declarations: list[Declaration] = []
    last = mark.declared
    while part := stations.catalog.declarations(connection, last):
        declarations += part
        last = part[-1].number
    return Recorded(turns=store.read_turns(connection), declarations=declarations)


@dataclass
class Replay:
    """Folds the past into a database of its own. It decides, sends and emits nothing."""

    stations: Stations
    history: History
    side: Database
    mark: Mark
    folded: int = 0

    def forward(self, recorded: Recorded, advance: Advance | None = None) -> int:
        """Take everything that was processed by then; return how many events there were.

        Raises:
            HistoryMissing: the log was trimmed, and nothing else holds these events.
        """
        before = self.folded
        goal = max(sum(_ends(recorded)), 1)
        for step in steps(recorded, self.mark):
            if isinstance(step, Read):
                self._read(step, lambda: self._tell(goal, advance))
            else:
                self._declare([step])
        return self.folded - before

    def _tell(self, goal: int, advance: Advance | None) -> None:
        if advance is not None:
            advance(min((self.mark.live + self.mark.backfill) / goal, 1.0), self.folded)

    def _read(self, step: Read, tell: Callable[[], None]) -> None:
        at = self.mark.live if step.lane is Lane.LIVE else self.mark.backfill
        while at < step.upto:
            found = self.history.read(step.lane, at, BATCH)
            batch = [logged for logged in found if logged.position <= step.upto]
            if not batch or (len(batch) < len(found) and batch[-1].position < step.upto):
                raise HistoryMissing(
                    f"The events up to {step.upto} are not in the log any more, so the state "
                    "cannot be made from nothing. Use --from-checkpoint."
                )
            self._fold(batch, step.lane)
            at = batch[-1].position
            self._move(step.lane, at)
            self.folded += len(batch)
            tell()

    def _move(self, lane: Lane, at: int) -> None:
        live = at if lane is Lane.LIVE else self.mark.live
        backfill = at if lane is Lane.BACKFILL else self.mark.backfill
        self.mark = Mark(live=live, backfill=backfill, declared=self.mark.declared)

    def _declare(self, declarations: Sequence[Declaration]) -> None:
        self.side.write(
            lambda connection: self.stations.catalog.declare_again(connection, declarations)
        )
        last = declarations[-1].number
        self.mark = Mark(live=self.mark.live, backfill=self.mark.backfill, declared=last)

    def _fold(self, batch: list[LoggedEvent], lane: Lane) -> None:
        try:
            self._change(batch, lane)
        except StorageError:
            raise
        except Exception:
            log.info("A batch failed; going on one event at a time.", exc_info=True)
            for logged in batch:
                self._one_by_one(logged, lane)

    def _one_by_one(self, logged: LoggedEvent, lane: Lane) -> None:
        """Leave out the event that could not be processed: it was set aside the first time too."""
        try:
            self._change([logged], lane)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001
            log.warning("Event %d is left out (%s).", logged.position, type(error).__name__)

    def _change(self, batch: list[LoggedEvent], lane: Lane) -> None:
        read = [interpreted(logged) for logged in batch]
        self.side.write(lambda connection: fold(self.stations, connection, read, lane))


def _ends(recorded: Recorded) -> tuple[int, int]:
    live = max((t.upto for t in recorded.turns if t.lane is Lane.LIVE), default=0)
    backfill = max((t.upto for t in recorded.turns if t.lane is Lane.BACKFILL), default=0)
    return live, backfill
