"""Official clients, unchanged, against a running server: the same arm as ours for everybody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import tailorbird
from proofs.claims import Claim
from proofs.servers import running
from proofs.shop_folder import SERVING, serve_command
from proofs.statistics.experiment_mix import experiments, lines
from proofs.workplace import Workplace
from tailorbird.accounts.types import KeyKind, Scope
from tailorbird.experiments.assigning import Asker, Ready, assign
from tailorbird.experiments.types import Experiment
from tests.integration.api.doors import basic
from tools import sdks

FULL, SMALL = 100_000, 500
OVER_HTTP = 2_000  # people who are also asked for over HTTP, one call each
SEED = 6
SOON = 4.0  # seconds
BY = "proof"
CLIENTS = Path(__file__).parent / "clients_of"
PYTHON = "growthbook-4"


def prove(place: Workplace) -> Iterator[Claim]:
    """Serve a shop with twenty experiments, and let everybody draw the same people."""
    data, port = place.scratch / "shop", place.free_port()
    key, ready = begin(data)
    secret = secret_key(data)
    number = FULL if place.full else SMALL
    people = place.scratch / "people.jsonl"
    people.write_text("\n".join(lines(number, SEED)) + "\n")
    ours = [drawn(ready, line) for line in people.read_text().splitlines()]
    yield _everything_happens(ours, ready)
    with running(serve_command(data, port), log=place.scratch / "server.log") as server:
        server.wait_for(SERVING, 60)
        address = f"http://127.0.0.1:{port}"
        yield _over_http(address, key, people, ours, ready)
        yield _same("the Python client 4.0.0", ours, _python(address, key, people), number)
        if sdks.has_node():
            yield _same("the JavaScript client 1.8.0", ours, _node(address, key, people), number)
        else:
            yield Claim("the JavaScript client draws the same", sdks.MISSING, "0 differ", ok=False)
        yield from _told(place, address, key, secret)


def begin(data: Path) -> tuple[str, list[Ready]]:
    """Make a shop in which the twenty experiments run; return its public key, and them by key."""
    with tailorbird.open(data) as shop:
        for new in experiments():
            shop.experiments.create(new, by=BY)
            shop.experiments.start(new.key, by=BY)
        every: list[Experiment] = sorted(shop.experiments.all(), key=lambda one: one.key)
        return shop.write_key, [Ready.of(one) for one in every]


def secret_key(data: Path) -> str:
    """Return a new key of the shop that may begin experiments."""
    with tailorbird.open(data) as shop:
        return shop.keys.create(KeyKind.SERVER, BY, [Scope.EXPERIMENTS])[1]


def drawn(ready: Sequence[Ready], line: str) -> str:
    """Return somebody's arms as clients write them, in the order of the experiments' keys."""
    attributes = json.loads(line)
    asker = Asker(unit=attributes["id"], attributes=attributes)
    return ",".join(assign(one, asker).variation or "" for one in ready)


def _everything_happens(ours: Sequence[str], ready: Sequence[Ready]) -> Claim:
    """A comparison of nothing would agree: each experiment takes some in, and not all alike."""
    columns = zip(*(one.split(",") for one in ours), strict=True)
    pairs = zip(ready, columns, strict=True)
    kinds = {one.experiment.key: len(set(column)) for one, column in pairs}
    dull = sorted(key for key, different in kinds.items() if different < 2 and key != "nobody")
    arms = sum(one.count(",") + 1 - one.split(",").count("") for one in ours)
    measured = f"{arms:,} of {len(ours) * len(ready):,} draws give an arm"
    return Claim("the experiments give arms", measured, "all but the empty one", ok=not dull)


def _same(who: str, ours: Sequence[str], theirs: Sequence[str], number: int) -> Claim:
    differ = sum(
        one != other
        for mine, their in zip(ours, theirs, strict=True)
        for one, other in zip(mine.split(","), their.split(","), strict=True)
    )
    what = f"{who} draws the same"
    measured = f"{differ:,} differ of {number:,} people x 20 experiments"
    return Claim(what, measured, "0 differ", ok=differ == 0 and len(theirs) == number)


def _python(address: str, key: str, people: Path) -> list[str]:
    folder = sdks.python_client(PYTHON)
    target = people.with_name("python.txt")
    script = CLIENTS / "growthbook_client.py"
    _run([sys.executable, script, address, key, people, target], folder)
    return target.read_text().splitlines()


def _node(address: str, key: str, people: Path) -> list[str]:
    target = people.with_name("node.txt")
    script = CLIENTS / "growthbook_client.mjs"
    _run(["node", script, sdks.node_clients(), address, key, people, target])
    return target.read_text().splitlines()


def _told(place: Workplace, address: str, key: str, secret: str) -> Iterator[Claim]:
    """Clients that listen hear of a new experiment; what an attribute forces does not count."""
    script = CLIENTS / "growthbook_stream"
    path = {**os.environ, "PYTHONPATH": str(sdks.python_client(PYTHON))}
    listening: list[tuple[str, list[str | Path], dict[str, str] | None]] = [
        ("the Python client", [sys.executable, script.with_suffix(".py")], path)
    ]
    if sdks.has_node():
        node: list[str | Path] = ["node", script.with_suffix(".mjs"), sdks.node_clients()]
        listening.append(("the JavaScript client", node, None))
    for number, (who, command, environment) in enumerate(listening):
        wanted = f"later-{number}"
        words = [*command, address, key, wanted]
        log = place.scratch / f"{wanted}.log"
        with running(words, log=log, environment=environment) as client:
            client.wait_for("listening", 30)
            began = time.monotonic()
            _begin_over_http(address, secret, wanted)
            said = json.loads(client.wait_for(r"^{.*}$", 30)[0])
            waited = time.monotonic() - began
        measured = f"after {waited:.2f} s; forced: {said['value']}, counted: {said['counted']}"
        right = said == {"heard": True, "value": "arm-1", "counted": False}
        target = "< 4 s; forced: arm-1, not counted"
        yield Claim(f"{who} hears of a change", measured, target, ok=right and waited < SOON)


def _begin_over_http(address: str, secret: str, key: str) -> None:
    arms = [{"key": f"arm-{one}", "name": f"Arm {one}", "weight": 5_000} for one in range(2)]
    given = {"Authorization": basic(secret), "Content-Type": "application/json"}
    for path, body in (("", {"key": key, "variations": arms}), (f"/{key}/start", {})):
        at = f"{address}/v1/experiments{path}"
        request = urllib.request.Request(at, json.dumps(body).encode(), given)
        urllib.request.urlopen(request, timeout=20).close()


def _run(command: Sequence[str | Path], path: Path | None = None) -> None:
    environment = {**os.environ, "PYTHONPATH": str(path)} if path else None
    words = [str(word) for word in command]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{words[1]} failed: {done.stderr[-500:]}")


def _over_http(
    address: str, key: str, people: Path, ours: Sequence[str], ready: Sequence[Ready]
) -> Claim:
    keys = [one.experiment.key for one in ready]
    differ, asked = 0, 0
    for line, mine in zip(people.read_text().splitlines()[:OVER_HTTP], ours, strict=False):
        asked += 1
        differ += _asked(address, key, line, keys) != mine
    return Claim(
        "/v1/assignments draws the same",
        f"{differ:,} differ of {asked:,} people, one call each",
        "0 differ",
        ok=differ == 0,
    )


def _asked(address: str, key: str, line: str, keys: Sequence[str]) -> str:
    attributes = json.loads(line)
    body = {
        "writeKey": key,
        "anonymousId": attributes["id"],
        "attributes": attributes,
        "experiments": keys,
        "expose": False,
    }
    request = urllib.request.Request(
        f"{address}/v1/assignments",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        found = json.loads(answer.read())["assignments"]
    return ",".join(one["variationId"] or "" for one in found)
