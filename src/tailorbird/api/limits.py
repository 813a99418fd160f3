"""How many events one public key may send: a full bucket at first, refilled every second."""

from __future__ import annotations

import time
from collections.abc import Callable

from tailorbird.core.errors import TooMany

BURST_SECONDS = 10.0


class Limit:
    """Counts by key, in this process. Lives on the event loop only: nothing here needs a lock.

    Only keys of the shop come here, so there is one bucket for each and no more.
    """

    def __init__(self, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = float(per_second)
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}  # key -> events left, as of when

    def take(self, key: str, events: int) -> None:
        """Count events of a key; a call larger than the bucket passes when the bucket is full.

        Raises:
            TooMany: with the seconds after which the same call passes.
        """
        if not self._rate:
            return
        now, full = self._clock(), self._rate * BURST_SECONDS
        left, at = self._buckets.get(key, (full, now))
        left = min(full, left + (now - at) * self._rate)
        needed = min(float(events), full)
        if left < needed:
            raise TooMany(
                f"This key may send {self._rate:,.0f} events a second; send the same call again "
                "after the time in Retry-After.",
                wait_seconds=(needed - left) / self._rate,
            )
        self._buckets[key] = (left - needed, now)
