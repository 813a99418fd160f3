"""What one process erased every other knows at once: no late event is logged as it came."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from proofs.servers import running
from proofs.shop_folder import SERVING, serve_command
from proofs.workplace import Workplace
from tailorbird.app import Tailorbird
from tailorbird.app.working import Part
from tailorbird.core.clock import MINUTE, to_datetime
from tailorbird.core.config import Config
from tailorbird.events.types import Lane

BROWSER = "browser-of-anna"
pytestmark = pytest.mark.timeout(120)
Post = Callable[[dict[str, Any]], None]


@pytest.fixture
def config(tmp_path: Path, kept_in: str) -> Config:
    return Config(data=tmp_path / "data", database=kept_in)


@pytest.fixture
def doors(config: Config, tmp_path: Path) -> Iterator[list[Post]]:
    """What sends an event to each server: one on files, two on PostgreSQL."""
    with Tailorbird(config):
        pass  # makes the tables
    folders = [config.data, tmp_path / "another"] if config.database else [config.data]
    with ExitStack() as stack:
        yield [stack.enter_context(_door(folder, config.database)) for folder in folders]


@contextmanager
def _door(folder: Path, database: str) -> Iterator[Post]:
    port = Workplace(full=False, scratch=folder, output=folder).free_port()
    command = [*serve_command(folder, port), "--worker", "none"]
    environment = {**os.environ, "TAILORBIRD_DATABASE": database}
    with running(command, log=folder.with_suffix(".log"), environment=environment) as server:
        key = server.wait_for(r"Write key: (\S+)", 60)[1]
        server.wait_for(SERVING, 60)

        def post(event: dict[str, Any]) -> None:
            content = json.dumps({"writeKey": key, **event}).encode()
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/v1/track", content, {"Content-Type": "application/json"}
            )
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert answer.status == 200

        yield post


def viewed(product: str, at: int) -> dict[str, Any]:
    return {
        "event": "Product Viewed",
        "anonymousId": BROWSER,
        "properties": {"product_id": product},
        "timestamp": to_datetime(at).isoformat(),
    }


def test_a_door_knows_at_once_whom_another_process_erased(
    doors: list[Post], config: Config
) -> None:
    with Tailorbird(config, part=Part.WORKER) as worker:
        for number, post in enumerate(doors):
            post(viewed(f"before-{number}", worker.now()))
        at = worker.now() - MINUTE
        worker.privacy.erase(BROWSER, at_once=True)
        for number, post in enumerate(doors):
            post(viewed(f"late-{number}", at))
            post(viewed(f"new-{number}", worker.now()))
        logged = [one.event for one in worker.stations.log.read(Lane.LIVE, 0, 100)]
        of = {event.properties["product_id"]: event.anonymous_id for event in logged}
        for number in range(len(doors)):
            assert of[f"before-{number}"] is None
            assert of[f"late-{number}"] is None
            assert of[f"new-{number}"] == BROWSER  # they may come back by themselves
        worker.wait_until_processed()
        assert len(worker.privacy.find(BROWSER).positions) == len(doors)
