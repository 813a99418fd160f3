"""Measure segments over a whole audience, beside SQL written by hand, as the audience grows.

Run: python -m benchmarks.segments_audience [--size ci]

A shop is made with ten events a person (``audience_filling`` says which): 10,000 people, and in
full also 100,000 and 1,000,000, which takes some minutes and 7 GB of disk. Three segments are
answered for everybody: who is in, and until when.

- *whole*: from asking to the last answer, reading whose the events are from the database included.
- *question*: the compiled question alone, beside SQL written by hand for the same engine, files and
  attached tables. The answers are compared and have to be the same.
- *in PostgreSQL*: only how many are in, counted in tables made for it, with indexes; ours from
  asking to the number. It is filled with at most 100,000 people, to be done in minutes.
- *estimate*: of the sample that is kept in memory, everything included, and what it took to read
  that sample first.
- *memory*: the most that the measuring process ever held, the engine included.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.audience_filling import EACH, NOW, fill_audience
from benchmarks.audience_peers import BY_HAND, TREES
from benchmarks.audience_postgres import COUNTS, count_in_postgres, fill_postgres
from benchmarks.figures import Figure, Rounds, most_memory, run
from proofs.workplace import Workplace
from tailorbird.app.archiving import FOLDER, SPILL, Archiving
from tailorbird.app.folder import FILES, Folder
from tailorbird.core.clock import SystemClock
from tailorbird.core.config import Config
from tailorbird.events.data_sets import DATA_SETS
from tailorbird.segments.audience import question
from tailorbird.segments.audience.reading import opened
from tailorbird.segments.audience.service import Audience
from tailorbird.segments.audience.spans import Asked
from tailorbird.segments.facts import Setting
from tailorbird.segments.reads import reads
from tailorbird.segments.types import Condition
from tailorbird.storage.analytics import Analytics
from tailorbird.storage.engines.files import Place
from tailorbird.storage.expressions import compiled
from tailorbird.storage.schema import Chain
from tools import postgres

ZONE = ZoneInfo("Europe/London")
ROUNDS, ESTIMATES = 3, 20
MOST_RATIO, MOST_MILLISECONDS = 1.3, 300
MOST_IN_POSTGRES = 100_000


@dataclass
class Segment:
    """What was measured of one segment; times are seconds, ``hand`` is the peer of ``question``."""

    members: int = 0
    whole: list[float] = field(default_factory=list)
    question: list[float] = field(default_factory=list)
    hand: list[float] = field(default_factory=list)
    counting: list[float] = field(default_factory=list)


@dataclass
class Measured:
    """What was measured at one size; times are seconds, memory MB."""

    segments: dict[str, Segment]
    sampling: float
    estimates: list[float]
    memory: float


def measure(place: Workplace) -> Iterator[Figure]:
    """Fill a shop of each size and measure it, each in a process of its own."""
    for people in (10_000, 100_000, 1_000_000) if place.full else (2_000,):
        folder = place.inside(str(people)).scratch
        _apart(fill_audience, folder, people)
        found: Measured = _apart(measured, folder)
        yield from _figures(people, found, held=place.full)
        if people <= MOST_IN_POSTGRES and postgres.find() is not None:
            yield from _beside_postgres(people, folder, found)


def _apart(work: Callable[..., Any], *args: object) -> Any:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(work, *args).result()


def _figures(people: int, found: Measured, *, held: bool) -> Iterator[Figure]:
    # A small run shares its machine with other tests: it shows the figures and is held to none.
    size = f"{people:,} people, {people * EACH:,} events"
    for name, one in found.segments.items():
        ratio = statistics.median(one.question) / statistics.median(one.hand)
        yield Figure(f"{size}: {name}: whole", Rounds(one.whole, "s"), note=f"{one.members:,} in")
        yield Figure(
            f"{size}: {name}: question",
            Rounds(one.question, "s"),
            "by hand",
            Rounds(one.hand, "s"),
            target=f"at most {MOST_RATIO}" if held else "",
            ok=ratio <= MOST_RATIO or not held,
        )
    taken = sorted(1000 * one for one in found.estimates)
    late = taken[int(0.95 * len(taken))]
    yield Figure(
        f"{size}: estimate",
        Rounds(taken, "ms"),
        note=f"p95 {late:.0f} ms; the sample was read in {found.sampling:.1f} s",
        target=f"p95 at most {MOST_MILLISECONDS} ms" if held else "",
        ok=late <= MOST_MILLISECONDS or not held,
    )
    yield Figure(f"{size}: memory", Rounds([found.memory], "MB"))


def _beside_postgres(people: int, folder: Path, found: Measured) -> Iterator[Figure]:
    with postgres.cluster() as server:
        address = server.create("audience")
        fill_postgres(address, folder / FILES[Chain.OPERATIONAL])
        for name, statement in COUNTS.items():
            one = found.segments[name]
            members, taken = count_in_postgres(address, statement, ROUNDS)
            _same(members, one.members)
            yield Figure(
                f"{people:,} people: {name}: how many",
                Rounds(one.counting, "s"),
                "in PostgreSQL",
                Rounds(taken, "s"),
            )


# -- in a process of its own


def measured(folder: Path) -> Measured:
    """Measure the shop of a folder."""
    with closing(Folder(folder)) as shop:
        archive = Archiving(
            Config(data=folder, currency="GBP"), SystemClock(), shop.database, shop.log
        )
        audience = Audience(shop.database, archive, Setting(zone=ZONE, currency="GBP"))
        segments = {name: _whole(audience, tree) for name, tree in TREES.items()}
        analytics = Analytics(Place("", folder / FOLDER), folder / SPILL)
        for name, one in segments.items():
            beside, ours = _question(shop, TREES[name])
            with analytics.opened(archive.events.snapshot, beside) as (engine, _):
                _in_turns(engine, ours, BY_HAND[name], one)
        sampling, estimates = _estimates(audience)
    most = most_memory()
    return Measured(segments, sampling, estimates, most)


def _whole(audience: Audience, tree: Condition) -> Segment:
    found = Segment()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        members = 0
        for batch in audience.answers(tree, NOW):
            members += batch.filter(batch["member"]).num_rows
        found.whole.append(time.perf_counter() - began)
        began = time.perf_counter()
        found.members = audience.count(tree, NOW)
        found.counting.append(time.perf_counter() - began)
        _same(members, found.members)
    return found


def _question(shop: Folder, tree: Condition) -> tuple[dict[Any, Any], str]:
    """Return what is attached to a tree's question, and the question as the engine gets it."""
    asked = Asked(at=NOW, zone=ZONE, currency="GBP")
    beside = opened(shop.database, question.parts_of(tree, asked), reads(tree))
    return beside, compiled(question.answers(tree, asked), (*DATA_SETS, *beside), "duckdb")


def _in_turns(engine: Any, ours: str, hand: str, found: Segment) -> None:
    """Measure the question and its peer in one engine, in turns, after both answered the same."""
    _same(_sums(engine, ours), _sums(engine, hand))
    for _ in range(ROUNDS):
        found.hand.append(_seconds(engine, hand))
        found.question.append(_seconds(engine, ours))


def _sums(engine: Any, statement: str) -> object:
    told = "count(*), count(*) FILTER (member), sum(valid_until), sum(hash(profile_id))"
    return engine.sql(f"SELECT {told} FROM ({statement})").fetchall()


def _seconds(engine: Any, statement: str) -> float:
    began = time.perf_counter()
    for _ in engine.sql(statement).to_arrow_reader(20_000):
        pass
    return time.perf_counter() - began


def _estimates(audience: Audience) -> tuple[float, list[float]]:
    trees = list(TREES.values())
    began = time.perf_counter()
    audience.estimate(trees[0], NOW)
    first = time.perf_counter() - began
    taken = []
    for number in range(ESTIMATES * len(trees)):
        began = time.perf_counter()
        audience.estimate(trees[number % len(trees)], NOW + number)  # never compiled before
        taken.append(time.perf_counter() - began)
    return first - min(taken), taken


def _same(ours: object, theirs: object) -> None:
    if ours != theirs:
        raise AssertionError(f"not the same answer: {ours} beside {theirs}")


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
