"""The recurring work of erasures: the log soon, also after a crash; the archive every night."""

from __future__ import annotations

from collections.abc import Callable

from tailorbird.app.jobs import Chore
from tailorbird.app.privacy_requests import PrivacyRequests
from tailorbird.core.clock import MINUTE, Clock
from tailorbird.jobs.running import Held
from tailorbird.jobs.service import Jobs
from tailorbird.jobs.types import Daily, Job
from tailorbird.storage.database import Connection, Database

ERASE_FROM_LOG = "erase_from_log"
ERASE_FROM_ARCHIVE = "erase_from_archive"
_NIGHT, _MINUTE = 3, 20
_SOON = MINUTE  # whoever erases does it at once; this is for the one who died in between


def asking(database: Database, clock: Clock) -> Callable[[Connection], None]:
    """Return what asks for the log's part within the change that makes it necessary."""
    jobs = Jobs(database, clock, [Job(name=ERASE_FROM_LOG)])
    return lambda connection: jobs.ask_within(
        connection, ERASE_FROM_LOG, due_at=clock.now() + _SOON
    )


def erasing(requests: PrivacyRequests, zone: str) -> list[Chore]:
    """Return the jobs that finish erasures."""

    def from_log(held: Held) -> None:
        requests.finish(held.check, in_archive=False)

    def from_archive(held: Held) -> None:
        requests.finish(held.check)

    nightly = Daily(_NIGHT, _MINUTE, zone)
    return [
        Chore(Job(name=ERASE_FROM_LOG), from_log),
        Chore(Job(name=ERASE_FROM_ARCHIVE, schedule=nightly), from_archive),
    ]
