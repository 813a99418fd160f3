"""How far processing has come, in whatever process it runs, and waiting for it."""

from __future__ import annotations

import threading
from itertools import repeat

from tailorbird.core.errors import TailorbirdError
from tailorbird.events import store
from tailorbird.events.types import Lane
from tailorbird.storage.database import Connection, Database

PROCESSOR = "processor"
# How often one who waits looks into the database: what another process did, nobody tells here.
LOOK_SECONDS = 0.01


class Overtaken(Exception):
    """Another process has taken these events; go on behind them."""


class Progress:
    """The processor's position in each lane, as committed; others may wait for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changed = threading.Condition()
        self._trouble: TailorbirdError | None = None
        self._positions = dict.fromkeys(Lane, 0)

    def at(self, lane: Lane) -> int:
        """Return the last processed position of a lane, whichever process came so far."""
        with self._database.read() as connection:
            return self.stored(connection, lane)

    def stored(self, connection: Connection, lane: Lane) -> int:
        """Return a lane's position as this connection sees it, beside what was folded by then."""
        return store.load_position(connection, PROCESSOR, lane)

    def go_on(self, connection: Connection, lane: Lane, after: int) -> None:
        """Begin a change by what follows ``after``; until it ends, no other process does so.

        Raises:
            Overtaken: the lane does not stand at ``after`` any more.
        """
        if store.lock_positions(connection, PROCESSOR)[lane] != after:
            raise Overtaken

    def standing(self, connection: Connection) -> tuple[int, int]:
        """Return how far live and backfill are processed; nobody goes on until the change ends."""
        held = store.lock_positions(connection, PROCESSOR)
        return held[Lane.LIVE], held[Lane.BACKFILL]

    def advance(self, lane: Lane, position: int) -> None:
        """Tell everybody waiting here that a lane has been processed up to a position."""
        with self._changed:
            self._positions[lane] = position
            self._trouble = None
            self._changed.notify_all()

    def fail(self, trouble: TailorbirdError) -> None:
        """Tell everybody waiting that processing cannot go on for now; ``recover`` ends that."""
        with self._changed:
            self._trouble = trouble
            self._changed.notify_all()

    def recover(self) -> None:
        """Say that processing goes on again, also where there was nothing to advance over."""
        with self._changed:
            self._trouble = None

    def wait(self, lane: Lane, position: int, seconds: float) -> bool:
        """Wait until a lane is processed up to a position; False if it took longer."""
        for _ in range(max(round(seconds / LOOK_SECONDS), 1)):
            if self._wait(lane, position, min(seconds, LOOK_SECONDS)):
                return True
        return False

    def wait_or_raise(self, lane: Lane, position: int) -> None:
        """Wait until a lane is processed up to a position, or raise what keeps it from going on."""
        for _ in repeat(None):
            if self._wait(lane, position, LOOK_SECONDS * 5):
                return
            if self._trouble is not None:
                raise self._trouble

    def _wait(self, lane: Lane, position: int, seconds: float) -> bool:
        """Wait to be told, then look; True once the lane is there."""
        with self._changed:
            if self._changed.wait_for(
                lambda: self._positions[lane] >= position or self._trouble is not None, seconds
            ):
                return self._positions[lane] >= position
        return self.at(lane) >= position
