"""Measure a server in one process beside one whose worker is a process of its own.

Run: python -m benchmarks.processes [--size ci]

The same load, in turns: single events, then batches at full speed, then calls for recommendations
while events come in. With one process doors, log and processor share one interpreter; with two the
processor has a core of its own, if the machine has one to spare.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.figures import Figure, Rounds, run
from benchmarks.ingest import BATCH, Load
from benchmarks.shop_under_load import Shop, shop_server
from proofs.servers import family, memory
from proofs.workplace import Workplace

MODES = ("inside", "child")


@dataclass
class Seen:
    """What was seen of one way to run."""

    singles: list[float] = field(default_factory=list)
    processed: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)


def measure(place: Workplace) -> Iterator[Figure]:
    """Measure both ways in turns, each round with a fresh shop."""
    rounds = 3 if place.full else 1
    seen = {mode: Seen() for mode in MODES}
    for number in range(rounds):
        for mode in MODES:
            name = f"worker-{mode}-{number}"
            with shop_server(place, name, settings={"TAILORBIRD_WORKER": mode}) as shop:
                _round(shop, seen[mode], full=place.full)
    one, two = seen["inside"], seen["child"]
    for what, ours, beside, unit in (
        ("one event a request", two.singles, one.singles, "events/s"),
        (f"{BATCH} a request, processed", two.processed, one.processed, "events/s"),
        ("lag after that", two.lags, one.lags, "s"),
        ("a call for blocks meanwhile, p99", two.calls, one.calls, "ms"),
        ("memory", two.megabytes, one.megabytes, "MB"),
    ):
        yield Figure(f"worker as child: {what}", Rounds(ours, unit), "inside", Rounds(beside, unit))


def _round(shop: Shop, seen: Seen, *, full: bool) -> None:
    load = Load(1, 6_000, 200, 0) if full else Load(1, 1_000, 20, 0)
    load.send(shop, "/v1/track", 500, 1)  # warm
    seen.singles.append(load.send(shop, "/v1/track", load.singles, 1).rate)
    load.forget()
    load.send(shop, "/v1/batch", load.batches, BATCH)
    seen.processed += load.processed
    seen.lags += load.lags
    seen.calls.append(_calls_meanwhile(shop))
    seen.megabytes.append(memory(family(shop.pid)))


def _calls_meanwhile(shop: Shop) -> float:
    """Ask for blocks while single events come in at a pace the server can follow."""
    asking = ("--recommend", "--connections", "1")
    events = threading.Thread(
        target=shop.load, args=("/v1/track", 600, 77, "--rate", "300"), daemon=True
    )
    events.start()
    sent = shop.load("/v1/recommend", 200, 78, *asking)
    events.join()
    return sent.p99_ms


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
