"""Measure how fast derived state is rebuilt from the log, beside reading the same events.

Run: python -m benchmarks.rebuilding [--size ci]

A rebuild folds every recorded event anew into a database beside the live one and then puts it in
its place. The peer only reads the events from the log and decodes them. A second line says how
fast the same events were processed when they came in.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import tailorbird
from benchmarks.figures import Alternating, Figure, Rounds, run
from benchmarks.filling import fill
from proofs.workplace import Workplace
from tailorbird.app import Tailorbird
from tailorbird.events.types import Lane

PAGE = 2_000


def measure(place: Workplace) -> Iterator[Figure]:
    """Fill a shop, then read and rebuild it in turns."""
    events, rounds = (40_000, 3) if place.full else (4_000, 1)
    both = Alternating(rounds)
    with tailorbird.open(place.scratch / "rebuilding") as shop:
        live = fill(shop, events)
        both.run(lambda _: _rebuilt(shop), lambda _: _read(shop))
    yield Figure(
        "rebuild of all derived state",
        Rounds(both.ours, "events/s"),
        "read and decoded only",
        Rounds(both.peers, "events/s"),
        note=f"{events:,} events",
    )
    yield Figure("the same events when they came in", Rounds([live], "events/s"))


def _rebuilt(shop: Tailorbird) -> float:
    began = time.perf_counter()
    done = shop.rebuilding.rebuild()
    return done.events / (time.perf_counter() - began)


def _read(shop: Tailorbird) -> float:
    began, after, events = time.perf_counter(), 0, 0
    while page := shop.stations.log.read(Lane.LIVE, after, PAGE):
        after, events = page[-1].position, events + len(page)
    return events / (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
