"""A clock that stands still until it is told to move."""

from __future__ import annotations

from tailorbird.core.clock import DAY

SOME_DAY = 20_000 * DAY  # 2024-10-04


class StillClock:
    """Tells the time it was set to, microseconds UTC."""

    def __init__(self, at: int = SOME_DAY) -> None:
        self._at = at

    def now(self) -> int:
        """Return the time it was set to."""
        return self._at

    def set(self, at: int) -> None:
        """Go to an instant, forwards or back."""
        self._at = at

    def move(self, by: int) -> None:
        """Go on by so many microseconds."""
        self._at += by
