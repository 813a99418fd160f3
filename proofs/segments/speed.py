"""From an event to the change of membership: in one process, and end to end under load.

Fifteen segments are live. In process the time runs from handing an event over until everything
that follows from it is written. End to end a server takes a thousand events a second over HTTP
while somebody new looks at a product every so often: the time runs from sending that event until
another process reads in the database that its sender is in the segment.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import tailorbird
from benchmarks.shop_under_load import Shop, shop_server
from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.app import Tailorbird
from tailorbird.core.clock import DAY, HOUR
from tailorbird.events.types import Event, Kind, Lane

LIVE = 15
IN_PROCESS, END_TO_END = 0.050, 1.0  # seconds, slowest hundredth
RATE, IN_ONE = 1_000, 10  # events a second, in one request
ENTERED = "Browsed but did not buy"
AT_ONCE = 1_000
PROBES_A_SECOND = 5
LOOKS = 0.01  # seconds between two looks into the database
_ARRIVED = """
SELECT 1 FROM identities
JOIN segment_members ON segment_members.profile_id = identities.profile_id
WHERE segment_members.segment_id = ? AND identities.kind = 'anonymous' AND identities.value = ?
"""


def prove(place: Workplace) -> Iterator[Claim]:
    """Measure in shops of growing size, then under load."""
    sizes, trials = ((1_000, 10_000, 100_000), 500) if place.full else ((500,), 50)
    for people in sizes:
        data = place.scratch / f"shop-{people}"
        with tailorbird.open(data) as shop:
            _fill(shop, people)
            found = _in_process(shop, trials)
        yield _claim(f"in process, {people:,} people, {LIVE} segments", found, IN_PROCESS)
    data = place.scratch / f"shop-{sizes[min(1, len(sizes) - 1)]}"
    seconds = 60 if place.full else 8
    with shop_server(place, data.name) as server:
        found = _under_load(server, seconds)
        lag = server.lag(time.time())
    yield _claim(f"end to end, {RATE:,} events a second", found, END_TO_END)
    yield Claim("behind when the load ends", f"{lag:.2f} s", "<= 1 s", ok=lag <= END_TO_END)


def _claim(what: str, seconds: list[float], target: float) -> Claim:
    every = quantiles(seconds, n=100)
    measured = f"p50 {every[49] * 1e3:.1f} ms, p99 {every[98] * 1e3:.1f} ms ({len(seconds)})"
    return Claim(what, measured, f"p99 <= {target * 1e3:g} ms", ok=every[98] <= target)


def _fill(shop: Tailorbird, people: int) -> None:
    """Give the shop people with a past, and its segments."""
    now = shop.now()
    pending = [one for number in range(people) for one in _past(number, now)]
    for start in range(0, len(pending), AT_ONCE):
        shop.accept(pending[start : start + AT_ONCE]).result()
    shop.wait_until_processed()
    shop.archive.seal()
    presets = [one for one in shop.segments.presets() if not one.key.startswith("rfm_")]
    champions = [one for one in shop.segments.presets() if one.key == "rfm_champions"]
    for one in [*presets, *champions][-LIVE:]:
        shop.segments.create(one.name, one.tree, preset=one.key)
    shop.segmenting.fill_waiting()
    assert len(shop.segments.all()) == LIVE


def _past(number: int, now: int) -> Iterator[Event]:
    """What one person did before: two looks, and every third an order."""
    who = f"C-{number}"
    for look in (1, 2):
        at = now - look * (number % 40) * DAY - number * 1_000 - HOUR
        yield _event(f"{who}-{look}", "Product Viewed", who, at, {"product_id": f"P{number % 400}"})
    if number % 3 == 0:
        bought = {"product_id": f"P{number % 400}", "price": "9.95", "quantity": 1 + number % 5}
        facts = {"order_id": f"O-{number}", "products": [bought]}
        yield _event(f"{who}-o", "Order Completed", who, now - (number % 300) * DAY - HOUR, facts)


def _event(message_id: str, name: str, who: str, at: int, facts: Mapping[str, object]) -> Event:
    return Event(
        message_id=message_id,
        kind=Kind.TRACK,
        name=name,
        user_id=who,
        occurred_at=at,
        received_at=at,
        source="library",
        properties=dict(facts),
    )


def _in_process(shop: Tailorbird, trials: int) -> list[float]:
    """Return how long each event of somebody new took to make them a member."""
    [segment] = [one for one in shop.segments.all() if one.name == ENTERED]
    before = shop.segments.get(segment.segment_id).size
    found = []
    for number in range(trials):
        event = _event(
            f"new-{number}", "Product Viewed", f"N-{number}", shop.now(), {"product_id": "P1"}
        )
        began = time.perf_counter()
        shop.accept([event], Lane.LIVE).result()
        shop.wait_until_processed()
        found.append(time.perf_counter() - began)
    grown = shop.segments.get(segment.segment_id).size - before
    if grown != trials:
        raise RuntimeError(f"{grown} of {trials} people entered")
    return found


@dataclass
class Probes:
    """People who were sent to the server, when, and when they were seen in the segment."""

    sent: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self, data: Path) -> None:
        """Look into the database until every probe was seen or a minute has passed."""
        with closing(sqlite3.connect(f"file:{data}/tailorbird.db?mode=ro", uri=True)) as opened:
            query = "SELECT segment_id FROM segments WHERE name = ?"
            [segment] = opened.execute(query, (ENTERED,)).fetchone()
            deadline = time.perf_counter() + 600
            while time.perf_counter() < deadline:
                for who in [one for one in list(self.sent) if one not in self.seen]:
                    if opened.execute(_ARRIVED, (segment, who)).fetchone():
                        self.seen[who] = time.perf_counter()
                if self.over.is_set() and self.sent.keys() <= self.seen.keys():
                    return
                time.sleep(LOOKS)


def _under_load(server: Shop, seconds: int) -> list[float]:
    probes = Probes()
    with ThreadPoolExecutor(2) as threads:
        requests = seconds * RATE // IN_ONE
        more = ("--size", str(IN_ONE), "--rate", str(RATE / IN_ONE))
        load = threads.submit(server.load, "/v1/batch", requests, 1, *more)
        watch = threads.submit(probes.watch, server.data)
        number = 0
        while not load.done():
            _send(server, probes, f"probe-{number}")
            number += 1
            time.sleep(1 / PROBES_A_SECOND)
        probes.over.set()
        load.result()
        watch.result()
    missing = probes.sent.keys() - probes.seen.keys()
    if missing:
        raise RuntimeError(f"{len(missing)} of {len(probes.sent)} people never entered")
    return [probes.seen[who] - at for who, at in probes.sent.items()]


def _send(server: Shop, probes: Probes, who: str) -> None:
    body = {
        "writeKey": server.key,
        "anonymousId": who,
        "event": "Product Viewed",
        "properties": {"product_id": "P1"},
    }
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/v1/track",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    probes.sent[who] = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()
