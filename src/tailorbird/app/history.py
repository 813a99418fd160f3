"""Where the events of the past are read from."""

from __future__ import annotations

from tailorbird.events.archiving import EventArchive
from tailorbird.events.log import EventLog
from tailorbird.events.types import Lane, LoggedEvent


class LoggedHistory:
    """The past as far as the log still holds it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def begins_at(self) -> int:
        """Return the position of the first event that can still be read; 1 for an empty log."""
        first = [logged.position for lane in Lane for logged in self._log.read(lane, 0, 1)]
        return min(first, default=1)

    def read(self, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
        """Return the next events of a lane beyond a position."""
        return self._log.read(lane, after, limit)


class ArchivedHistory:
    """The past as far as the archive reaches back, and the log from there."""

    def __init__(self, archive: EventArchive) -> None:
        self._archive = archive

    def begins_at(self) -> int:
        """Return the position of the first event that can be read; 1 where nothing is gone."""
        return self._archive.begins_at()

    def read(self, lane: Lane, after: int, limit: int) -> list[LoggedEvent]:
        """Return the next events of a lane beyond a position."""
        return self._archive.read_lane(lane, after, limit)
