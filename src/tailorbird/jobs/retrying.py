"""How long to wait after a failure."""

from __future__ import annotations

from tailorbird.jobs.types import Backoff

_DOUBLINGS = 40  # enough to reach any ``most``


def delay(backoff: Backoff, failures: int, chance: float) -> int:
    """Return how long to wait after so many failures in a row (1 or more).

    ``chance`` (0 to 1) spreads the wait over the upper half of its length, so that many that failed
    together do not come back together.
    """
    whole = min(backoff.first << min(failures - 1, _DOUBLINGS), backoff.most)
    return whole // 2 + int(whole // 2 * chance)
