"""How many events one key may send: a full bucket at first, refilled all the time."""

from __future__ import annotations

import time
from collections.abc import Callable

from tailorbird.core.errors import TooMany

BURST_SECONDS = 10.0


class Limit:
    """Counts by key, in this process. Lives on the event loop only: nothing here needs a lock.

    Only keys of the shop come here, so there is one bucket for each and no more.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}  # key -> events left, as of when

    def take(self, key: str, events: int, per_second: int) -> None:
        """Count events of a key that may send so many a second, 0 for any number.

        A call larger than the bucket passes when the bucket is full.

        Raises:
            TooMany: with the seconds after which the same call passes.
        """
        if not per_second:
            return
        now, full = self._clock(), per_second * BURST_SECONDS
        left, at = self._buckets.get(key, (full, now))
        left = min(full, left + (now - at) * per_second)
        needed = min(float(events), full)
        if left < needed:
            raise TooMany(
                f"This key may send {per_second:,} events a second; send the same call again "
                "after the time in Retry-After.",
                wait_seconds=(needed - left) / per_second,
            )
        self._buckets[key] = (left - needed, now)
