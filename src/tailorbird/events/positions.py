"""How far processing has come, and waiting for it."""

from __future__ import annotations

import threading

from tailorbird.events import store
from tailorbird.events.types import Lane
from tailorbird.storage.database import Database

PROCESSOR = "processor"


class Progress:
    """The processor's position in each lane, as committed; others may wait for it."""

    def __init__(self, database: Database) -> None:
        self._changed = threading.Condition()
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
            self._changed.notify_all()

    def wait(self, lane: Lane, position: int, seconds: float) -> bool:
        """Wait until a lane is processed up to a position; False if it took longer."""
        with self._changed:
            return self._changed.wait_for(lambda: self._positions[lane] >= position, seconds)

    def behind(self, last: int) -> bool:
        """Whether some lane may still have events to process up to position ``last``.

        Positions are shared by the lanes, so the log's last event is in one of them.
        """
        return max(self._positions.values()) < last

    def wait_any(self, seconds: float) -> None:
        """Wait for the next step of any lane, at most so long."""
        with self._changed:
            self._changed.wait(seconds)
