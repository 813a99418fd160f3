"""What one person did after they saw a variation, and before. Pure.

A window holds its first microsecond and not its last: ``[first, end)``.
"""

from __future__ import annotations

from collections.abc import Iterable

from tailorbird.core.clock import HOUR
from tailorbird.experiments.types import Experiment, Exposure, Measuring
from tailorbird.measurement.metrics import (
    ACTS,
    CAPPED,
    COMPLAINED,
    GOAL,
    MOST_ACTS,
    PAUSE,
    UNSUBSCRIBED,
    Metric,
    Shape,
    metrics_of,
)
from tailorbird.measurement.types import SEVERAL, Exposed, History, Outcome


def exposed(experiment: Experiment, seen: Iterable[Exposure]) -> Exposed | None:
    """Return how somebody is in an experiment, None where they are not.

    Counted is what they first saw while it ran. Who saw several of its variations is in none.
    """
    begun = experiment.started_at
    if begun is None:
        return None
    known = {one.key for one in experiment.variations}
    mine = [one for one in seen if one.variation in known and begun <= one.first_at]
    if experiment.stopped_at is not None:
        mine = [one for one in mine if one.first_at <= experiment.stopped_at]
    if not mine:
        return None
    first = min(mine, key=lambda one: (one.first_at, one.variation))
    several = len({one.variation for one in mine}) > 1
    return Exposed(variation=SEVERAL if several else first.variation, exposed_at=first.first_at)


def is_machine(experiment: Experiment, history: History, exposed_at: int) -> bool:
    """Whether no person can have done this: more acts within an hour than a hand makes.

    Looked at is what is counted: the time before the exposure, and the window.
    """
    measuring = experiment.measuring
    first, end = exposed_at - measuring.before, exposed_at + measuring.window
    instants = sorted(at for at, name in history.events if name in ACTS and first <= at < end)
    return any(
        later - first < HOUR for first, later in zip(instants, instants[MOST_ACTS:], strict=False)
    )


def outcome(experiment: Experiment, history: History, exposed_at: int) -> Outcome:
    """Return every metric of an experiment for somebody who was exposed at an instant."""
    measuring = experiment.measuring
    after = _counted(experiment, history, exposed_at, exposed_at + measuring.window)
    before = _counted(experiment, history, exposed_at - measuring.before, exposed_at)
    found: Outcome = {}
    for metric in metrics_of(experiment):
        if metric.shape is Shape.RATIO:
            found[metric.name] = (after["revenue"], after["orders"])
            continue
        cap = _cap(measuring, metric)
        found[metric.name] = (_capped(after[metric.name], cap), _capped(before[metric.name], cap))
    return found


def _cap(measuring: Measuring, metric: Metric) -> int | None:
    own = metric.name == measuring.metric and metric.name in CAPPED
    return measuring.cap if own else None


def _capped(value: int, cap: int | None) -> int:
    return value if cap is None else min(value, cap)


def _counted(experiment: Experiment, history: History, first: int, end: int) -> dict[str, int]:
    orders = [one for one in history.orders if first <= one.placed_at < end]
    events = [(at, name) for at, name in history.events if first <= at < end]
    bought = sum(one.stands for one in orders)
    visits = _visits(at for at, name in events if name in ACTS)
    found = {
        "ordered": int(bought > 0),
        "orders": bought,
        "revenue": sum(one.net_minor for one in orders if one.ours),
        "units": sum(one.units for one in orders),
        "visited": int(visits > 0),
        "visits": visits,
        "unsubscribes": _of(events, UNSUBSCRIBED),
        "complaints": _of(events, COMPLAINED),
    }
    goal = experiment.measuring.metric
    if goal.startswith(GOAL):
        found[goal] = _of(events, (goal.removeprefix(GOAL),))
    return found


def _of(events: Iterable[tuple[int, str]], names: Iterable[str]) -> int:
    wanted = frozenset(names)
    return sum(name in wanted for _, name in events)


def _visits(instants: Iterable[int]) -> int:
    """Return how many visits these acts are: after a pause another one begins."""
    count, last = 0, None
    for at in sorted(instants):
        if last is None or at - last > PAUSE:
            count += 1
        last = at
    return count
