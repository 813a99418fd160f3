"""Several processes at one database: writers that append, processors that fold, and the count.

``python -m proofs.foundations.crowd write ADDRESS NUMBER SECONDS FILE`` appends for some seconds
and keeps what it was answered; ``... process ADDRESS FOLDER`` processes until its input ends and
nothing is left.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import text

from tailorbird.app.folder import SCHEMAS, Folder
from tailorbird.events.log import EventLog
from tailorbird.events.positions import Progress
from tailorbird.events.types import Event, Lane
from tailorbird.pipeline import process
from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain
from tailorbird.testing.clock import SOME_DAY
from tailorbird.testing.happenings import event
from tailorbird.testing.shop import StillShop

GROUP = 10  # events in one call
IN_FLIGHT = 8  # calls a writer has open at once
SHARED = 5  # every fifth event is one that every writer sends
EVENTS_OF_A_BROWSER = 50
IDLE_SECONDS = 0.005


@dataclass(frozen=True)
class Outcome:
    """What was answered and what is there, to be held against each other."""

    answered: dict[str, int]  # message -> position, as some writer was told it
    contradictions: int  # messages that were given two different positions
    repeats: int  # how often a message was answered as known already
    logged: dict[int, str]
    folded: int  # events that the facts hold, by the pieces in all carts
    arrived: int  # events that were counted as they were processed
    lanes: dict[Lane, tuple[int, int]]  # processed up to, newest
    taken: list[int]  # events that each processor folded
    overtaken: int
    seconds: float

    @property
    def skipped(self) -> int:
        """How many positions between the first and the last hold no event."""
        return max(self.logged, default=0) - len(self.logged)

    @property
    def lost(self) -> int:
        """How many answers the log does not bear out."""
        return sum(self.logged.get(at) != message for message, at in self.answered.items())


def several(url: str, scratch: Path, *, writers: int, processors: int, seconds: float) -> Outcome:
    """Run the processes, wait until everything is processed, and count."""
    Folder(scratch / "shop", url).close()  # the tables
    acknowledged = [scratch / f"writer-{number}.json" for number in range(writers)]
    began = time.monotonic()
    with ExitStack() as running:
        folding = [
            running.enter_context(_running("process", url, str(scratch / "shop")))
            for _ in range(processors)
        ]
        for one in folding:  # all are there before there is anything to do
            _said(one, "ready")
        writing = [
            running.enter_context(_running("write", url, str(number), str(seconds), str(path)))
            for number, path in enumerate(acknowledged)
        ]
        for writer in writing:
            if writer.wait(seconds * 10 + 120):
                raise RuntimeError("a writer failed")
        taken, overtaken = [], 0
        for one in folding:
            said, _ = one.communicate(timeout=seconds * 20 + 120)
            answer = json.loads(said)
            taken.append(answer["taken"])
            overtaken += answer["overtaken"]
    return _count(url, acknowledged, taken, overtaken, time.monotonic() - began)


def _said(program: subprocess.Popen[str], word: str) -> None:
    assert program.stdout is not None
    if program.stdout.readline().strip() != word:
        raise RuntimeError("a processor did not begin")


@contextmanager
def _running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run this module as a program that is ended with the block."""
    with subprocess.Popen(
        [sys.executable, "-m", __name__, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _count(
    url: str, acknowledged: list[Path], taken: list[int], overtaken: int, seconds: float
) -> Outcome:
    answered: dict[str, int] = {}
    repeats = contradictions = 0
    for path in acknowledged:
        for message, position in json.loads(path.read_text()):
            repeats += position == 0
            if position:
                contradictions += answered.setdefault(message, position) != position
    log, facts = (Database(url, SCHEMAS[chain]) for chain in (Chain.LOG, Chain.OPERATIONAL))
    try:
        events, progress = EventLog(log), Progress(facts)
        with facts.read() as connection:
            folded = connection.execute(text("SELECT sum(quantity) FROM cart_lines")).scalar()
            arrived = connection.execute(text("SELECT sum(events) FROM arrivals")).scalar()
        return Outcome(
            answered=answered,
            contradictions=contradictions,
            repeats=repeats,
            logged=_logged(events),
            folded=int(folded or 0),
            arrived=int(arrived or 0),
            lanes={lane: (progress.at(lane), events.last_position(lane)) for lane in Lane},
            taken=taken,
            overtaken=overtaken,
            seconds=seconds,
        )
    finally:
        log.close()
        facts.close()


def _logged(events: EventLog) -> dict[int, str]:
    found: dict[int, str] = {}
    for lane in Lane:
        after = 0
        while part := events.read(lane, after, 5_000):
            found.update({one.position: one.event.message_id for one in part})
            after = part[-1].position
    return found


def write(url: str, number: int, seconds: float, acknowledged: Path) -> None:
    """Append calls for some seconds, several open at once, and keep every answer."""
    database = Database(url, SCHEMAS[Chain.LOG])
    log = EventLog(database)
    answers: list[tuple[str, int]] = []
    lane = Lane.BACKFILL if number % 2 else Lane.LIVE
    until = time.monotonic() + seconds
    count = 0
    while time.monotonic() < until:
        calls = []
        for _ in range(IN_FLIGHT):
            told = [_event(number, count + one) for one in range(GROUP)]
            count += GROUP
            calls.append((told, log.submit(told, lane)))
        for told, future in calls:
            positions = future.result(60).positions
            answers += [(one.message_id, at) for one, at in zip(told, positions, strict=True)]
    database.close()
    acknowledged.write_text(json.dumps(answers))


def _event(writer: int, number: int) -> Event:
    shared = number % SHARED == 0
    who = "everybody" if shared else f"writer-{writer}"
    return event(
        "Product Added",
        SOME_DAY + number,
        browser=f"{who}-{number // EVENTS_OF_A_BROWSER}",
        product_id=f"P{number % 7}",
        quantity=1,
        message_id=f"{who}:{number}",
    )


def fold(url: str, folder: Path) -> None:
    """Process until the input ends and nothing is left; tell how many events were taken here."""
    ended = threading.Event()

    def wait_for_end() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait_for_end, daemon=True).start()
    count: Counter[str] = Counter()
    with StillShop(folder, database=url) as shop:
        print("ready", flush=True)
        progress = _Watched(shop.database)
        stations = replace(shop.stations, progress=progress)
        while True:
            last, progress.advanced = ended.is_set(), False
            found = process(stations, Lane.LIVE) or process(stations, Lane.BACKFILL)
            count["taken" if progress.advanced else "overtaken"] += found
            if not found:
                if last:
                    break
                time.sleep(IDLE_SECONDS)
    print(json.dumps({"taken": count["taken"], "overtaken": count["overtaken"]}))


class _Watched(Progress):
    """Notices whether a batch was taken here, or another process was faster."""

    advanced = False

    def advance(self, lane: Lane, position: int) -> None:
        super().advance(lane, position)
        self.advanced = True


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", url, number, seconds, path]:
            write(url, int(number), float(seconds), Path(path))
        case ["process", url, folder]:
            fold(url, Path(folder))
