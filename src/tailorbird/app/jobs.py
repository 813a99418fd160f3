"""The work that recurs: what there is, when it is due, and which room does it."""

from __future__ import annotations

from dataclasses import dataclass

from tailorbird.app.archiving import Archiving
from tailorbird.app.rebuilding import Rebuilding
from tailorbird.core.clock import DAY, HOUR, MINUTE, Clock
from tailorbird.events.retention import forget_message_ids
from tailorbird.jobs.running import Held, Work
from tailorbird.jobs.types import Daily, Every, Job
from tailorbird.storage.database import Database

FORGET_MESSAGE_IDS = "forget_message_ids"
FORGET_JOB_HISTORY = "forget_job_history"
SEAL = "archive_seal"
COMPACT = "archive_compact"
TRIM = "log_trim"
SWEEP = "archive_sweep"
CHECKPOINT = "keep_checkpoint"
WEEK = 7 * DAY
HISTORY = 30 * DAY
_NIGHT = 3  # the hour at which shops are quiet; the jobs are spread over it


@dataclass(frozen=True)
class Chore:
    """One kind of job and what carries it out."""

    kind: Job
    work: Work


def chores(log: Database, clock: Clock, zone: str) -> list[Chore]:
    """Return the jobs that are done once for the shop, by whichever process is free."""

    def forget_ids(held: Held) -> None:
        forget_message_ids(log, clock.now(), held.check)

    def forget_history(held: Held) -> None:
        held.jobs.forget_history(clock.now() - HISTORY)

    return [
        Chore(Job(name=FORGET_MESSAGE_IDS, schedule=Daily(_NIGHT, 40, zone)), forget_ids),
        Chore(Job(name=FORGET_JOB_HISTORY, schedule=Daily(_NIGHT, 50, zone)), forget_history),
    ]


def archive_chores(archive: Archiving, zone: str) -> list[Chore]:
    """Return the archive's recurring work; each may be broken off and begun again."""
    return [
        Chore(Job(name=SEAL, schedule=Every(10 * MINUTE)), lambda held: archive.seal(held.check)),
        Chore(Job(name=COMPACT, schedule=Daily(_NIGHT, 10, zone)), lambda _: archive.compact()),
        Chore(
            Job(name=TRIM, schedule=Daily(_NIGHT, 20, zone)), lambda held: archive.trim(held.check)
        ),
        Chore(Job(name=SWEEP, schedule=Every(HOUR)), lambda _: archive.sweep()),
    ]


def rebuild_chores(rebuilding: Rebuilding) -> list[Chore]:
    """Return the job that keeps a snapshot, so that a rebuild need not begin at nothing."""

    def keep(held: Held) -> None:
        held.check()
        rebuilding.keep_checkpoint()

    return [Chore(Job(name=CHECKPOINT, schedule=Every(WEEK)), keep)]
