"""The simulation repeats itself, holds on today's code, and catches bugs that are planted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tailorbird import pipeline
from tailorbird.events import store
from tailorbird.events.log import EventLog
from tailorbird.events.types import Lane
from tailorbird.privacy import service
from tailorbird.profiles.store import orders as orders_store
from tailorbird.storage.database import Connection
from tailorbird.testing.simulation import Violation, plan, run, shrink, story
from tailorbird.testing.simulation.steps import Rebuild, Send, Step, Work

SEEDS = 3
STEPS = 60


def test_a_few_seeds_hold(tmp_path: Path) -> None:
    for seed in range(SEEDS):
        outcome = run(plan(seed, STEPS), tmp_path)
        assert outcome.violation is None, story(plan(seed, STEPS), outcome.violation)
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
    assert {Send, Work, Rebuild} <= met
    assert any(isinstance(step, Send) and step.unheard for step in planned)
    assert {step.process for step in planned} == {0, 1}
    assert {step.lane for step in planned if isinstance(step, Send)} == set(Lane)


Plant = Callable[[pytest.MonkeyPatch], None]


def position_on_its_own(patched: pytest.MonkeyPatch) -> None:
    """A bug: the position is saved in a transaction of its own, after what it belongs to."""
    change, save = pipeline._change, pipeline._save_position
    held: list[tuple[Lane, int]] = []

    def split(stations: Any, batch: Any, lane: Lane, after: int) -> None:
        change(stations, batch, lane, after)
        stations.database.write(lambda connection: save(connection, *held.pop()))

    patched.setattr(pipeline, "_change", split)
    patched.setattr(pipeline, "_save_position", lambda _, lane, at: held.append((lane, at)))


def keys_forgotten(patched: pytest.MonkeyPatch) -> None:
    """A bug: what was received is remembered in memory only, and a new process knows nothing."""
    seen: set[bytes] = set()
    begin = EventLog.__init__

    def forget(log: EventLog, *given: Any) -> None:
        seen.clear()
        begin(log, *given)

    def remember(_: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        seen.update(row[0] for row in rows)

    patched.setattr(EventLog, "__init__", forget)
    patched.setattr(store, "insert_keys", remember)
    patched.setattr(store, "known_keys", lambda _, keys: seen & set(keys))


def laxer_answer(patched: pytest.MonkeyPatch) -> None:
    """A bug: where two people become one, the newest answer counts, not the strictest."""
    patched.setattr(service, "most_restrictive", lambda *_: [])


def orders_left_behind(patched: pytest.MonkeyPatch) -> None:
    """A bug: where two people become one, the orders of one of them are lost."""
    patched.setattr(orders_store, "reassign", lambda *_: None)


def turns_not_written(patched: pytest.MonkeyPatch) -> None:
    """A bug: the order in which the lanes were processed is not written down."""
    noted = store.note_turn

    def imports_only(connection: Connection, lane: Lane, upto: int) -> None:
        if lane is Lane.BACKFILL:
            noted(connection, lane, upto)

    patched.setattr(store, "note_turn", imports_only)


PLANTED: dict[str, tuple[Plant, set[str]]] = {
    "position": (
        position_on_its_own,
        {"each event changes things once", "nothing fails by itself", "orders and money reconcile"},
    ),
    "keys": (keys_forgotten, {"each event once"}),
    "consent": (laxer_answer, {"the strictest answer survives"}),
    "orders": (orders_left_behind, {"orders stay with their person"}),
    "turns": (turns_not_written, {"a rebuild makes the same state"}),
}


def first_broken(folder: Path, seeds: int = 30) -> tuple[list[Step], Violation]:
    for seed in range(seeds):
        steps = plan(seed, STEPS)
        violation = run(steps, folder).violation
        if violation is not None:
            return steps, violation
    raise AssertionError(f"not caught in {seeds} seeds")


@pytest.mark.parametrize("name", sorted(PLANTED))
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
    laxer_answer(monkeypatch)
    steps, violation = first_broken(tmp_path)
    shortest = shrink(steps, tmp_path, most=60)
    assert len(shortest) < len(steps) / 3
    after = run(shortest, tmp_path).violation
    assert after is not None
    assert after.promise == violation.promise
    told = story(shortest, after)
    assert "Segment Consent Preference Updated" in told
    assert told.splitlines()[-1].startswith("Broken: the strictest answer survives.")
