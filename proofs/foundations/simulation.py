"""Random shops with random faults: no promise breaks; planted bugs are caught and told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from proofs.claims import Claim
from proofs.planted_bugs import PLANTED
from proofs.workplace import Workplace
from tailorbird.testing.simulation import plan, run, shrink, story
from tailorbird.testing.simulation.__main__ import simulate
from tools import postgres

MOST_SEEDS = 40  # in which a planted bug must show
MOST_RUNS = 40  # to shorten the story of one


def prove(place: Workplace) -> Iterator[Claim]:
    """Run seeds on each database until the time is up, one of them twice; then plant bugs."""
    yield from _seeds(place, "SQLite", 150 if place.full else 8)
    with postgres.cluster() as server:
        yield from _seeds(place, "PostgreSQL", 90 if place.full else 5, server.create())
    again = {run(plan(1), place.scratch / "again").trace for _ in range(2)}
    yield Claim("the same seed again", f"{len(again)} trace", "1", ok=len(again) == 1)
    names = list(PLANTED) if place.full else ["keys", "turns"]
    for name in names:
        yield _planted(place, name)


def _seeds(place: Workplace, name: str, seconds: int, address: str = "") -> Iterator[Claim]:
    seeds = steps = events = deaths = 0
    broken = []
    for seed, planned, outcome in simulate(1, seconds, place.scratch / "seeds", address):
        seeds, steps = seeds + 1, steps + outcome.steps
        events, deaths = events + outcome.events, deaths + outcome.deaths
        if outcome.violation is not None:
            broken.append(seed)
            told = story(planned, outcome.violation)
            (place.output / f"simulation-{name}-seed-{seed}.txt").write_text(told + "\n")
    counted = f"{seeds} seeds, {steps:,} steps, {events:,} events, {deaths:,} deaths"
    yield Claim(
        f"{name}: {seconds} s of random shops",
        counted,
        "no target",
        ok=not place.full or deaths > 0,
    )
    said = f"{len(broken)} (seeds {broken[:5]})" if broken else "0"
    yield Claim(f"{name}: promises broken", said, "0", ok=not broken)


def _planted(place: Workplace, name: str) -> Claim:
    plant, promises = PLANTED[name]
    folder: Path = place.scratch / f"planted-{name}"
    what = f"planted bug: {' '.join((plant.__doc__ or name).split()).removeprefix('A bug: ')[:60]}"
    with pytest.MonkeyPatch.context() as patched:
        plant(patched)
        for seed in range(MOST_SEEDS):
            planned = plan(seed, 60)
            if run(planned, folder).violation is None:
                continue
            shortest = shrink(planned, folder, most=MOST_RUNS if place.full else 10)
            violation = run(shortest, folder).violation
            told = story(shortest, violation)
            (place.output / f"simulation-planted-{name}.txt").write_text(told + "\n")
            caught = violation is not None and violation.promise in promises
            return Claim(what, f"seed {seed}, told in {len(shortest)} steps", "caught", ok=caught)
    return Claim(what, f"not in {MOST_SEEDS} seeds", "caught", ok=False)
