"""Measure how fast events come in over HTTP, durably, and how far processing is behind.

Run: python -m benchmarks.ingest [--size ci]

- One event a request, beside decode-and-drop: the same HTTP server and the same checks, no log.
- A hundred events a request, beside a bare bulk insert of the same rows into the same tables.
- At a steady pace just below what is processed: the processor's lag when the last event was
  acknowledged must stay under a second.

"Processed" counts events from the first request until every one of them shows everywhere. Client
and server share this machine; the note says what part of a core the client took.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from benchmarks.bulk_insert import rate_postgres, rate_sqlite
from benchmarks.figures import Alternating, Figure, Rounds, run
from benchmarks.shop_under_load import (
    CONNECTIONS,
    Address,
    Sent,
    Shop,
    peer_server,
    shop_server,
)
from proofs.workplace import Workplace
from tools import postgres

MOST_LAG = 1.0
BATCH = 100
PACE = 0.8  # of what was processed at full load


@dataclass
class Load:
    """How much is sent, and what was seen of it."""

    rounds: int
    singles: int
    batches: int
    seconds: float
    processed: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    clients: list[float] = field(default_factory=list)
    seed: int = 0

    def send(self, shop: Shop, path: str, requests: int, size: int, *more: str) -> Sent:
        """Send to the shop, wait for the processor, note what was seen."""
        self.seed += 1
        sent = shop.load(path, requests, self.seed, "--size", str(size), *more)
        lag = shop.lag(sent.ended_at)
        self.lags.append(lag)
        self.processed.append(requests * size / (sent.seconds + lag))
        self.clients.append(sent.client_share)
        return sent

    def forget(self) -> None:
        """Begin a new kind of measurement."""
        self.processed, self.lags, self.clients = [], [], []

    @property
    def note(self) -> str:
        """What the client took."""
        return f"client {Rounds(self.clients, 'of a core')}"


def measure(place: Workplace) -> Iterator[Figure]:
    """Measure on SQLite, and on PostgreSQL where it is installed."""
    yield from _on(place, "SQLite", "")
    if postgres.find() is None:
        yield Figure("ingest on PostgreSQL", Rounds([0.0], "measured"), note=postgres.MISSING)
        return
    with postgres.cluster(durable=True) as cluster:
        yield from _on(place, "PostgreSQL", cluster.create())


def _on(place: Workplace, name: str, database: str) -> Iterator[Figure]:
    load = Load(3, 8_000, 300, 15) if place.full else Load(1, 600, 20, 2)
    with ExitStack() as stack:
        shop = stack.enter_context(shop_server(place, f"ingest-{name}", database))
        peers = stack.enter_context(peer_server(place))
        load.send(shop, "/v1/track", 500, 1)  # warm
        yield from _singles(load, shop, peers, name)
        yield from _batches(load, shop, place, name)
        yield from _steady(load, shop, name)


def _singles(load: Load, shop: Shop, peers: Address, name: str) -> Iterator[Figure]:
    load.forget()
    both = Alternating(load.rounds)
    both.run(
        lambda _: load.send(shop, "/v1/track", load.singles, 1).rate,
        lambda number: peers.load("/drop", load.singles, number).rate,
    )
    yield Figure(
        f"{name}: one event a request, durable",
        Rounds(both.ours, "events/s"),
        "decoded and dropped",
        Rounds(both.peers, "events/s"),
        note=f"{CONNECTIONS} connections, {load.note}",
    )
    yield Figure(f"{name}: processed meanwhile", Rounds(load.processed, "events/s"))
    yield _lag(f"{name}: lag after it", load.lags)


def _batches(load: Load, shop: Shop, place: Workplace, name: str) -> Iterator[Figure]:
    load.forget()
    both, rows = Alternating(load.rounds), load.batches * BATCH
    ours: list[Sent] = []
    for _ in range(load.rounds):
        ours.append(load.send(shop, "/v1/batch", load.batches, BATCH))
        both.ours.append(ours[-1].rate * BATCH)
        both.peers.append(_bare(shop, place, rows))
    yield Figure(
        f"{name}: {BATCH} events a request, durable",
        Rounds(both.ours, "events/s"),
        f"bare bulk insert, {CONNECTIONS * BATCH:,} rows a transaction",
        Rounds(both.peers, "events/s"),
        note=f"at full speed, {load.note}",
    )
    yield Figure(
        f"{name}: processed at that load",
        Rounds(load.processed, "events/s"),
        note="" if place.full else f"lag after {rows:,} events {Rounds(load.lags, 's')}",
    )
    if place.full:  # a build machine's handful of events says nothing about it
        yield _lag(f"{name}: lag after {rows:,} events at full speed", load.lags)


def _bare(shop: Shop, place: Workplace, rows: int) -> float:
    if shop.database:
        return rate_postgres(shop.database, rows, CONNECTIONS * BATCH)
    target = place.scratch / "bare.db"
    for file in place.scratch.glob("bare.db*"):
        file.unlink()
    return rate_sqlite(shop.data / "log.db", target, rows, CONNECTIONS * BATCH)


def _steady(load: Load, shop: Shop, name: str) -> Iterator[Figure]:
    """Send as fast as the processor was seen to follow, less a fifth."""
    pace = Rounds(load.processed, "").median * PACE
    load.forget()
    requests = max(int(pace / BATCH * load.seconds), 1)
    sent = load.send(shop, "/v1/batch", requests, BATCH, "--rate", str(pace / BATCH))
    yield Figure(
        f"{name}: steady, {BATCH} events a request",
        Rounds([sent.rate * BATCH], "events/s"),
        note=f"for {sent.seconds:.0f} s, answered in {sent.p50_ms:.0f} ms (p99 {sent.p99_ms:.0f})",
    )
    yield _lag(f"{name}: lag after it", load.lags)


def _lag(what: str, lags: list[float]) -> Figure:
    return Figure(
        what, Rounds(lags, "s"), target=f"< {MOST_LAG:g} s", ok=Rounds(lags, "").median < MOST_LAG
    )


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
