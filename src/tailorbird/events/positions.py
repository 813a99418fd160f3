"""How far processing has come, and waiting for it."""

from __future__ import annotations

import threading

from tailorbird.core.errors import TailorbirdError
from tailorbird.events import store
from tailorbird.events.types import Lane
from tailorbird.storage.database import Connection, Database

PROCESSOR = "processor"


class Progress:
    """The processor's position in each lane, as committed; others may wait for it."""

    def __init__(self, database: Database) -> None:
        self._changed = threading.Condition()
        self._trouble: TailorbirdError | None = None
        with database.read() as connection:
            self._positions = {
                lane: store.load_position(connection, PROCESSOR, lane) for lane in Lane
            }

    def at(self, lane: Lane) -> int:
        """Return the last processed position of a lane."""
        return self._positions[lane]

    def advance(self, lane: Lane, position: int) -> None:
        """Tell everybody waiting that a lane has been processed up to a position."""
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

    def wait_or_raise(self, lane: Lane, position: int) -> None:
        """Wait until a lane is processed up to a position, or raise what keeps it from going on."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._positions[lane] >= position or self._trouble is not None
            )
            if self._positions[lane] < position and self._trouble is not None:
                raise self._trouble

    def stored(self, connection: Connection, lane: Lane) -> int:
        """Return a lane's position as this connection sees it, beside what was folded by then."""
        return store.load_position(connection, PROCESSOR, lane)

    def standing(self, connection: Connection) -> tuple[int, int]:
        """Return how far live and backfill are processed, as this transaction sees it."""
        return self.stored(connection, Lane.LIVE), self.stored(connection, Lane.BACKFILL)

    def wait(self, lane: Lane, position: int, seconds: float) -> bool:
        """Wait until a lane is processed up to a position; False if it took longer."""
        with self._changed:
            return self._changed.wait_for(lambda: self._positions[lane] >= position, seconds)
