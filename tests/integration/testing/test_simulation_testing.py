"""The simulation repeats itself, holds on today's code, and catches bugs that are planted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from proofs.planted_bugs import PLANTED, keys_forgotten
from tailorbird.events.types import Lane
from tailorbird.testing.simulation import Violation, plan, run, shrink, story
from tailorbird.testing.simulation.steps import Erase, Rebuild, Send, Step, Work

SEEDS = 2
STEPS = 60


def test_a_few_seeds_hold(tmp_path: Path) -> None:
    for seed in range(SEEDS):
        outcome = run(plan(seed, STEPS), tmp_path)
        assert outcome.violation is None, story(plan(seed, STEPS), outcome.violation)
        assert outcome.events > 0


def test_a_seed_holds_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    steps = next(p for p in map(plan, range(99)) if any(isinstance(one, Erase) for one in p[:40]))
    for _ in range(2):  # again in what the one before left
        outcome = run(steps[:40], tmp_path, postgres_url)
        assert outcome.violation is None, story(steps, outcome.violation)
        assert outcome.events > 0


def test_a_seed_is_the_same_run_in_any_process(tmp_path: Path) -> None:
    """Twice here, and once in a process whose sets and dictionaries are in another order."""
    here = [run(plan(11, 40), tmp_path).trace for _ in range(2)]
    program = (
        "import sys; from pathlib import Path; from tailorbird.testing.simulation import plan, run;"
        "print(run(plan(11, 40), Path(sys.argv[1])).trace)"
    )
    there = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "there")],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert {*here, there.stdout.strip()} == {here[0]}
    assert run(plan(12, 40), tmp_path).trace != here[0]


def test_rough_runs_have_deaths_in_every_kind_of_step() -> None:
    planned = [step for seed in range(40) for step in plan(seed)]
    met = {type(step) for step in planned if getattr(step, "fault", None) is not None}
    assert {Send, Work, Rebuild, Erase} <= met
    assert any(isinstance(step, Send) and step.unheard for step in planned)
    assert {step.process for step in planned} == {0, 1}
    assert {step.lane for step in planned if isinstance(step, Send)} == set(Lane)


def first_broken(folder: Path, seeds: int = 120) -> tuple[list[Step], Violation]:
    for seed in range(seeds):
        steps = plan(seed, STEPS)
        violation = run(steps, folder).violation
        if violation is not None:
            return steps, violation
    raise AssertionError(f"not caught in {seeds} seeds")


QUICK = {"keys", "turns"}  # the others may need a dozen seeds before they show


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in PLANTED],
)
def test_a_planted_bug_is_caught(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant, promises = PLANTED[name]
    plant(monkeypatch)
    _, violation = first_broken(tmp_path)
    assert violation.promise in promises, violation.how


def test_a_broken_run_is_shortened_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys_forgotten(monkeypatch)
    steps, violation = first_broken(tmp_path)
    shortest = shrink(steps, tmp_path, most=40)
    assert len(shortest) < len(steps) / 3
    after = run(shortest, tmp_path).violation
    assert after is not None
    assert after.promise == violation.promise
    told = story(shortest, after)
    assert " sends (" in told
    assert told.splitlines()[-1].startswith("Broken: each event once. ")
