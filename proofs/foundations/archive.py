"""The archive: fifty kills in each kind of work, an object store, and how fast it is."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from proofs.archive_at_work import NOW, happened, opened
from proofs.archive_kills import attack
from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.events import questions
from tailorbird.events.types import Lane
from tailorbird.storage.analytics import Analytics

WORK = {"seal": "sealing", "compact": "compaction", "erase": "erasure rewrite"}


def prove(place: Workplace) -> Iterator[Claim]:
    """Kill, read back, compare; then measure."""
    kills = 50 if place.full else 2
    for kind, name in WORK.items():
        yield from _killed(place, kind, name, kills)
    yield from _speed(place, 200_000 if place.full else 8_000)


def _killed(place: Workplace, kind: str, name: str, kills: int) -> Iterator[Claim]:
    outcome = attack(place.scratch / kind, kind, kills)
    yield Claim(
        f"kill -9 in the middle of {name}",
        f"{outcome.kills} confirmed, {outcome.halves} left half a work",
        str(kills),
        ok=outcome.kills == kills,
    )
    yield Claim(
        f"after {name}: archive + tail = log",
        f"{outcome.events:,} events read, {len(outcome.faults)} faults, "
        f"{outcome.orphans} orphans swept",
        "0 faults: none lost, none twice",
        ok=not outcome.faults,
    )


def _speed(place: Workplace, wanted: int) -> Iterator[Claim]:
    folder = place.scratch / "speed"
    folder.mkdir()
    chance = random.Random(1)
    with opened(folder) as (_, log, archive):
        count = 0
        while count < wanted:
            count += len(log.append(happened(chance, count)).positions)
        began = time.perf_counter()
        archive.seal(NOW)
        sealed = count / (time.perf_counter() - began)
        bare = count / _bare(archive.archive.tables("events"), place)
        yield Claim(
            "sealing, both data sets, durable",
            f"{sealed:,.0f} events/s; bare Parquet {bare:,.0f} rows/s",
            ">= 5,000 events/s, the log's own rate",
            ok=sealed >= 5_000,
        )
        began = time.perf_counter()
        read, after = 0, 0
        while page := archive.read_lane(Lane.LIVE, after, 500):
            read, after = read + len(page), page[-1].position
        yield Claim(
            "reading the archive back as events, in order",
            f"{read / (time.perf_counter() - began):,.0f} events/s",
            f"all {count:,}",
            ok=read == count,
        )
        analytics = Analytics(archive.archive.place, folder / "spill")
        (sound,) = analytics.rows(archive.snapshot, questions.soundness)
        yield Claim(
            "the archive is sound (no position or message twice)",
            f"{sound['positions']:,} positions, {sound['message_ids']:,} ids",
            f"{count:,} each",
            ok=sound["positions"] == sound["message_ids"] == sound["events"] == count,
        )
        began = time.perf_counter()
        rows = analytics.rows(archive.snapshot, questions.sales_by_product)
        seconds = time.perf_counter() - began
        yield Claim(
            "sales per product and day, whole past",
            f"{seconds:.2f} s for {len(rows)} rows",
            "< 5 s",
            ok=seconds < 5,
        )


def _bare(tables: Iterator[pa.Table], place: Workplace) -> float:
    """Return how many seconds the same rows of events take to be written and nothing else."""
    table = pa.concat_tables(list(tables))
    began = time.perf_counter()
    pq.write_table(table, place.scratch / "bare.parquet", compression="zstd")
    return time.perf_counter() - began
