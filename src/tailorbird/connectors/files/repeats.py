"""Noticing that a row stands in a file twice, in bounded memory."""

from __future__ import annotations

REMEMBERED = 100_000


class Repeats:
    """Remembers the last 100,000 to 200,000 keys.

    A repeat further apart is not noticed here; its natural key still makes it the same event.
    """

    def __init__(self) -> None:
        self._most = REMEMBERED
        self._new: set[str] = set()
        self._old: set[str] = set()

    def knows(self, key: str) -> bool:
        """Whether this key came lately."""
        return key in self._new or key in self._old

    def seen(self, key: str) -> bool:
        """Whether this key came lately; it has come now."""
        if self.knows(key):
            return True
        if len(self._new) >= self._most:
            self._old, self._new = self._new, set()
        self._new.add(key)
        return False
