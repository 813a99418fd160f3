"""Train again from time to time, aside from everything else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Refresher:
    """Calls ``refresh`` every so many seconds, on its own thread."""

    def __init__(self, refresh: Callable[[], None], every: float) -> None:
        self._refresh = refresh
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="refresh", daemon=True)

    def start(self) -> None:
        """Begin; the first training is due after one interval."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the training at hand. Safe to call twice."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            try:
                self._refresh()
            except Exception:
                # what was learned before stays in use; the next round tries again
                log.exception("Learning from the orders failed; trying again later.")
