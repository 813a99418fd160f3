"""Durable events a second over HTTP, one process on one core, beside the bare insert and a drop.

The server, the decode-and-drop endpoint and the bare insert take turns on the same core; the
client has the others. The same is measured again with a log that is already long: its rows are
copies of the server's own, under new ids, put in by the database.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bulk_insert import rate_sqlite
from benchmarks.figures import Figure, Rounds, machine, table
from benchmarks.shop_under_load import (
    CONNECTIONS,
    Address,
    Sent,
    Shop,
    peer_server,
    shop_server,
)
from proofs.claims import Claim
from proofs.figures import claim_of
from proofs.workplace import Workplace

BATCH = 100
VISITORS = 64  # connections that send one event a request: browsers are many
MOST_LAG = 1.0
SHOP = "shop"
LENGTHS = (0, 1_000_000, 20_000_000)  # events in the log before
PACE = 0.8  # of what was processed at full speed
OF_BARE, OF_DROPPED = 0.6, 0.7
COPIED = 50_000  # rows at a time
BYTES_A_ROW = 1_200  # of a long log with its indexes and its write-ahead log, at most


@dataclass
class Size:
    """How much is sent to one log, and what was seen of it."""

    rounds: int
    singles: int
    batches: int
    seconds: float
    seed: int = 0
    processed: list[float] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def send(self, shop: Shop, path: str, requests: int, size: int, *more: str) -> float:
        """Send, wait until all is processed; return the lag, and keep what was seen."""
        self.seed += 1
        with _on_cores(first=False):
            sent = shop.load(path, requests, self.seed, "--size", str(size), *more)
        lag = shop.lag(sent.ended_at, 600)
        self.processed.append(requests * size / (sent.seconds + lag))
        self.sent.append(sent)
        return lag

    def begin(self) -> None:
        """Begin a new kind of measurement."""
        self.processed, self.sent = [], []

    @property
    def p99(self) -> str:
        """The slowest hundredth of the answers, over all rounds."""
        return f"p99 {Rounds([one.p99_ms for one in self.sent], 'ms')}"


def prove(place: Workplace) -> Iterator[Claim]:
    """Measure with an empty log and with long ones."""
    found: list[Figure] = []
    for length in LENGTHS if place.full else LENGTHS[:1]:
        free = shutil.disk_usage(place.scratch).free
        if length * BYTES_A_ROW > free:
            said = f"not measured: {free >> 30} GB of disk are free"
            yield Claim(f"{length:,} events in the log", said, "measured", ok=False)
            continue
        for figure in _with(place, length):
            found.append(figure)
            yield claim_of(figure)
    kept = place.output / "benchmark.md"
    kept.write_text("\n".join([machine(), "", *table(found), ""]))


@contextmanager
def _on_cores(*, first: bool) -> Iterator[None]:
    """What is started in here stays on the first core, or on all the others."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[:1] if first else cores[1:] or cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _with(place: Workplace, length: int) -> Iterator[Figure]:
    size = Size(3, 6_000, 200, 15) if place.full else Size(1, 1_000, 20, 3)
    size.seed = length  # other ids than those in the log
    name = f"{length:,} events" if length else "empty log"
    if length:
        _lengthen(place.scratch / SHOP, length)
    with ExitStack() as stack:
        with _on_cores(first=True):
            shop = stack.enter_context(shop_server(place, SHOP))
            peers = stack.enter_context(peer_server(place))
        size.send(shop, "/v1/track", 300, 1)  # warm
        yield from _singles(size, shop, peers, name)
        yield from _batches(size, shop, place, name)
        yield from _steady(size, shop, name)


def _singles(size: Size, shop: Shop, peers: Address, name: str) -> Iterator[Figure]:
    size.begin()
    dropped: list[float] = []
    many = "--connections", str(VISITORS)
    for number in range(size.rounds):
        with _on_cores(first=False):
            dropped.append(peers.load("/drop", size.singles, number, *many).rate)
        size.send(shop, "/v1/track", size.singles, 1, *many)
    ours, beside = Rounds([one.rate for one in size.sent], "events/s"), Rounds(dropped, "events/s")
    yield Figure(
        f"{name}: one event a request, durable",
        ours,
        "decoded and dropped",
        beside,
        note=f"{VISITORS} connections, {size.p99}",
        target=f">= {OF_DROPPED:.0%}",
        ok=ours.median >= OF_DROPPED * beside.median,
    )
    yield _answered(f"{name}: one event a request, slowest hundredth", size)


def _batches(size: Size, shop: Shop, place: Workplace, name: str) -> Iterator[Figure]:
    size.begin()
    bare, rows = [], size.batches * BATCH
    for _ in range(size.rounds):
        size.send(shop, "/v1/batch", size.batches, BATCH)
        bare.append(_bare(shop, place, rows))
    ours = Rounds([one.rate * BATCH for one in size.sent], "events/s")
    beside = Rounds(bare, "events/s")
    yield Figure(
        f"{name}: {BATCH} events a request, durable",
        ours,
        "bare insert",
        beside,
        note=size.p99,
        target=f">= {OF_BARE:.0%}",
        ok=ours.median >= OF_BARE * beside.median,
    )
    yield _answered(f"{name}: {BATCH} events a request, slowest hundredth", size)
    processed = Rounds(size.processed, "events/s")
    yield Figure(f"{name}: processed, until all of it showed", processed, f"{ours} accepted")


def _bare(shop: Shop, place: Workplace, rows: int) -> float:
    target = place.scratch / "bare.db"
    for file in place.scratch.glob("bare.db*"):
        file.unlink()
    with _on_cores(first=True):
        return rate_sqlite(shop.data / "log.db", target, rows, CONNECTIONS * BATCH)


def _steady(size: Size, shop: Shop, name: str) -> Iterator[Figure]:
    """Send as fast as the processor was seen to follow, less a fifth: it must keep up."""
    pace = Rounds(size.processed, "").median * PACE / BATCH
    size.begin()
    lag = size.send(shop, "/v1/batch", max(int(pace * size.seconds), 1), BATCH, "--rate", str(pace))
    accepted = Rounds([size.sent[-1].rate * BATCH], "events/s")
    yield Figure(f"{name}: steady, accepted", accepted, f"{Rounds(size.processed, '')} processed")
    yield _answered(f"{name}: steady, slowest hundredth", size)
    yield Figure(
        f"{name}: the processor's lag at the end",
        Rounds([lag], "s"),
        target=f"< {MOST_LAG:g} s",
        ok=lag < MOST_LAG,
    )


def _answered(what: str, size: Size) -> Figure:
    return Figure(what, Rounds([one.p99_ms for one in size.sent], "ms"))


# -- a log that is long already


def _lengthen(data: Path, length: int) -> None:
    """Copy the last rows of a stopped server's log until it holds ``length``; all is processed."""
    with closing(sqlite3.connect(data / "log.db")) as log:
        log.execute("PRAGMA cache_size = -500000")
        newest, copied = _newest(log), min(COPIED, _newest(log))
        while newest < length:
            _copy(log, newest, min(copied, length - newest))
            newest = _newest(log)
        log.execute("UPDATE heads SET position = ? WHERE lane = 0", (newest,))
        log.commit()
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with closing(sqlite3.connect(data / "tailorbird.db")) as shop:
        shop.execute("UPDATE positions SET position = ? WHERE lane = 0", (newest,))
        shop.commit()


def _newest(log: sqlite3.Connection) -> int:
    return int(log.execute("SELECT max(position) FROM events").fetchone()[0])


def _copy(log: sqlite3.Connection, newest: int, rows: int) -> None:
    log.execute(
        "INSERT INTO events SELECT position + :rows, lane, anonymous_id, user_id, received_at, "
        "payload FROM events WHERE position > :newest - :rows",
        {"rows": rows, "newest": newest},
    )
    log.execute(
        "INSERT INTO message_ids SELECT randomblob(16) AS key, received_at, 0 FROM events "
        "WHERE position > :newest ORDER BY key",
        {"newest": newest},
    )
    log.commit()
