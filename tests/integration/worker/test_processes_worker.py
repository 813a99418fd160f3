"""The worker as a process of its own, beside a real server: started, watched, never left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

import tailorbird.worker
from proofs.servers import Program, family, running
from proofs.shop_folder import SERVING, serve_command
from proofs.workplace import ROOT
from tailorbird.app import Tailorbird
from tailorbird.app.jobs import FORGET_JOB_HISTORY
from tailorbird.app.working import Part
from tailorbird.catalog.types import Product
from tailorbird.core.clock import SystemClock
from tailorbird.core.config import Config
from tailorbird.events.log import EventLog
from tailorbird.events.positions import Progress
from tailorbird.events.types import Lane
from tailorbird.jobs.service import Jobs
from tailorbird.storage.database import Database
from tailorbird.worker import Child

PROGRAM = str(ROOT / ".venv" / "bin" / "tailorbird")
pytestmark = pytest.mark.timeout(120)


class Shop:
    """A server that runs, and what a storefront asks of it."""

    def __init__(self, data: Path, port: int, program: Program) -> None:
        self.data, self.address, self.program = data, f"http://127.0.0.1:{port}", program
        self.key = program.wait_for(r"Write key: (\S+)", 60)[1]
        program.wait_for(SERVING, 60)

    @property
    def children(self) -> list[int]:
        return family(self.program.process.pid)[1:]

    def post(self, path: str, content: Mapping[str, object]) -> Any:
        request = urllib.request.Request(
            self.address + path,
            json.dumps({"writeKey": self.key, **content}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def view(self, visitor: str, product: str) -> None:
        """Somebody looks at a product."""
        properties = {"product_id": product}
        content = {"event": "Product Viewed", "anonymousId": visitor, "properties": properties}
        self.post("/v1/track", content)

    def seen(self, visitor: str) -> list[str]:
        """What the block of recently viewed products shows."""
        block = {"name": "seen", "strategy": "recently_viewed", "limit": 6}
        answer = self.post("/v1/recommend", {"anonymousId": visitor, "placements": [block]})
        return [slot["product"]["product_id"] for slot in answer["decisions"][0]["slots"]]


@pytest.fixture
def serve(tmp_path: Path, free_port: int) -> Iterator[Callable[[str], Shop]]:
    with tailorbird.open(tmp_path / "data") as shop:
        shop.declare_products(Product(product_id=one, title=f"Mug {one}") for one in ("P1", "P2"))
    with ExitStack() as stack:

        def start(worker: str) -> Shop:
            command = [*serve_command(tmp_path / "data", free_port), "--worker", worker]
            program = stack.enter_context(running(command, log=tmp_path / "server.log"))
            return Shop(tmp_path / "data", free_port, program)

        yield start


def soon(true: Callable[[], object], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not true():
        time.sleep(0.02)
    return bool(true())


def is_there(pid: int) -> bool:
    """Whether a process runs; one that only waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@contextmanager
def databases(data: Path) -> Iterator[tuple[Database, Database]]:
    log = Database(f"sqlite:///{data / 'log.db'}")
    operational = Database(f"sqlite:///{data / 'tailorbird.db'}")
    yield log, operational
    log.close()
    operational.close()


def behind(data: Path) -> int:
    """How many positions the processor is behind, as the files say."""
    with databases(data) as (log, operational):
        return EventLog(log).last_position(Lane.LIVE) - Progress(operational).at(Lane.LIVE)


def test_a_child_processes_is_started_again_when_killed_and_ends_with_the_server(
    serve: Callable[[str], Shop],
) -> None:
    shop = serve("child")
    [first] = shop.children
    shop.view("b", "P1")
    assert soon(lambda: behind(shop.data) == 0, 5)
    os.kill(first, signal.SIGKILL)
    shop.view("a", "P1")
    assert shop.seen("a") == ["P1"]
    assert soon(lambda: shop.children and shop.children != [first])
    assert soon(lambda: behind(shop.data) == 0)
    [second] = shop.children
    shop.program.process.send_signal(signal.SIGTERM)
    assert shop.program.process.wait(30) == 0
    assert not is_there(second)


def test_a_visitor_sees_what_they_just_did_while_the_worker_stands_still(
    serve: Callable[[str], Shop],
) -> None:
    shop = serve("child")
    [worker] = shop.children
    os.kill(worker, signal.SIGSTOP)
    try:
        for number, product in enumerate(["P1", "P2", "P1"] * 5, start=1):
            shop.view(f"v{number}", product)
            assert shop.seen(f"v{number}") == [product]
        assert behind(shop.data) == 15
    finally:
        os.kill(worker, signal.SIGCONT)
    assert soon(lambda: behind(shop.data) == 0)
    assert shop.seen("v15") == ["P1"]
    os.kill(shop.program.process.pid, signal.SIGKILL)
    assert soon(lambda: not is_there(worker), 10)  # none is left behind


def test_a_worker_started_by_hand_beside_a_server_without_one(
    serve: Callable[[str], Shop], tmp_path: Path
) -> None:
    shop = serve("none")
    assert shop.children == []
    shop.view("a", "P1")
    time.sleep(0.3)
    assert behind(shop.data) == 1
    command = [PROGRAM, "worker", "--data", str(shop.data)]
    with running(command, log=tmp_path / "worker.log") as worker:
        worker.wait_for("worker is ready", 60)
        assert soon(lambda: behind(shop.data) == 0)
        with databases(shop.data) as (_, operational):
            names = {one.name for one in Jobs(operational, SystemClock(), []).standings()}
        assert FORGET_JOB_HISTORY in names  # the worker has put the schedules down
        second = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert second.returncode == 2
        assert "already_running" in second.stderr
        worker.process.send_signal(signal.SIGINT)
        assert worker.process.wait(30) == 0


def test_two_workers_share_a_postgresql_shop_and_a_killed_one_is_not_missed(
    postgres_url: str, tmp_path: Path
) -> None:
    databases = Database(postgres_url, "tailorbird_log"), Database(postgres_url)
    command = [PROGRAM, "worker", "--data", str(tmp_path / "data")]
    environment = {**os.environ, "TAILORBIRD_DATABASE": postgres_url}
    with (
        Tailorbird(
            Config(data=tmp_path / "doors", database=postgres_url), part=Part.DOORS
        ) as doors,
        running(command, log=tmp_path / "one.log", environment=environment) as one,
        running(command, log=tmp_path / "two.log", environment=environment) as two,
    ):
        one.wait_for("worker is ready", 60)
        two.wait_for("worker is ready", 60)
        for number in range(60):
            if number == 30:
                one.process.kill()
            visitor = f"v{number % 7}"
            doors.track(
                name="Product Viewed", anonymous_id=visitor, properties={"product_id": str(number)}
            )
            assert doors.facts(anonymous_id=visitor).viewed[0].product_id == str(number)
        doors.wait_until_processed()
        assert Progress(databases[1]).at(Lane.LIVE) == EventLog(databases[0]).last_position(
            Lane.LIVE
        )
        assert sum(arrived.events for arrived in doors.arrivals()) == 60
    for database in databases:
        database.close()


def test_a_worker_that_cannot_live_is_started_again_less_and_less_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tailorbird.worker, "FIRST_PAUSE", 0.05)
    starts = tmp_path / "starts"
    program = f"open({str(starts)!r}, 'a').write('x'); raise SystemExit(3)"
    child = Child(Config(data=tmp_path), [sys.executable, "-c", program])
    child.start()
    assert soon(lambda: starts.exists() and len(starts.read_text()) >= 4)
    child.stop()
    child.stop()
    ended = [r.getMessage() for r in caplog.records if "ended (3)" in r.getMessage()]
    pauses = [float(re.findall(r"in ([\d.]+) s", said)[0]) for said in ended]
    assert pauses[:3] == [0.1, 0.1, 0.2]  # 0.05, 0.1, 0.2 as they are shown
    number = len(starts.read_text())
    time.sleep(0.5)
    assert len(starts.read_text()) == number


def test_a_worker_with_wrong_settings_says_so_and_ends(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in place of the folder")
    done = subprocess.run(
        [sys.executable, "-m", "tailorbird.worker"],
        input=msgspec.json.encode(Config(data=tmp_path / "data"), enc_hook=str) + b"\n",
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert b"Choose another with --data" in done.stderr
    assert b"Traceback" not in done.stderr
