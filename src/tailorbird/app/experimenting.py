"""Experiments put together: what draws people reads the segments, and leaves events in the log."""

from __future__ import annotations

from collections.abc import Sequence

from tailorbird.app.jobs import Chore
from tailorbird.core.clock import HOUR, Clock, day_number
from tailorbird.core.errors import NotFound
from tailorbird.decisions.service import TACTIC, Decisions
from tailorbird.events.types import Event, Lane
from tailorbird.experiments.holdouts import Volume
from tailorbird.experiments.service import Experiments
from tailorbird.jobs.running import Held
from tailorbird.jobs.types import Every, Job
from tailorbird.pipeline import Stations, accept
from tailorbird.profiles.known import KnownPeople
from tailorbird.recommendations.service import Recommendations
from tailorbird.segments.service import Segments

TURN = "experiment_turns"
MONTH = 30  # days


def experiments_of(stations: Stations, clock: Clock, segments: Segments) -> Experiments:
    """Put the pieces together."""

    def emit(events: Sequence[Event]) -> None:
        accept(stations, events, Lane.LIVE).result()  # durable before anybody answers for it

    def segments_of(profile_id: str) -> set[str]:
        return {one.segment_id for one, _ in segments.of_person(profile_id)}

    def exists(segment_id: str) -> bool:
        try:
            segments.get(segment_id)
        except NotFound:
            return False
        return True

    def volume() -> Volume:
        today = day_number(clock.now())
        trade = stations.profiles.trade_by_day(today - MONTH + 1, today)
        people = KnownPeople(stations.database).visitors(clock.now(), MONTH)
        return Volume(people=people.number, orders=sum(day.orders for day in trade))

    return Experiments(
        stations.database,
        stations.log,
        stations.progress,
        clock,
        emit=emit,
        segments_of=segments_of,
        segment_exists=exists,
        volume=volume,
    )


def decisions_of(
    stations: Stations, recommendations: Recommendations, experiments: Experiments
) -> Decisions:
    """Put together what chooses for a page; who is held out of it is asked of the experiments."""

    def left_out(profile_id: str) -> bool:
        return experiments.withheld(profile_id, TACTIC) is not None

    return Decisions(stations.catalog, stations.profiles, recommendations, stations.clock, left_out)


def experiment_chores(experiments: Experiments) -> list[Chore]:
    """Return the recurring work on experiments."""

    def turn(held: Held) -> None:
        held.check()
        experiments.turn()

    return [Chore(Job(name=TURN, schedule=Every(HOUR)), turn)]
