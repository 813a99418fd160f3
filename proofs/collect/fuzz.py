"""Anything at all sent to every public door of a server: no failure, no stack trace, memory flat.

Two senders: schemathesis, which reads the server's own description and holds every answer against
it; and one of our own, which breaks what a description cannot say: heads, encodings, packed bodies
that end too early, numbers of thousands of digits, a hundred thousand brackets.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofs.claims import Claim
from proofs.collect.oddities import DOORS, Sender, send_anything
from proofs.servers import Program, memory, running, server_pids
from proofs.shop_folder import SERVING, prepare, serve_command
from proofs.workplace import Workplace
from tailorbird.accounts.types import KeyKind
from tailorbird.app import Tailorbird
from tailorbird.core.config import Config
from tools import sdks

CLIENT = "schemathesis-4"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance"
)
MORE_TIME = 8  # times as long, where the time ran out before every call was tried
MOST_GROWTH = 40  # megabytes between the middle and the end


@dataclass(frozen=True)
class Amount:
    """How much is sent: by schemathesis in seconds a bearer, by ours in examples of each kind."""

    seconds: int
    examples: int


@dataclass(frozen=True)
class Bearer:
    """Who schemathesis speaks as: what a caller of each kind of door holds."""

    name: str
    options: tuple[str, ...]


FULL, SMALL = Amount(100, 10_000), Amount(5, 100)


def _bearers(key: str, secret: str) -> list[Bearer]:
    """A browser, a server of the shop, and a program that was written for Klaviyo."""
    return [
        Bearer("public key", ("--auth", f"{key}:")),
        Bearer("secret key", ("--auth", f"{secret}:")),
        Bearer("secret key as Klaviyo's", ("-H", f"Authorization: Klaviyo-API-Key {secret}")),
    ]


def _secret(data: Path) -> str:
    with Tailorbird(Config(data=data)) as shop:
        return shop.keys.create(KeyKind.SERVER, "anything at all")[1]


def prove(place: Workplace) -> Iterator[Claim]:
    """Send to one server by both, and look at the server afterwards."""
    amount = FULL if place.full else SMALL
    data, port, log = place.scratch / "shop", place.free_port(), place.scratch / "server.log"
    key, secret = prepare(data), _secret(data)
    environment = {**os.environ, "TAILORBIRD_EVENTS_PER_SECOND": "0"}
    with running(serve_command(data, port), log=log, environment=environment) as program:
        program.wait_for(SERVING, 60)
        for bearer in _bearers(key, secret):
            yield from _described(place, port, bearer, amount.seconds)
        yield from _odd(place, program, Sender(port, key), amount.examples)
        yield _still_there(port, key)
    yield _log(log)
    yield _set_aside(data)


def _described(place: Workplace, port: int, bearer: Bearer, seconds: int) -> Iterator[Claim]:
    said = _schemathesis(place, port, bearer, seconds)
    if said["operations"]["skipped"] and not _bad(said):
        # a busy machine: the time ran out, not the calls
        said = _schemathesis(place, port, bearer, MORE_TIME * seconds)
    calls, generated, bad = said["operations"], said["test_cases"]["generated"], _bad(said)
    yield Claim(
        f"schemathesis {said['schemathesis_version']}, {bearer.name}: calls of the description",
        f"{calls['tested']} of {calls['total']} tried",
        "all",
        ok=calls["tested"] == calls["total"] > 0,
    )
    measured = f"{generated:,} requests, {bad} answered otherwise than described"
    yield Claim(f"its requests with a {bearer.name}", measured, "0", ok=bad == 0 < generated)


def _bad(said: dict[str, Any]) -> int:
    """How many requests were answered otherwise than described, or could not be judged."""
    cases = said["test_cases"]
    return int(cases["with_failures"] + cases["errored"])


def _schemathesis(place: Workplace, port: int, bearer: Bearer, seconds: int) -> dict[str, Any]:
    report = place.output / f"schemathesis {bearer.name}.json"
    report.unlink(missing_ok=True)
    folder = sdks.python_client(CLIENT)
    done = subprocess.run(
        [
            *(sys.executable, str(folder / "bin" / "st"), "run"),
            *(f"http://127.0.0.1:{port}/openapi.json", *bearer.options),
            *("--checks", CHECKS, "--phases", "coverage,fuzzing", "--continue-on-failure"),
            *("--max-examples", "5000", "--max-time", str(seconds), "--seed", "1"),
            *("--generation-database", "none", "--report-json-path", str(report), "--no-color"),
        ],
        cwd=place.scratch,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    report.with_suffix(".txt").write_text(done.stdout + done.stderr)
    if not report.exists():
        raise RuntimeError(f"schemathesis did not run: {(done.stdout + done.stderr)[-300:]}")
    said: dict[str, Any] = json.loads(report.read_text())
    return said


def _odd(place: Workplace, program: Program, sender: Sender, examples: int) -> Iterator[Claim]:
    pids = server_pids(program.process.pid)
    send_anything(sender, examples // 2, seed=1)
    middle = memory(pids)
    send_anything(sender, examples - examples // 2, seed=2)
    sender.hang_up()
    end = memory(pids)
    (place.output / "fuzz-failures.txt").write_text("\n\n".join(sender.bad))
    answers = ", ".join(f"{status}: {count:,}" for status, count in sorted(sender.statuses.items()))
    total = sender.statuses.total()
    yield Claim(
        f"anything to {len(DOORS)} doors: requests", f"{total:,}", "every door", _all_doors(sender)
    )
    failed = sum(count for status, count in sender.statuses.items() if status >= 500)
    yield Claim("its answers", answers, "no 5xx", ok=failed == 0)
    measured = f"{len(sender.bad)} answers"
    yield Claim("a 5xx, a trace, or no code where one belongs", measured, "0", ok=not sender.bad)
    yield Claim(
        "memory of the server, in the middle and at the end",
        f"{middle:.0f} MB, {end:.0f} MB",
        f"<= {MOST_GROWTH} MB more",
        ok=end - middle <= MOST_GROWTH,
    )


def _all_doors(sender: Sender) -> bool:
    return {path for _, path in DOORS} <= set(sender.doors)


def _still_there(port: int, key: str) -> Claim:
    event = {
        "writeKey": key,
        "messageId": "after-all-that",
        "anonymousId": "somebody",
        "event": "Product Viewed",
        "properties": {"product_id": "P1"},
    }
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/track",
        json.dumps(event).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        status = answer.status
    return Claim("a good event afterwards", str(status), "200", ok=status == 200)


def _log(log: Path) -> Claim:
    lines = log.read_text(errors="replace").splitlines()
    traces = [line for line in lines if line.startswith("Traceback")]
    measured = f"{len(traces)} traces in {len(lines)} lines"
    return Claim("what the server wrote into its log", measured, "0 traces", ok=not traces)


def _set_aside(data: Path) -> Claim:
    with Tailorbird(Config(data=data)) as shop:
        shop.wait_until_processed()
        aside = Counter(one.code for one, _ in shop.refusals(10_000))["not_processable"]
    measured = f"{aside} events"
    return Claim("taken in, but then not understood", measured, "0 events", ok=aside == 0)
