"""``make simulate SEED=… SECONDS=…``: run seeds until the time is up, and tell what broke."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tailorbird.core.clock import SECOND, SystemClock
from tailorbird.testing.simulation import Outcome, Step, plan, run, shrink, story

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - files that need no disk, where the machine has such
STEPS = 120


def simulate(
    first: int, seconds: float, folder: Path, address: str = ""
) -> Iterator[tuple[int, list[Step], Outcome]]:
    """Run seed after seed until the time is up; give each with its steps and how it went."""
    clock = SystemClock()
    until = clock.now() + int(seconds * SECOND)
    seed = first
    while seed == first or clock.now() < until:
        steps = plan(seed, STEPS)
        yield seed, steps, run(steps, folder, address)
        seed += 1


def main(arguments: list[str] | None = None) -> int:
    """Return 1 if a promise was broken; its shortest story is printed."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--seconds", type=float, default=60, help="how long to go on")
    parser.add_argument("--database", default="", help="a PostgreSQL database, which is emptied")
    options = parser.parse_args(arguments)
    seeds = steps = events = deaths = 0
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as name:
        folder = Path(name)
        for seed, planned, outcome in simulate(
            options.seed, options.seconds, folder, options.database
        ):
            if outcome.violation is not None:
                _print_shortest(seed, planned, folder, options.database)
                return 1
            seeds, steps = seeds + 1, steps + outcome.steps
            events, deaths = events + outcome.events, deaths + outcome.deaths
    _say(
        f"{seeds} seeds, {steps:,} steps, {events:,} events, {deaths:,} deaths: all promises hold."
    )
    return 0


def _print_shortest(seed: int, planned: list[Step], folder: Path, address: str) -> None:
    _say(f"Seed {seed} breaks a promise. Looking for the shortest way to it ...")
    shortest = shrink(planned, folder, address=address)
    _say(story(shortest, run(shortest, folder, address).violation))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
