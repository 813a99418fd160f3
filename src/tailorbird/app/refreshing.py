"""What every serving process does for itself, because its result fills that process's memory.

A job is done once for the shop, by whichever process is free. Learning is different: each process
that answers shoppers holds what was learned in its own memory and has to learn it itself.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from tailorbird.core.clock import SECOND, Clock
from tailorbird.core.errors import StorageError, TailorbirdError
from tailorbird.jobs.running import DEFECT
from tailorbird.jobs.service import Jobs
from tailorbird.jobs.types import Outcome

log = logging.getLogger(__name__)


class Refresher:
    """Calls ``refresh`` every so many seconds on its own thread, and writes down how it went.

    Its rounds stand in the history of jobs under ``name``, by ``runner``, for the merchant to see.
    """

    def __init__(
        self,
        refresh: Callable[[], None],
        every: float,
        *,
        name: str,
        runner: str,
        jobs: Jobs,
        clock: Clock,
    ) -> None:
        self._refresh = refresh
        self._every = every
        self._name = name
        self._runner = runner
        self._jobs = jobs
        self._clock = clock
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="refresh", daemon=True)
        self.failures = 0
        self.due_at = 0
        self.busy = False

    @property
    def started(self) -> bool:
        """Whether this process does the work at all."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin; the first round is due after one interval."""
        self._thread.start()

    def wake(self) -> None:
        """Begin a round now."""
        self._wake.set()

    def stop(self) -> None:
        """Stop after the round at hand. Safe to call twice."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self.due_at = self._clock.now() + round(self._every * SECOND)
            self._wake.wait(self._every)
            self._wake.clear()
            if not self._stop.is_set():
                self.round()

    def round(self) -> None:
        """Do the work once and write down how it went; a failure is logged, never raised."""
        began, self.busy = self._clock.now(), True
        trouble = self._tried()
        self.busy = False
        self.failures = self.failures + 1 if trouble else 0
        outcome = Outcome.FAILED if trouble else Outcome.DONE
        try:
            self._jobs.note(self._name, self._runner, began, outcome, trouble)
        except StorageError as error:
            log.warning("%s", error.message)

    def _tried(self) -> str:
        """Do the work; return what went wrong, empty for nothing."""
        try:
            self._refresh()
        except TailorbirdError as error:
            log.warning("Learning from the orders failed: %s", error.message)
            return error.message
        except Exception as error:
            # what was learned before stays in use; the next round tries again
            log.exception("Learning from the orders failed; trying again later.")
            return DEFECT.format(kind=type(error).__name__)
        return ""
