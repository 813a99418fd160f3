"""A published e-mail test through the product's own path: import, experiment, result.

64,000 customers were drawn into three arms; whether they came, ordered and what they spent within
two weeks is in the file. Each row becomes an exposure, a visit and an order, in a file of events
that is imported like any other. The file may not be passed on: without it, nothing is proven.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import tailorbird
from proofs.claims import Claim
from proofs.workplace import ROOT, Workplace
from tailorbird.app import Tailorbird
from tailorbird.app.files_to_import import EventsFile
from tailorbird.connectors.files import EventRules
from tailorbird.core.clock import DAY, from_datetime
from tailorbird.experiments.defining import NewExperiment
from tailorbird.experiments.types import Measuring, Variation
from tailorbird.measurement.results import Asked, Line
from tailorbird.measurement.service import Result
from tailorbird.statistics.types import Comparison, Method

FILE = "hillstrom/hillstrom_email_test.csv.gz"
SENT = datetime(2008, 3, 1, 9, tzinfo=UTC)
ARMS = {"No E-Mail": "none", "Mens E-Mail": "mens", "Womens E-Mail": "womens"}
CI_ROWS = 3_000
# The published table: rate or mean of each arm, then difference, its range, p, lift and its range.
RATES = {
    "visited": {"none": 0.106167, "mens": 0.182757, "womens": 0.151400},
    "ordered": {"none": 0.005726, "mens": 0.012531, "womens": 0.008837},
    "revenue": {"none": 0.652789, "mens": 1.422617, "womens": 1.077202},
}
Row = tuple[float, float, float, float, float, float, float]
TABLE: dict[tuple[str, str], Row] = {
    ("mens", "visited"): (0.076590, 0.069953, 0.083226, 1.36e-112, 72.1, 63.8, 80.4),
    ("mens", "ordered"): (0.006805, 0.005000, 0.008610, 1.50e-13, 118.8, 72.2, 165.5),
    ("mens", "revenue"): (0.769827, 0.485140, 1.054515, 1.16e-07, 117.9, 54.4, 181.4),
    ("womens", "visited"): (0.045233, 0.038893, 0.051573, 2.43e-44, 42.6, 35.4, 49.8),
    ("womens", "ordered"): (0.003111, 0.001499, 0.004724, 1.56e-04, 54.3, 19.3, 89.3),
    ("womens", "revenue"): (0.424412, 0.168957, 0.679868, 1.13e-03, 65.0, 14.9, 115.1),
}
DIGITS = (4, 4, 4, 3, 3, 3, 3)  # as many as the table has, at most 4
CENTS = 100


def prove(place: Workplace) -> Iterator[Claim]:
    """Import the test, ask for its result, and hold it against the published table."""
    file = _file()
    if file is None:
        said = f"NOT RUN: no {FILE}"
        yield Claim("a published e-mail test", said, "the data beside the project", ok=True)
        return
    rows = _rows(file, None if place.full else CI_ROWS)
    with tailorbird.open(place.scratch / "shop", currency="USD") as shop:
        result = _through(shop, place.scratch / "events.jsonl", rows)
        incremental = shop.results.export("e-mail")["lines"]
        shop.results.refill_all()
        again = shop.results.export("e-mail")["lines"]
    yield Claim("people taken in", f"{sum(result.counts.people.values()):,}", f"{len(rows):,}",
                ok=sum(result.counts.people.values()) == len(rows))  # fmt: skip
    found = ", ".join(one.fault for one in result.findings) or "none"
    yield Claim("faults found in its data", found, "none", ok=not result.findings)
    same = "the same" if incremental == again else "another"
    yield Claim("counted event by event, and anew", same, "the same", ok=incremental == again)
    yield from _sums(rows, result)
    if place.full:
        yield from _published(result)
    yield Claim("in one sentence", result.sentences[0], "", ok=True)


def _file() -> Path | None:
    beside = ROOT.parent / "shared" / "data"
    named = os.environ.get("TAILORBIRD_SHARED_DATA")
    found = (Path(named) if named else beside) / FILE
    return found if found.exists() else None


def _rows(file: Path, most: int | None) -> list[dict[str, str]]:
    with gzip.open(file, "rt", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return rows[:most]


def _through(shop: Tailorbird, path: Path, rows: list[dict[str, str]]) -> Result:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in _events(rows)))
    arms = [Variation(key=key, name=name, weight=3_333) for name, key in ARMS.items()]
    arms[-1] = Variation(key="womens", name="Womens E-Mail", weight=3_334)
    measuring = Measuring(metric="visited", window=14 * DAY)
    new = NewExperiment(key="e-mail", variations=tuple(arms), measuring=measuring)
    shop.experiments.create(new, by="the proof")
    shop.experiments.start("e-mail", by="the proof", since=from_datetime(SENT) - DAY)
    shop.import_file(EventsFile(path=str(path), rules=EventRules(currency="USD")))
    shop.wait_until_processed()
    return shop.results.result("e-mail", Asked(method=Method.FIXED))


def _events(rows: list[dict[str, str]]) -> Iterator[dict[str, object]]:
    for number, row in enumerate(rows):
        who, arm = f"H-{number}", ARMS[row["segment"]]
        facts: Mapping[str, object] = {"experiment_id": "e-mail", "variation_id": arm}
        yield _event(f"s{number}", "Experiment Viewed", who, 0, facts)
        if row["visit"] == "1":
            yield _event(f"v{number}", "Product Viewed", who, 1, {"product_id": "P1"})
        if row["conversion"] == "1":
            bought = {"product_id": "P1", "price": row["spend"], "quantity": 1}
            facts = {"order_id": f"O-{number}", "products": [bought], "total": row["spend"]}
            yield _event(f"o{number}", "Order Completed", who, 2, facts)


def _event(
    message_id: str, name: str, who: str, days: int, facts: Mapping[str, object]
) -> dict[str, object]:
    at = datetime.fromtimestamp(SENT.timestamp() + days * 86_400 + 60, UTC).isoformat()
    return {
        "type": "track",
        "messageId": message_id,
        "event": name,
        "userId": who,
        "timestamp": at,
        "properties": facts,
    }


def _line(result: Result, metric: str) -> Line:
    return next(one for one in result.lines if one.metric == metric)


def _sums(rows: list[dict[str, str]], result: Result) -> Iterator[Claim]:
    """Hold the sums against the rows themselves."""
    columns = {"visited": "visit", "ordered": "conversion", "revenue": "spend"}
    wrong = []
    for metric, column in columns.items():
        times = CENTS if metric == "revenue" else 1
        for arm in _line(result, metric).arms:
            mine = [row[column] for row in rows if ARMS[row["segment"]] == arm.variation]
            values = [round(float(value) * times) for value in mine]
            expected = (len(values), sum(values), sum(value * value for value in values))
            if (arm.sums.n, arm.sums.y, arm.sums.yy) != expected:
                wrong.append(f"{arm.variation} {metric}")
    said = ", ".join(wrong) or "the same"
    yield Claim("sums and sums of squares of the rows", said, "the same", ok=not wrong)


def _published(result: Result) -> Iterator[Claim]:
    for metric, expected in RATES.items():
        times = CENTS if metric == "revenue" else 1
        found = {one.variation: (one.value or 0) / times for one in _line(result, metric).arms}
        good = all(_same(found[arm], value, 4) for arm, value in expected.items())
        said = ", ".join(f"{arm} {value:.6f}" for arm, value in found.items())
        yield Claim(f"{metric} in each arm", said, "the table, 4 digits", ok=good)
    for (arm, metric), row in TABLE.items():
        line = _line(result, metric)
        compared = next(one.comparison for one in line.against if one.variation == arm)
        numbers = _numbers(compared, CENTS if metric == "revenue" else 1)
        good = all(_same(a, b, n) for a, b, n in zip(numbers, row, DIGITS, strict=True))
        shown = "{:.6f} ({:.6f}, {:.6f}), p {:.2e}, {:+.1f} % ({:.1f}, {:.1f})".format(*numbers)
        target = "{:.6f} ({:.6f}, {:.6f}), p {:.2e}, {:+.1f} % ({:.1f}, {:.1f})".format(*row)
        yield Claim(f"{arm} against none: {metric}", shown, target, ok=good)


def _numbers(said: Comparison, times: int) -> Row:
    ranged, lift = said.difference_range, said.relative_range
    assert ranged is not None
    assert lift is not None
    assert said.p is not None
    return (
        (said.difference or 0) / times,
        ranged.low / times,
        ranged.high / times,
        said.p,
        100 * (said.relative or 0),
        100 * lift.low,
        100 * lift.high,
    )


def _same(found: float, expected: float, digits: int) -> bool:
    """Whether two numbers agree to so many digits, within half a unit of the last."""
    unit = 10.0 ** (math.floor(math.log10(abs(expected))) - digits + 1)
    return abs(found - expected) <= 0.5 * unit + 1e-12 * abs(expected)
