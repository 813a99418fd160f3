"""Faults put into simulated experiments, each named by the result; and clean ones without an alarm.

Simulated is what is known of people: when they were exposed, whether they were known before, what
they did before and after. From that follow counts and sums, which the product's rules judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.experiments.types import WHOLE, Experiment, Measuring, Status, Variation
from tailorbird.measurement.health import Counts, Fault, Finding, findings
from tailorbird.measurement.types import Sums
from tailorbird.statistics.types import Paired

ARMS = ("control", "green", "nobody")  # the last has no share of the people
PEOPLE, DAYS = 20_000, 14
CLEAN = {True: 1_000, False: 60}
MOST_FALSE = 0.01  # of clean experiments
TIMES = {True: 25, False: 3}  # each fault
WHO, ARM, DAY, KNOWN, ORDERS, BEFORE, VISITS = range(7)
People = NDArray[np.int64]
Broken = Callable[[np.random.Generator, "Run"], None]


@dataclass
class Run:
    """One experiment: a row a person, and what else was counted."""

    people: People
    several: int = 0
    machines: int = 0
    outside: int = 0
    unknown: int = 0


EXPERIMENT = Experiment(
    experiment_id="simulated",
    key="simulated",
    name="Simulated",
    status=Status.RUNNING,
    variations=(
        Variation(key=ARMS[0], name="Control", weight=WHOLE // 2),
        Variation(key=ARMS[1], name="Green", weight=WHOLE // 2),
        Variation(key=ARMS[2], name="Nobody", weight=0),
    ),
    measuring=Measuring(metric="orders"),
    started_at=1,
)


def clean(chance: np.random.Generator) -> Run:
    """Return an experiment in which nothing is wrong: some people order, many come."""
    eager = chance.gamma(0.5, 1.0, PEOPLE)
    columns = [
        np.arange(PEOPLE),
        chance.integers(0, 2, PEOPLE),
        chance.integers(0, DAYS, PEOPLE),
        chance.integers(0, 2, PEOPLE),
        chance.poisson(0.1 * eager),
        chance.poisson(0.1 * eager),
        chance.poisson(eager),
    ]
    # a few people see both arms, a few are machines, as in every shop
    return Run(np.stack(columns), several=int(chance.poisson(20)), machines=int(chance.poisson(40)))


def _lost(chance: np.random.Generator, run: Run, where: NDArray[np.bool_], share: float) -> None:
    gone = where & (chance.random(run.people.shape[1]) < share)
    run.people = run.people[:, ~gone]


def lost_exposures(chance: np.random.Generator, run: Run) -> None:
    """One arm loses one exposure in ten, as a redirect does."""
    _lost(chance, run, run.people[ARM] == 1, 0.1)


def lost_among_returning(chance: np.random.Generator, run: Run) -> None:
    """One arm loses them among returning people, the other the same among new ones."""
    _lost(chance, run, (run.people[ARM] == 1) & (run.people[KNOWN] == 1), 0.15)
    _lost(chance, run, (run.people[ARM] == 0) & (run.people[KNOWN] == 0), 0.15)


def leak(chance: np.random.Generator, run: Run) -> None:
    """Three people see the arm that nobody should."""
    run.people[ARM, chance.integers(0, run.people.shape[1], 3)] = 2


def both(chance: np.random.Generator, run: Run) -> None:
    """A visitor who signs in is drawn again."""
    run.several += int(chance.poisson(0.05 * PEOPLE))


def machines(chance: np.random.Generator, run: Run) -> None:
    """A crawler walks through the shop under many ids."""
    run.machines += int(chance.poisson(0.1 * PEOPLE))


def misspelt(chance: np.random.Generator, run: Run) -> None:
    """A page tells a variation by another name."""
    run.unknown = int(chance.integers(5, 50))


def too_early(chance: np.random.Generator, run: Run) -> None:
    """A page showed it before the experiment began."""
    run.outside = int(chance.poisson(0.03 * PEOPLE))


def unlike_before(chance: np.random.Generator, run: Run) -> None:
    """The arms are not drawn but chosen: one holds better customers."""
    better = (run.people[ARM] == 1) & (chance.random(run.people.shape[1]) < 0.05)
    run.people[BEFORE] += better


def no_outcomes(_chance: np.random.Generator, run: Run) -> None:
    """The order page of one arm tells nothing."""
    run.people[ORDERS, run.people[ARM] == 1] = 0


def one_person(chance: np.random.Generator, run: Run) -> None:
    """A reseller orders a thousand times."""
    mine = np.flatnonzero(run.people[ARM] == 1)
    run.people[ORDERS, chance.choice(mine)] = 1_000


def a_day_without(_chance: np.random.Generator, run: Run) -> None:
    """For a day, a release shows nobody one of the arms."""
    run.people = run.people[:, ~((run.people[ARM] == 1) & (run.people[DAY] == 5))]


INJECTED: tuple[tuple[Fault, Broken], ...] = (
    (Fault.SAMPLE_RATIO, lost_exposures),
    (Fault.SAMPLE_RATIO_IN_SLICE, lost_among_returning),
    (Fault.LEAK, leak),
    (Fault.SEVERAL, both),
    (Fault.MACHINES, machines),
    (Fault.UNKNOWN_VARIATION, misspelt),
    (Fault.OUTSIDE, too_early),
    (Fault.DIFFERENT_BEFORE, unlike_before),
    (Fault.NO_OUTCOMES, no_outcomes),
    (Fault.ONE_PERSON, one_person),
    (Fault.GAP, a_day_without),
)


def prove(place: Workplace) -> Iterator[Claim]:
    """Each fault alone, then clean runs."""
    for number, (fault, broken) in enumerate(INJECTED):
        named, beside, times = 0, 0, TIMES[place.full]
        for turn in range(times):
            found = {one.fault for one in _of(number, turn, broken)}
            named += fault in found
            beside += len(found - {fault})
        yield Claim(
            _said(broken),
            f"{fault} named {named} of {times} times, others beside it {beside}",
            f"{times} of {times}",
            ok=named == times,
        )
    runs = CLEAN[place.full]
    false = [turn for turn in range(runs) if _of(99, turn, None)]
    yield Claim(
        f"{runs:,} clean experiments of {PEOPLE:,} people: false alarms",
        f"{len(false)} ({len(false) / runs:.1%})",
        f"<= {MOST_FALSE:.0%}",
        ok=len(false) <= max(MOST_FALSE * runs, 1),
    )


def _said(broken: Broken) -> str:
    return (broken.__doc__ or "").rstrip(".")


def _of(number: int, turn: int, broken: Broken | None) -> list[Finding]:
    chance = np.random.default_rng((7, number, turn))
    run = clean(chance)
    if broken is not None:
        broken(chance, run)
    return findings(EXPERIMENT, counts_of(run), sums_of(run.people))


def counts_of(run: Run) -> Counts:
    """Return what health is judged by."""
    people = run.people
    mine = {arm: people[ARM] == number for number, arm in enumerate(ARMS)}
    return Counts(
        people={arm: int(held.sum()) for arm, held in mine.items() if held.any()},
        several=run.several,
        machines=run.machines,
        outside=run.outside,
        unknown={"gren": run.unknown} if run.unknown else {},
        largest={arm: int(people[ORDERS, held].max()) for arm, held in mine.items() if held.any()},
        slices={
            "day": _slices(people, mine, people[DAY]),
            "kind": _slices(people, mine, people[KNOWN]),
        },
    )


def _slices(
    people: People, mine: dict[str, NDArray[np.bool_]], part: NDArray[np.int64]
) -> dict[str, dict[str, int]]:
    del people
    found: dict[str, dict[str, int]] = {}
    for value in np.unique(part):
        here = {arm: int((held & (part == value)).sum()) for arm, held in mine.items()}
        found[str(value)] = {arm: number for arm, number in here.items() if number}
    return found


def sums_of(people: People) -> Sums:
    """Return the sums of what was simulated."""
    found: Sums = {}
    for number, arm in enumerate(ARMS):
        held = people[ARM] == number
        if not held.any():
            continue
        for metric, row in (("orders", ORDERS), ("visits", VISITS)):
            y, x = people[row, held], people[BEFORE, held] * (metric == "orders")
            found[arm, metric] = Paired(
                int(held.sum()),
                int(y.sum()),
                int((y * y).sum()),
                int(x.sum()),
                int((x * x).sum()),
                int((x * y).sum()),
            )
    return found
