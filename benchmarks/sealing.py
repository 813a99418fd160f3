"""Measure how fast the log is sealed into the archive, beside writing the same rows as Parquet.

Run: python -m benchmarks.sealing [--size ci]

Sealing reads events from the log, takes them apart into the archive's two data sets, writes their
files durably and enters them in the manifest, so that they count exactly once. The peer takes the
finished tables, already in memory, and writes them with the same compression to the same disk,
each file durable. Rows are events; a second data set of the products they name is written too.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import tailorbird
from benchmarks.figures import Alternating, Figure, Rounds, run
from benchmarks.filling import AT_ONCE, fill
from proofs.workplace import Workplace


def measure(place: Workplace) -> Iterator[Figure]:
    """Seal and write in turns; each round seals events that are new."""
    events, rounds = (60_000, 3) if place.full else (5_000, 1)
    both = Alternating(rounds)
    with tailorbird.open(place.scratch / "sealing") as shop:
        fill(shop, AT_ONCE, seed=rounds)  # warm
        shop.archive.seal()
        for number in range(rounds):
            fill(shop, events, seed=number)
            before = _files(place)
            began = time.perf_counter()
            sealed = shop.archive.seal()
            both.ours.append(sealed / (time.perf_counter() - began))
            both.peers.append(_bare(place, _files(place) - before, sealed))
    yield Figure(
        "sealing the log into the archive",
        Rounds(both.ours, "events/s"),
        "the same tables written as Parquet",
        Rounds(both.peers, "events/s"),
        note=f"{events:,} events a round",
    )


def _files(place: Workplace) -> set[Path]:
    return set((place.scratch / "sealing").rglob("*.parquet"))


def _bare(place: Workplace, files: set[Path], events: int) -> float:
    tables: list[pa.Table] = [pq.ParquetFile(file).read() for file in sorted(files)]
    target = place.scratch / "bare.parquet"
    began = time.perf_counter()
    for table in tables:
        with target.open("wb") as out:
            pq.write_table(table, out, compression="zstd")
            out.flush()
            os.fsync(out.fileno())
    return events / (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
