"""Measure how many assignments a second are made in process, beside the official Python client.

Run: python -m benchmarks.assignments [--size ci]

The same twenty experiments (weights, coverage, namespaces, conditions) and the same people for
both, in the same run, each in a process of its own and in turns. Ours is the pure rule with
everything ready, as a call uses it; the client evaluates its features from the payload our server
would send. What both draw is compared too: a number for other answers would mean nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.figures import Alternating, Figure, Rounds, run
from proofs.statistics.clients import begin, drawn
from proofs.statistics.experiment_mix import experiments, lines
from proofs.workplace import Workplace
from tailorbird.experiments.assigning import Asker, Ready, assign
from tailorbird.experiments.payload import payload
from tools import sdks

CLIENT = "growthbook-4"
SEED = 7
_SCRIPT = Path(__file__).with_name("assignments_client.py")


def measure(place: Workplace) -> Iterator[Figure]:
    """Measure ours and the client's in turns."""
    rounds, people = (5, 5_000) if place.full else (1, 300)
    _, ready = begin(place.scratch / "shop")
    told = place.scratch / "payload.json"
    told.write_text(json.dumps(payload((one.experiment for one in ready), 0)))
    crowd = place.scratch / "people.jsonl"
    crowd.write_text("\n".join(lines(people, SEED)) + "\n")
    folder = sdks.python_client(CLIENT)

    def ours(_number: int) -> float:
        return _ours(ready, crowd)

    def theirs(_number: int) -> float:
        return _theirs(folder, told, crowd, place.scratch / "arms.txt")

    both = Alternating(rounds)
    both.run(ours, theirs)
    mine = [drawn(ready, line) for line in crowd.read_text().splitlines()]
    same = mine == (place.scratch / "arms.txt").read_text().splitlines()
    yield Figure(
        "assignments, one thread",
        Rounds(both.ours, "/s"),
        "the official Python client 4.0.0",
        Rounds(both.peers, "/s"),
        note=f"{len(experiments())} experiments x {people:,} people, arms compared",
        target="the same arms",
        ok=same,
    )


def _ours(ready: Sequence[Ready], crowd: Path) -> float:
    people = [json.loads(line) for line in crowd.read_text().splitlines()]
    began = time.perf_counter()
    for one in people:
        asker = Asker(unit=one["id"], attributes=one)
        for experiment in ready:
            assign(experiment, asker)
    return len(people) * len(ready) / (time.perf_counter() - began)


def _theirs(folder: Path, told: Path, crowd: Path, arms: Path) -> float:
    words = [sys.executable, str(_SCRIPT), str(told), str(crowd), str(arms)]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
