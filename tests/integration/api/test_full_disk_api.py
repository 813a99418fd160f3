"""A server whose disk is full: it says so, loses nothing it answered for, and lives on."""

from __future__ import annotations

import json
import resource
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tailorbird
from proofs.servers import Program, running
from tailorbird.events.types import Lane
from tests.integration.api.doors import track

# A limit on the size of files stands for the disk: the system refuses to write more.
MOST_BYTES = 300_000
LIMITED = (
    "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, resource.RLIM_INFINITY));"
    "from tailorbird.cli import main; main()"
)


@pytest.fixture
def server(tmp_path: Path, free_port: int) -> Iterator[Program]:
    tailorbird.open(tmp_path / "data").close()
    words = ["serve", "--data", str(tmp_path / "data"), "--port", str(free_port)]
    command: list[str | Path] = [sys.executable, "-c", LIMITED.format(most=MOST_BYTES), *words]
    with running(command, log=tmp_path / "server.log") as program:
        program.wait_for("is ready", 30)
        yield program


def send(port: int, key: str, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    body = json.dumps({**content, "writeKey": key}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/track", body)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_a_full_disk_is_said_and_nothing_answered_for_is_lost(
    server: Program, tmp_path: Path, free_port: int
) -> None:
    key = server.wait_for(r"Write key: (\S+)", 5)[1]
    events = [track(f"m{n}", context={"note": "x" * 20_000}) for n in range(60)]
    answers = [send(free_port, key, event) for event in events]
    refused = [said for status, said in answers if status != 200]
    assert len(refused) < len(events)
    assert refused
    assert {(status, said["code"]) for status, said in answers if status != 200} == {
        (507, "disk_full")
    }
    assert "Make room" in refused[0]["message"]
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (-1, -1))  # somebody made room
    again = [send(free_port, key, event) for event in events]
    assert {status for status, _ in again} == {200}
    server.process.terminate()
    server.process.wait(20)
    with tailorbird.open(tmp_path / "data") as shop:
        logged = [one.event.message_id for one in shop.stations.log.read(Lane.LIVE, 0, 1_000)]
        shop.wait_until_processed()
        seen = shop.facts(anonymous_id="visitor-1")
    assert sorted(logged) == sorted(event["messageId"] for event in events)
    assert [view.product_id for view in seen.viewed] == ["P1"]
    assert "Traceback" not in (tmp_path / "server.log").read_text()
