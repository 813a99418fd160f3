"""Experiments put together: what draws people reads the segments, and leaves events in the log."""

from __future__ import annotations

from collections.abc import Sequence

from tailorbird.app.jobs import Chore
from tailorbird.core.clock import HOUR, Clock
from tailorbird.core.errors import NotFound
from tailorbird.events.types import Event, Lane
from tailorbird.experiments.service import Experiments
from tailorbird.jobs.running import Held
from tailorbird.jobs.types import Every, Job
from tailorbird.pipeline import Stations, accept
from tailorbird.segments.service import Segments

TURN = "experiment_turns"


def experiments_of(stations: Stations, clock: Clock, segments: Segments) -> Experiments:
    """Put the pieces together."""

    def emit(events: Sequence[Event]) -> None:
        accept(stations, events, Lane.LIVE)

    def segments_of(profile_id: str) -> set[str]:
        return {one.segment_id for one, _ in segments.of_person(profile_id)}

    def exists(segment_id: str) -> bool:
        try:
            segments.get(segment_id)
        except NotFound:
            return False
        return True

    return Experiments(
        stations.database,
        stations.log,
        stations.progress,
        clock,
        emit=emit,
        segments_of=segments_of,
        segment_exists=exists,
    )


def experiment_chores(experiments: Experiments) -> list[Chore]:
    """Return the recurring work on experiments."""

    def turn(held: Held) -> None:
        held.check()
        experiments.turn()

    return [Chore(Job(name=TURN, schedule=Every(HOUR)), turn)]
