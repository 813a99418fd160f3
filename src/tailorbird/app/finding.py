"""People as another system asks for them: by an identifier, and with what was sent just now."""

from __future__ import annotations

from tailorbird.core.errors import TooMany
from tailorbird.events.types import Lane
from tailorbird.pipeline import Stations
from tailorbird.profiles.finding import find, page_of_ids
from tailorbird.profiles.types import IdentityKind, Person

_NUL = "\x00"  # no database keeps one, PostgreSQL does not even ask for one
PATIENCE = 10.0  # seconds an answer may wait for the events before it to be processed


class Finding:
    """Reads people of one shop. Blocks; safe for many threads."""

    def __init__(self, stations: Stations) -> None:
        self._stations = stations

    def settle(self, seconds: float = PATIENCE) -> None:
        """Wait until everything acknowledged so far shows.

        Raises:
            TooMany: it takes too long; what was acknowledged is safe.
        """
        last = self._stations.log.last_position(Lane.LIVE)
        if not self._stations.progress.wait(Lane.LIVE, last, seconds):
            raise TooMany("What came before is still being processed; ask again.", wait_seconds=1)

    def by_id(self, profile_id: str) -> Person | None:
        """Return the person with a profile id; one that went on as another leads there."""
        if _NUL in profile_id:
            return None
        return self._stations.profiles.person(profile_id, bought_since=0, events=0, orders=0)

    def by_identifier(self, kind: IdentityKind, value: str) -> Person | None:
        """Return the person an identifier belongs to, None if nobody has it."""
        known = _NUL not in value
        profile_id = find(self._stations.database, kind, value) if known else None
        return None if profile_id is None else self.by_id(profile_id)

    def page(self, after: str, limit: int) -> list[Person]:
        """Return the next people by their profile ids; ``after`` is empty for the first."""
        ids = page_of_ids(self._stations.database, after, limit)
        return [person for one in ids if (person := self.by_id(one)) is not None]
