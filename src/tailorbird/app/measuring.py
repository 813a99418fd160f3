"""Measuring put together: sums made anew where a definition changed, and kept for each day."""

from __future__ import annotations

from tailorbird.app.archiving import Archiving
from tailorbird.app.jobs import Chore
from tailorbird.core.clock import MINUTE, Clock
from tailorbird.jobs.running import Held
from tailorbird.jobs.types import Daily, Every, Job
from tailorbird.measurement.service import Results
from tailorbird.measurement.whole import Whole
from tailorbird.pipeline import Stations

FILL, DAYS, CHECK = "measure_fill", "measure_days", "measure_check"
_HOUR, _MINUTE = 23, 50  # at the end of the shop's day
_AT_NIGHT = (3, 35)


def results_of(stations: Stations, clock: Clock, archive: Archiving) -> Results:
    """Put the pieces together."""
    database, progress = stations.database, stations.progress
    whole = Whole(database, archive, stations.currency)
    return Results(database, progress, stations.measuring, clock, whole)


def measuring_chores(results: Results, zone: str) -> list[Chore]:
    """Return the recurring work on results."""

    def fill(held: Held) -> None:
        results.fill_waiting(held.check)

    def keep(held: Held) -> None:
        held.check()
        results.keep_days()

    def check(held: Held) -> None:
        results.check_all(held.check)

    return [
        Chore(Job(name=FILL, schedule=Every(MINUTE)), fill),
        Chore(Job(name=DAYS, schedule=Daily(_HOUR, _MINUTE, zone)), keep),
        Chore(Job(name=CHECK, schedule=Daily(*_AT_NIGHT, zone)), check),
    ]
