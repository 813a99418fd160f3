"""Client libraries, unchanged but for the host: what they sent over a bad line is there, once.

Each meets every kind of fault on the line and a server that is killed in the middle; what it sent
is then looked up row by row in the log.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from proofs import shop_folder
from proofs.browser import browser
from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.events.types import Event, Kind
from tests.integration.sdks import test_browser_sdks as page_library
from tests.integration.sdks.faults import ALL, Fault, line
from tests.integration.sdks.test_libraries_sdks import (
    CALLS,
    CLIENTS,
    LIBRARIES,
    killed_once,
    send,
)
from tools import sdks

EVENTS = 200  # what the clients of the tests send in about the time the faults and the kill take
PACKAGES = {
    "segment.analytics": "segment-analytics-python",
    "rudderstack.analytics": "rudder-sdk-python",
}
KILL_AFTER = 1.5  # seconds
STAY = 25_000  # milliseconds in which the page sends again what the line refused


@dataclass(frozen=True)
class Tried:
    """One library: its version, what its log holds, what went wrong meanwhile."""

    name: str
    sent: int
    calls: Sequence[Kind]
    events: Sequence[Event]
    faults: Counter[Fault]
    kills: int

    def claims(self) -> Iterator[Claim]:
        """Row by row: every event, every other call, every fault."""
        found = Counter(e.properties["n"] for e in self.events if e.name == "Product Viewed")
        twice = found.total() - len(found)
        whole = all(
            e.properties["product_id"] == f"P{e.properties['n']}"
            for e in self.events
            if e.name == "Product Viewed"
        )
        yield Claim(
            f"{self.name}: events",
            f"{self.sent} sent, {len(found)} rows found, {twice} twice",
            "all, none twice, as sent",
            ok=found == Counter(range(self.sent)) and whole,
        )
        others = Counter(event.kind for event in self.events if event.kind is not Kind.TRACK)
        said = ", ".join(f"{kind.value} {count}" for kind, count in sorted(others.items()))
        yield Claim(f"{self.name}: its other calls", said, "1 each", others == Counter(self.calls))
        yield self._trouble()

    def _trouble(self) -> Claim:
        met = {fault: count for fault, count in self.faults.items() if fault is not Fault.NONE}
        said = ", ".join(f"{fault.value} {count}" for fault, count in sorted(met.items()))
        return Claim(
            f"{self.name}: faults",
            f"{said}; server killed {self.kills} time",
            f"{len(set(ALL)) - 1} kinds, killed once",
            ok=set(self.faults) == set(ALL) and self.kills == 1,
        )


def prove(place: Workplace) -> Iterator[Claim]:
    """Try every library; the small size leaves out what only differs in its version."""
    names = sorted(LIBRARIES) if place.full else ["segment-2.4"]
    for name in names:
        yield from _python(place.inside(name), name).claims()
    if not sdks.has_node():
        yield Claim("the JavaScript libraries", sdks.MISSING, "tried", ok=False)
        return
    if place.full:
        yield from _node(place.inside("node")).claims()
        yield from _browser(place.inside("browser")).claims()


def _python(place: Workplace, name: str) -> Tried:
    folder, module = sdks.python_client(name), LIBRARIES[name]
    script = CLIENTS / "python_client.py"
    return _tried(place, PACKAGES[module], [sys.executable, script, module], folder)


def _node(place: Workplace) -> Tried:
    command: list[str | Path] = ["node", CLIENTS / "node_client.mjs", sdks.node_clients()]
    return _tried(place, "@segment/analytics-node", command, None)


def _tried(
    place: Workplace, name: str, command: Sequence[str | Path], folder: Path | None
) -> Tried:
    data, port = place.scratch / "shop", place.free_port()
    key = shop_folder.prepare(data)
    with (
        killed_once(data, port, place.scratch / "log", KILL_AFTER) as kills,
        line(port) as bad,
    ):
        version = send([*command, bad.url, key, str(EVENTS)], folder)
    events = list(shop_folder.live_events(data))
    return Tried(f"{name} {version}", EVENTS, CALLS, events, bad.happened, len(kills))


def _browser(place: Workplace) -> Tried:
    data, port = place.scratch / "shop", place.free_port()
    key = shop_folder.prepare(data)
    library = sdks.node_clients() / page_library.BUNDLE
    with (
        browser() as started,
        killed_once(data, port, place.scratch / "log", KILL_AFTER) as kills,
        line(port) as bad,
    ):
        page_library.visit(started, bad, key, library, STAY)
    package = library.parents[1] / "package.json"
    version = json.loads(package.read_text())["version"]
    calls = [kind for kind in CALLS if kind is not Kind.ALIAS]  # a page has nobody to alias
    events = list(shop_folder.live_events(data))
    name = f"@segment/analytics-next {version} in Chromium"
    return Tried(name, page_library.EVENTS, calls, events, bad.happened, len(kills))
