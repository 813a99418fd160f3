"""A server with a shop of its own, its peers, and the client that loads them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from proofs.servers import get, running
from proofs.shop_folder import SERVING, serve_command
from proofs.workplace import ROOT, Workplace

CONNECTIONS = 16
_LIVE = 0  # as the log's tables number the lanes


@dataclass(frozen=True)
class Sent:
    """What the client saw of one run."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    client_share: float
    ended_at: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


@dataclass(frozen=True)
class Address:
    """Where something listens, and the key it wants."""

    port: int
    key: str

    def load(self, path: str, requests: int, seed: int, *more: str) -> Sent:
        """Send requests from a process of its own; every one must be answered with 200."""
        said = _client(
            *("--port", str(self.port), "--path", path, f"--key={self.key}"),
            *("--requests", str(requests), "--seed", str(seed), *more),
        )
        if said["statuses"] != {"200": requests}:
            raise RuntimeError(f"{path} answered {said['statuses']} to {requests} requests")
        share = said["processor_seconds"] / said["seconds"]
        return Sent(
            requests, said["seconds"], said["p50_ms"], said["p99_ms"], share, said["ended_at"]
        )


@dataclass(frozen=True)
class Shop(Address):
    """A running server. ``database`` is the address of its PostgreSQL, empty for SQLite."""

    data: Path
    pid: int
    database: str = ""

    def lag(self, ended_at: float, patience: float = 120) -> float:
        """Wait until everything is processed; return the seconds since the last acknowledgement."""
        deadline = time.monotonic() + patience
        while self.behind() > 0:
            if time.monotonic() > deadline:
                raise RuntimeError(f"still {self.behind()} events behind after {patience:.0f} s")
            time.sleep(0.01)
        return max(time.time() - ended_at, 0.0)

    def behind(self) -> int:
        """How far the processor's position is behind the log's."""
        newest = f"SELECT coalesce(max(position), 0) FROM {{}}events WHERE lane = {_LIVE}"
        done = f"SELECT coalesce(max(position), 0) FROM {{}}positions WHERE lane = {_LIVE}"
        return self._one("log.db", newest) - self._one("tailorbird.db", done)

    def _one(self, file: str, query: str) -> int:
        if self.database:
            schema = {"log.db": "tailorbird_log.", "tailorbird.db": "tailorbird."}[file]
            with psycopg.connect(self.database) as server:
                row = server.execute(query.format(schema).encode()).fetchone()
                return int(row[0]) if row else 0
        with closing(sqlite3.connect(f"file:{self.data / file}?mode=ro", uri=True)) as opened:
            return int(opened.execute(query.format("")).fetchone()[0])


@contextmanager
def shop_server(
    place: Workplace, name: str, database: str = "", settings: dict[str, str] | None = None
) -> Iterator[Shop]:
    """Start a server on an empty shop."""
    data, port = place.scratch / name, place.free_port()
    more = {"TAILORBIRD_DATABASE": database} if database else {}
    unlimited = {"TAILORBIRD_EVENTS_PER_SECOND": "0"}
    environment = {**os.environ, **unlimited, **more, **(settings or {})}
    log = place.scratch / f"{name}.log"
    with running(serve_command(data, port), log=log, environment=environment) as program:
        program.wait_for(SERVING, 60)
        key = program.wait_for(r"Write key: (\S+)", 5)[1]
        yield Shop(port, key, data, program.process.pid, database)


@contextmanager
def peer_server(place: Workplace) -> Iterator[Address]:
    """Start the peers."""
    port = place.free_port()
    command = [sys.executable, "-m", "benchmarks.peer_server", "--port", str(port)]
    with running(command, log=place.scratch / "peers.log", folder=ROOT) as program:
        program.wait_for("peers are ready", 30)
        _wait_until_open(port)
        yield Address(port, "none")


def _wait_until_open(port: int) -> None:
    for _ in range(200):
        try:
            get(f"http://127.0.0.1:{port}/empty", timeout=5)
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nothing answers on port {port}")


def _client(*arguments: str) -> dict[str, Any]:
    command: Sequence[str] = [sys.executable, "-m", "benchmarks.load", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the client failed: {done.stderr.strip().splitlines()[-1:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
