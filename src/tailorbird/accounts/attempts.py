"""How long somebody waits after wrong passwords. Pure."""

from __future__ import annotations

from tailorbird.core.clock import DAY, MINUTE, SECOND

FREE = 5  # wrong passwords anybody may type before the first wait
FORGOTTEN = DAY
# An account is blocked for a short while at most: a stranger must not lock the owner out.
LONGEST_FOR_ACCOUNT = MINUTE
LONGEST_FOR_ADDRESS = 15 * MINUTE


def wait_after(failures: int, longest: int) -> int:
    """Return the microseconds to wait after so many wrong passwords: none, then ever twice as long.

    >>> [wait_after(n, 60_000_000) // 1_000_000 for n in (1, 4, 5, 6, 7, 8, 30)]
    [0, 0, 1, 2, 4, 8, 60]
    """
    if failures < FREE:
        return 0
    return min(SECOND << min(failures - FREE, 32), longest)


def failures_now(failures: int, last_at: int, now: int) -> int:
    """Return how many failures still count; a day without one forgives all."""
    return failures if now - last_at < FORGOTTEN else 0
