"""The floors' recurring work: counting what the shop has."""

from __future__ import annotations

from tailorbird.app.jobs import Chore
from tailorbird.guardrails.service import Floors
from tailorbird.jobs.running import Held
from tailorbird.jobs.types import Daily, Job

COUNT = "floor_count"
_HOUR, _MINUTE = 3, 15


def floor_chores(floors: Floors, zone: str) -> list[Chore]:
    """Return the recurring work on floors."""

    def count(held: Held) -> None:
        held.check()
        floors.count()

    return [Chore(Job(name=COUNT, schedule=Daily(_HOUR, _MINUTE, zone)), count)]
