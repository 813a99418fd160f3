"""The worker: keeps processing behind the doors, in a thread of whatever runs it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from math import inf

from tailorbird.core.clock import SECOND
from tailorbird.core.errors import StorageError
from tailorbird.events import outbox
from tailorbird.events.types import Lane
from tailorbird.pipeline import BATCH, Stations, look_at_due, process
from tailorbird.segments.store.members import next_due

log = logging.getLogger(__name__)
IDLE_SECONDS = 1.0
# How often a process looks for events that another process appended: nobody wakes it.
NEAR_SECONDS = 0.05
# A breath between batches: events that arrive meanwhile share one transaction, and the doors get
# the interpreter. Readers do not notice, they fold what is not processed yet themselves.
GATHER_SECONDS = 0.004
# So long may events wait while the doors of this process are busy: an answer at the door goes
# before bookkeeping, and what came in a burst is processed together.
GIVE_WAY_SECONDS = 0.25
RETRY_SECONDS = 2.0


class Part(StrEnum):
    """What a process does for its shop."""

    WHOLE = "whole"
    """It takes events in and processes them."""
    DOORS = "doors"
    """It takes events in; a worker in another process does the rest."""
    WORKER = "worker"
    """It processes what others take in, and does the housekeeping."""


class Timers:
    """Looks at people who are due, and knows when the next one is.

    Whatever this process does may set a timer, so it looks anew after every step; where others
    work beside it, as often as it looks for their events.
    """

    def __init__(self, stations: Stations) -> None:
        self._stations = stations
        self._again = 0.0  # by the process' own clock: under load nobody asks more often

    def look(self) -> int:
        """Look at some of those who are due now; return how many."""
        if time.monotonic() < self._again:
            return 0
        due = self._next()
        if due is None or due > self._stations.clock.now():
            self._again = time.monotonic() + NEAR_SECONDS
            return 0
        return look_at_due(self._stations)

    def seconds_left(self) -> float:
        """Return how long until somebody is due; infinite for never."""
        due = self._next()
        return inf if due is None else (due - self._stations.clock.now()) / SECOND

    def _next(self) -> int | None:
        with self._stations.database.read() as connection:
            return next_due(connection)


class Worker:
    """Processes live events first, imports in between, and sleeps when there is nothing."""

    def __init__(self, stations: Stations, *, alone: bool = True) -> None:
        self._stations = stations
        self._alone = alone  # whether every event is appended in this process
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._given = 0.0  # seconds waited for the doors since nothing was left behind
        self._timers = Timers(stations)

    def start(self) -> None:
        """Begin working."""
        self._stations.log.on_append(self._wake.set)
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch at hand and stop. Safe to call twice."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        self._step(lambda: outbox.relay(self._stations.database, self._stations.log))
        while not self._stop.is_set():
            self._wake.clear()
            done = self._step(self._work_once)
            if done < BATCH:  # nothing is left behind: what comes now may gather again
                self._given = 0.0
            if not done:
                self._wake.wait(self._idle())
            self._give_way()

    def _give_way(self) -> None:
        """Take a breath, and go on breathing while the doors are busy, up to a limit."""
        while not self._stop.is_set():
            before = self._stations.log.commits
            self._stop.wait(GATHER_SECONDS)
            self._given += GATHER_SECONDS
            busy = self._stations.log.busy or self._stations.log.commits > before + 1
            if not busy or self._given >= GIVE_WAY_SECONDS:
                return

    def _idle(self) -> float:
        """Return for how many seconds nothing need be done unless somebody wakes us."""
        longest = IDLE_SECONDS if self._alone else NEAR_SECONDS
        return min(longest, max(0.0, self._timers.seconds_left()))

    def _work_once(self) -> int:
        # the outbox last: what an earlier step could not relay is not left until the next event
        return (
            process(self._stations, Lane.LIVE) + self._timers.look()
            or process(self._stations, Lane.BACKFILL)
            or outbox.relay(self._stations.database, self._stations.log)
        )

    def _step(self, step: Callable[[], int]) -> int:
        try:
            done = step()
        except StorageError as error:
            log.warning("%s Trying again.", error.message)
            return self._pause(error)
        except Exception:
            # a defect of ours: the worker lives on, because nothing else would start it again
            log.exception("Processing failed. Trying again.")
            return self._pause(StorageError("Events cannot be processed now; the log says why."))
        self._stations.progress.recover()
        return done

    def _pause(self, error: StorageError) -> int:
        self._stations.progress.fail(error)
        self._stop.wait(RETRY_SECONDS)
        return 0
