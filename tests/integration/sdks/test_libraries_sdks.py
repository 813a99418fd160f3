"""Libraries made for Segment, unchanged but for the host: every event is there, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from proofs import shop_folder
from proofs.servers import running, server_pids
from tailorbird.events.types import Event, Kind
from tests.integration.sdks.faults import ALL, line
from tools import sdks
from tools.chromium import in_ci

CLIENTS = Path(__file__).parent / "clients"
EVENTS = 200
LIBRARIES = {
    "segment-2.3": "segment.analytics",
    "segment-2.4": "segment.analytics",
    "rudder-2.1": "rudderstack.analytics",
}
CALLS = (Kind.IDENTIFY, Kind.PAGE, Kind.SCREEN, Kind.GROUP, Kind.ALIAS)


@contextmanager
def killed_once(data: Path, port: int, log: Path, after: float) -> Iterator[list[float]]:
    """Serve a folder; after a while kill -9 the server in the middle, and start it again."""
    kills: list[float] = []
    done = threading.Event()
    up = threading.Event()

    def live() -> None:
        with running(shop_folder.serve_command(data, port), log=log) as program:
            program.wait_for(shop_folder.SERVING, 60)
            up.set()
            if not done.wait(after):
                for pid in server_pids(program.process.pid):
                    os.kill(pid, signal.SIGKILL)
                kills.append(time.monotonic())
                program.process.wait(10)
        if not done.is_set():
            with running(shop_folder.serve_command(data, port), log=log) as program:
                program.wait_for(shop_folder.SERVING, 60)
                done.wait(120)

    thread = threading.Thread(target=live)
    thread.start()
    assert up.wait(60)
    try:
        yield kills
    finally:
        done.set()
        thread.join(60)


def send(command: Sequence[str | Path], folder: Path | None) -> str:
    environment = {**os.environ, **({"PYTHONPATH": str(folder)} if folder else {})}
    done = subprocess.run(
        [str(word) for word in command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-800:]
    return done.stdout.strip()


def check(events: Sequence[Event]) -> None:
    """Row by row: every call is there, once, with what it carried."""
    viewed = [event for event in events if event.name == "Product Viewed"]
    assert Counter(event.properties["n"] for event in viewed) == Counter(range(EVENTS))
    assert all(event.properties["product_id"] == f"P{event.properties['n']}" for event in viewed)
    assert Counter(e.kind for e in events if e.kind is not Kind.TRACK) == Counter(CALLS)
    identified = next(event for event in events if event.kind is Kind.IDENTIFY)
    assert identified.user_id == "sdk-user"
    assert identified.traits["email"] == "sdk@shop.example"
    assert len({event.message_id for event in events}) == len(events)


@pytest.mark.crash
@pytest.mark.parametrize("name", sorted(LIBRARIES))
def test_a_python_library_loses_nothing_on_a_bad_line(
    name: str, tmp_path: Path, free_port: int
) -> None:
    folder = sdks.python_client(name)
    key = shop_folder.prepare(tmp_path / "shop")
    with (
        killed_once(tmp_path / "shop", free_port, tmp_path / "log", 1.5) as kills,
        line(free_port) as bad,
    ):
        script = CLIENTS / "python_client.py"
        said = send([sys.executable, script, LIBRARIES[name], bad.url, key, str(EVENTS)], folder)
    assert said.startswith(name.rpartition("-")[2])
    assert set(bad.happened) == set(ALL)
    assert kills
    check(list(shop_folder.live_events(tmp_path / "shop")))


@pytest.mark.crash
def test_the_node_library_loses_nothing_on_a_bad_line(tmp_path: Path, free_port: int) -> None:
    if not sdks.has_node():
        assert not in_ci(), sdks.MISSING
        pytest.skip(sdks.MISSING)
    folder = sdks.node_clients()
    key = shop_folder.prepare(tmp_path / "shop")
    with (
        killed_once(tmp_path / "shop", free_port, tmp_path / "log", 1.5) as kills,
        line(free_port) as bad,
    ):
        script = CLIENTS / "node_client.mjs"
        send(["node", script, folder, bad.url, key, str(EVENTS)], None)
    assert set(bad.happened) == set(ALL)
    assert kills
    check(list(shop_folder.live_events(tmp_path / "shop")))
