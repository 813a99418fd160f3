"""Runs jobs on threads: claim, work, finish; a heartbeat keeps the lease meanwhile."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from tailorbird.core.clock import SECOND
from tailorbird.core.errors import LeaseLost, StorageError, TailorbirdError
from tailorbird.jobs.service import Jobs
from tailorbird.jobs.types import Job, Run
from tailorbird.storage.database import Connection

log = logging.getLogger(__name__)
T = TypeVar("T")
IDLE_SECONDS = 1.0
RETRY_SECONDS = 5.0
_BEATS = 3  # renewals in one lease
DEFECT = "This did not work ({kind}); the log has the details. Please report it."


class Stopping(Exception):
    """The runner was asked to end; raised by `Held.check` to leave a long piece of work."""


class Held:
    """A job in the hands of its work: what was asked for, and how to end it."""

    def __init__(self, jobs: Jobs, run: Run, stop: threading.Event) -> None:
        self.jobs = jobs  # for work that asks for more work
        self._run = run
        self._stop = stop
        self.lost = False
        self.finished = False

    @property
    def key(self) -> str:
        """Which one it is of its kind; empty for the one of a schedule."""
        return self._run.key

    @property
    def payload(self) -> Any:
        """What was asked for."""
        return self._run.payload

    def check(self) -> None:
        """Call between the parts of a long piece of work.

        Raises:
            Stopping: the program ends; leave, the job is begun again elsewhere.
            LeaseLost: another runner has the job.
        """
        if self.lost:
            raise LeaseLost(f"The job {self._run.name} was given to another runner.")
        if self._stop.is_set():
            raise Stopping

    def finish_with(self, change: Callable[[Connection], T]) -> T:
        """Finish together with the effect, in one transaction on the operational database.

        Raises:
            LeaseLost: another runner has the job; the effect was not kept.
        """
        result = self.jobs.finish_with(self._run, change)
        self.finished = True
        return result


Work = Callable[[Held], object]


class Runner:
    """Carries out due jobs until stopped; ``name`` says in the history who did it."""

    def __init__(
        self,
        jobs: Jobs,
        kinds: Mapping[str, Job],
        works: Mapping[str, Work],
        name: str,
        threads: int = 2,
    ) -> None:
        self._jobs = jobs
        self._kinds = kinds
        self._works = works
        self._name = name
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._threads = [
            threading.Thread(target=self._loop, name=f"jobs {number}", daemon=True)
            for number in range(threads)
        ]

    @property
    def started(self) -> bool:
        """Whether work is carried out here."""
        return any(thread.is_alive() for thread in self._threads)

    def start(self) -> None:
        """Begin working."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look at once whether something is due."""
        self._wake.set()

    def stop(self) -> None:
        """Finish or give back what is under way, then stop. Safe to call twice."""
        self._stop.set()
        self._wake.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def run_due(self) -> int:
        """Carry out what is due, on the caller's thread; return how many attempts there were."""
        done = 0
        while not self._stop.is_set() and (run := self._jobs.claim(self._name)) is not None:
            self._carry_out(run)
            done += 1
        return done

    def _loop(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self.run_due()
            except StorageError as error:
                log.warning("%s Trying again.", error.message)
                self._stop.wait(RETRY_SECONDS)
            except Exception:
                # a defect of ours: the runner lives on, because nothing else would start it again
                log.exception("Running jobs failed. Trying again.")
                self._stop.wait(RETRY_SECONDS)
            self._wake.wait(IDLE_SECONDS)

    def _carry_out(self, run: Run) -> None:
        held = Held(self._jobs, run, self._stop)
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(run, held, over), daemon=True)
        beat.start()
        try:
            self._attempt(run, held)
        except LeaseLost as error:
            log.warning("%s", error.message)
        finally:
            over.set()
            beat.join()

    def _attempt(self, run: Run, held: Held) -> None:
        try:
            self._works[run.name](held)
        except Stopping:
            if not held.finished:
                self._jobs.give_back(run)
        except LeaseLost:
            raise
        except TailorbirdError as error:
            log.warning("The job %s failed: %s", run.name, error.message)
            self._fail(run, held, error.message)
        except Exception as error:
            # the error's own words may name a person, so only its kind is kept
            log.exception("The job %s failed.", run.name)
            self._fail(run, held, DEFECT.format(kind=type(error).__name__))
        else:
            if not held.finished:
                self._jobs.finish(run)

    def _fail(self, run: Run, held: Held, message: str) -> None:
        if not held.finished:  # what goes wrong after the end changes nothing about it
            self._jobs.fail(run, message)

    def _beat(self, run: Run, held: Held, over: threading.Event) -> None:
        every = self._kinds[run.name].lease / SECOND / _BEATS
        while not over.wait(every):
            try:
                self._jobs.renew(run)
            except LeaseLost:
                held.lost = not held.finished and not over.is_set()
                return
            except TailorbirdError as error:
                log.warning("The job %s could not be renewed: %s", run.name, error.message)
