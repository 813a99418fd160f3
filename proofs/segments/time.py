"""A virtual clock: 400 days pass over random people and trees, and nobody is late or early.

Whether somebody is in is looked at when an event of theirs arrives, and at the instant their last
look named; the oracle tries every instant at which anything could change. Compared are all changes,
the microsecond before, at and after each, and random instants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from os import cpu_count
from random import Random

from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.testing.segments.passing import Passed, changing, compare, lives, span_of
from tailorbird.testing.segments.words import ZONES

TREES = {True: 200, False: 8}
PEOPLE = {True: 2_000, False: 40}
INSTANTS = {True: 1_000, False: 40}
DAYS = 400
SEED = 7
_TRIED = 40  # people, of whom time has to move at least one for a tree to be taken


def prove(place: Workplace) -> Iterator[Claim]:
    """Each zone has its share of the trees; everybody is looked at for every tree."""
    number, people = TREES[place.full], PEOPLE[place.full]
    each = number // len(ZONES)
    tasks = [(at, each, people, INSTANTS[place.full]) for at in range(len(ZONES))]
    with ProcessPoolExecutor(cpu_count(), mp_context=get_context("spawn")) as pool:
        found = list(pool.map(_pass, tasks))
    examples = [one for passed in found for one in passed.examples]
    (place.output / "time-differences.txt").write_text("\n".join(examples))
    late, early = _all(found, "late"), _all(found, "early")
    yield Claim(
        f"{each * len(ZONES)} trees, {people:,} people, {DAYS} days: late or early",
        f"{late} late, {early} early of {_all(found, 'changes'):,} changes",
        "0 late, 0 early",
        ok=late == early == 0 < _all(found, "changes"),
    )
    yield Claim(
        "at each change ± 1 µs, and at random instants",
        f"{_all(found, 'instants'):,} looks at {INSTANTS[place.full]:,} instants, {late} differ",
        "0 differ",
        ok=late == 0,
    )
    pairs, rung = _all(found, "pairs"), _all(found, "rung")
    yield Claim(
        "looks a person and tree need in a year",
        f"{rung / pairs * 365 / DAYS:.1f} on average",
        "below 365",
        ok=rung < pairs * DAYS,
    )


def _pass(task: tuple[int, int, int, int]) -> Passed:
    zone, number, people, instants = task
    chance = Random(SEED + zone)
    span = span_of(DAYS, ZONES[zone])
    everybody = list(lives(chance, people, span))
    each = max(1, instants // (number * len(ZONES)))
    total = Passed()
    for _ in range(number):
        tree = changing(chance, everybody[:_TRIED], span)
        asked = [span.begins + chance.randrange(span.ends - span.begins) for _ in range(each)]
        _add(total, compare(tree, everybody, span, asked))
    return total


def _add(total: Passed, passed: Passed) -> None:
    for name in ("pairs", "changes", "instants", "rung", "early", "late"):
        setattr(total, name, getattr(total, name) + getattr(passed, name))
    total.examples += passed.examples[:5]


def _all(found: Sequence[Passed], name: str) -> int:
    return sum(getattr(one, name) for one in found)
