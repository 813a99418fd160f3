"""What a job is, when it is due, and one attempt at it. Times and spans are microseconds."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct

from tailorbird.core.clock import HOUR, MINUTE, SECOND


class Every(Struct, frozen=True, tag="every"):
    """Due again so many microseconds after it was due before; what was missed is not made up."""

    span: int


class Daily(Struct, frozen=True, tag="daily"):
    """Due once a day at a wall-clock time of a zone, such as ``Europe/London``."""

    hour: int
    minute: int
    zone: str


Schedule = Every | Daily


class Backoff(Struct, frozen=True):
    """How long to wait after a failure: ``first``, then twice as long each time, up to ``most``."""

    first: int = 30 * SECOND
    most: int = HOUR


class Job(Struct, frozen=True, kw_only=True):
    """A kind of work. Without a schedule it runs only when it is asked for.

    ``lease`` is how long a runner that says nothing is believed to be alive. A job must bear being
    run again from the start: a runner may die at any moment.
    """

    name: str
    schedule: Schedule | None = None
    attempts: int = 5
    backoff: Backoff = Backoff()
    lease: int = MINUTE


class State(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DEAD = "dead"
    """Failed as often as it may; it waits for somebody to ask for it again."""


class Outcome(StrEnum):
    """How an attempt ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"
    """Its runner was not heard of until the lease ended: killed, or cut off."""
    STOPPED = "stopped"
    """Its runner was asked to end and gave the job back."""


class Run(Struct, frozen=True, kw_only=True):
    """One attempt at a job, as its runner holds it.

    ``number`` grows with every attempt at anything and is the fence: what a runner does under a
    number that is no longer the job's is refused.
    """

    number: int
    name: str
    key: str
    payload: Any
    attempt: int
    started_at: int


class PastRun(Struct, frozen=True, kw_only=True):
    """One attempt as the history keeps it; ``ended_at`` is 0 while it goes on."""

    number: int
    name: str
    key: str
    attempt: int
    runner: str
    started_at: int
    ended_at: int
    outcome: Outcome
    message: str


class Standing(Struct, frozen=True, kw_only=True):
    """Where one job stands, and its last attempt, if there was one.

    ``failures`` counts attempts since the last one that succeeded.
    """

    name: str
    key: str
    state: State
    due_at: int
    failures: int
    last: PastRun | None = None
