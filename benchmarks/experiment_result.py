"""Measure the result of an experiment over a whole audience, beside SQL written by hand.

Run: python -m benchmarks.experiment_result [--size ci]

A shop is made with ten events a person (``audience_filling`` says which), everybody of whom is in
one experiment of two arms: 10,000 people, and in full 1,000,000. Counted are all metrics after the
exposure and before it, with the squares and products that every method needs.

- *whole*: from asking to the sums, reading whose the events are from the database included.
- *question*: the compiled question alone, beside SQL written by hand for the same engine, files and
  attached tables. The sums are compared and have to be the same.
- *result*: from the sums to ranges, lifts and health: what a page waits for.
- *memory*: the most that the measuring process ever held, the engine included.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.audience_filling import DAYS, EACH, START, fill_audience
from benchmarks.figures import Figure, Rounds, most_memory, run
from proofs.workplace import Workplace
from tailorbird.app.archiving import FOLDER, SPILL, Archiving
from tailorbird.app.folder import FILES, Folder
from tailorbird.core.clock import DAY, HOUR, SystemClock
from tailorbird.core.config import Config
from tailorbird.events.data_sets import DATA_SETS
from tailorbird.experiments.types import Experiment, Measuring, Status, Variation
from tailorbird.measurement import batch
from tailorbird.measurement.metrics import ACTS, COMPLAINED, MOST_ACTS, PAUSE, UNSUBSCRIBED
from tailorbird.measurement.results import Asked, lines
from tailorbird.measurement.types import Sums
from tailorbird.measurement.whole import Whole, attached
from tailorbird.storage.analytics import Analytics
from tailorbird.storage.engines.files import Place
from tailorbird.storage.expressions import compiled
from tailorbird.storage.schema import Chain

ROUNDS = 3
MOST_RATIO = 1.3
BEFORE, WINDOW = 28 * DAY, 14 * DAY
EXPERIMENT = Experiment(
    experiment_id="button",
    key="button",
    name="Button",
    status=Status.RUNNING,
    variations=(
        Variation(key="control", name="Control", weight=5_000),
        Variation(key="green", name="Green", weight=5_000),
    ),
    measuring=Measuring(window=WINDOW, before=BEFORE),
    started_at=START,
)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _sums(name: str, y: str, x: str) -> str:
    y, x = f"CAST({y} AS DECIMAL(38, 0))", f"CAST({x} AS DECIMAL(38, 0))"
    wanted = (("y", y), ("yy", f"{y} * {y}"), ("x", x), ("xx", f"{x} * {x}"), ("xy", f"{x} * {y}"))
    return ", ".join(f"sum({value}) AS {name}_{side}" for side, value in wanted)


def _both(name: str) -> str:
    return _sums(name, f"coalesce({name}_y, 0)", f"coalesce({name}_x, 0)")


def _share(name: str, of: str) -> str:
    y, x = (f"coalesce({of}_{side}, 0) > 0" for side in "yx")
    return _sums(name, f"(CASE WHEN {y} THEN 1 ELSE 0 END)", f"(CASE WHEN {x} THEN 1 ELSE 0 END)")


BY_HAND = f"""
WITH people AS (
    SELECT profile_id, min(first_at) AS t0, min(variation) AS arm,
        count(DISTINCT variation) AS arms
    FROM exposed GROUP BY profile_id
), did AS (
    SELECT whose.profile_id, epoch_us(occurred_at) AS moment, epoch_us(occurred_at) >= t0 AS after,
        CASE kind WHEN 'page' THEN 'Page Viewed' WHEN 'screen' THEN 'Screen Viewed'
            WHEN 'identify' THEN 'Identified' WHEN 'group' THEN 'Group'
            WHEN 'alias' THEN 'Alias' ELSE name END AS called
    FROM events JOIN whose ON whose.position = events.position
    JOIN people ON people.profile_id = whose.profile_id
    WHERE epoch_us(occurred_at) >= t0 - {BEFORE} AND epoch_us(occurred_at) < t0 + {WINDOW}
), acts AS (
    SELECT *, lag(moment) OVER (PARTITION BY profile_id, after ORDER BY moment) AS last,
        lead(moment, {MOST_ACTS}) OVER (PARTITION BY profile_id ORDER BY moment) AS later
    FROM did WHERE called IN ({_listed(ACTS)})
), visited AS (
    SELECT profile_id,
        count(*) FILTER (after AND (last IS NULL OR moment - last > {PAUSE})) AS visits_y,
        count(*) FILTER (NOT after AND (last IS NULL OR moment - last > {PAUSE})) AS visits_x,
        bool_or(later - moment < {HOUR}) AS quick
    FROM acts GROUP BY profile_id
), told AS (
    SELECT profile_id,
        count(*) FILTER (after AND called IN ({_listed(UNSUBSCRIBED)})) AS unsubscribes_y,
        count(*) FILTER (NOT after AND called IN ({_listed(UNSUBSCRIBED)})) AS unsubscribes_x,
        count(*) FILTER (after AND called IN ({_listed(COMPLAINED)})) AS complaints_y,
        count(*) FILTER (NOT after AND called IN ({_listed(COMPLAINED)})) AS complaints_x
    FROM did GROUP BY profile_id
), bought AS (
    SELECT ordered.profile_id,
        count(*) FILTER (placed_at >= t0 AND stands = 1) AS orders_y,
        count(*) FILTER (placed_at < t0 AND stands = 1) AS orders_x,
        sum(net_minor) FILTER (placed_at >= t0 AND ours = 1) AS revenue_y,
        sum(net_minor) FILTER (placed_at < t0 AND ours = 1) AS revenue_x,
        sum(units) FILTER (placed_at >= t0) AS units_y,
        sum(units) FILTER (placed_at < t0) AS units_x
    FROM ordered JOIN people ON people.profile_id = ordered.profile_id
    WHERE placed_at >= t0 - {BEFORE} AND placed_at < t0 + {WINDOW}
    GROUP BY ordered.profile_id
)
SELECT CASE WHEN coalesce(quick, false) THEN '!' WHEN arms > 1 THEN '' ELSE arm END AS label,
    count(*) AS people, {_share("ordered", "orders")}, {_both("orders")}, {_both("revenue")},
    {_both("units")}, {_sums("order_value", "coalesce(revenue_y, 0)", "coalesce(orders_y, 0)")},
    {_share("visited", "visits")}, {_both("visits")}, {_both("unsubscribes")},
    {_both("complaints")}
FROM people LEFT JOIN visited USING (profile_id) LEFT JOIN told USING (profile_id)
LEFT JOIN bought USING (profile_id) GROUP BY label
"""


@dataclass
class Measured:
    """What was measured at one size; times are seconds, memory MB."""

    people: int = 0
    whole: list[float] = field(default_factory=list)
    question: list[float] = field(default_factory=list)
    hand: list[float] = field(default_factory=list)
    result: list[float] = field(default_factory=list)
    memory: float = 0.0


def measure(place: Workplace) -> Iterator[Figure]:
    """Fill a shop of each size and measure it, each in a process of its own."""
    for people in (10_000, 1_000_000) if place.full else (2_000,):
        folder = place.inside(str(people)).scratch
        _apart(_fill, folder, people)
        found: Measured = _apart(measured, folder)
        yield from _figures(people, found, held=place.full)


def _apart(work: Any, *args: object) -> Any:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(work, *args).result()


def _figures(people: int, found: Measured, *, held: bool) -> Iterator[Figure]:
    # A small run shares its machine with other tests: it shows the figures and is held to none.
    size = f"{people:,} people, {people * EACH:,} events"
    ratio = statistics.median(found.question) / statistics.median(found.hand)
    note = f"{found.people:,} measured, all metrics"
    yield Figure(f"{size}: whole", Rounds(found.whole, "s"), note=note)
    yield Figure(
        f"{size}: question",
        Rounds(found.question, "s"),
        "by hand",
        Rounds(found.hand, "s"),
        target=f"at most {MOST_RATIO}" if held else "",
        ok=ratio <= MOST_RATIO or not held,
    )
    yield Figure(f"{size}: from sums to a result", Rounds([1e3 * x for x in found.result], "ms"))
    yield Figure(f"{size}: memory", Rounds([found.memory], "MB"))


# -- in a process of its own


def _fill(folder: Path, people: int) -> None:
    """Make the shop, and put everybody into the experiment, over its first 60 days."""
    fill_audience(folder, people)
    with closing(sqlite3.connect(folder / FILES[Chain.OPERATIONAL])) as target:
        target.execute(
            "INSERT INTO exposures (experiment_id, profile_id, variation, first_at) SELECT "
            "'button', profile_id, CASE rowid % 2 WHEN 0 THEN 'control' ELSE 'green' END, "
            f"{START} + (rowid * 7919) % ({DAYS // 3} * {DAY}) FROM profiles"
        )
        target.execute(
            "INSERT INTO exposures (experiment_id, profile_id, variation, first_at) SELECT "
            "'button', profile_id, CASE rowid % 2 WHEN 0 THEN 'green' ELSE 'control' END, "
            f"{START} + (rowid * 104729) % ({DAYS // 3} * {DAY}) FROM profiles "
            "WHERE rowid % 200 = 0"
        )
        target.execute(
            "INSERT INTO order_lines (order_id, ordinal, product_id, quantity, unit_price, "
            "total_minor, refunded, is_service) SELECT order_id, 0, 'P1', 1 + rowid % 3, '1.00', "
            "total_minor, 0, 0 FROM orders"
        )
        target.commit()


def measured(folder: Path) -> Measured:
    """Measure the shop of a folder."""
    found = Measured()
    with closing(Folder(folder)) as shop:
        config = Config(data=folder, currency="GBP")
        archive = Archiving(config, SystemClock(), shop.database, shop.log)
        whole = Whole(shop.database, archive, "GBP")
        sums: Sums = {}
        for _ in range(ROUNDS):
            began = time.perf_counter()
            sums, people = whole.sums(EXPERIMENT)
            found.whole.append(time.perf_counter() - began)
            found.people = sum(people.values())
        beside = attached(shop.database, EXPERIMENT, "GBP")
        ours = compiled(batch.question(EXPERIMENT), (*DATA_SETS, *beside), "duckdb")
        analytics = Analytics(Place("", folder / FOLDER), folder / SPILL)
        with analytics.opened(archive.events.snapshot, beside) as (engine, _):
            _same(engine, ours)
            for _ in range(ROUNDS):
                found.hand.append(_seconds(engine, BY_HAND))
                found.question.append(_seconds(engine, ours))
        for _ in range(ROUNDS):
            began = time.perf_counter()
            lines(EXPERIMENT, sums, Asked())
            found.result.append(time.perf_counter() - began)
    found.memory = most_memory()
    return found


def _same(engine: Any, ours: str) -> None:
    """Compare the answers whole: both list the arms' sums in one order of columns."""
    mine, theirs = (
        sorted(engine.sql(statement).fetchall(), key=lambda row: str(row[0]))
        for statement in (ours, BY_HAND)
    )
    if mine != theirs:
        raise AssertionError(f"not the same answer: {mine} beside {theirs}")


def _seconds(engine: Any, statement: str) -> float:
    began = time.perf_counter()
    engine.sql(statement).fetchall()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
