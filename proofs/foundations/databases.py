"""One body of SQL on two databases: the same tests pass on both; many processes keep the order."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from proofs.claims import Claim
from proofs.foundations.crowd import Outcome, several
from proofs.workplace import ROOT, Workplace
from tailorbird.events.types import Lane
from tools import postgres

ENGINES = ("sqlite", "postgresql")
SUITES = (
    "tests/contract",
    "tests/integration/pipeline",
    "tests/integration/profiles",
    "tests/property",
)
WRITERS, PROCESSORS = 4, 2


def prove(place: Workplace) -> Iterator[Claim]:
    """Hold the suites against both databases, then let many processes at one."""
    if postgres.find() is None:
        yield Claim("one contract on both databases", postgres.MISSING, "PostgreSQL", ok=False)
        return
    yield from _contracts(place)
    yield from _crowd(place)


def _contracts(place: Workplace) -> Iterator[Claim]:
    """The small size only counts: the tests themselves run in `make test` on the same machine."""
    names = _collected()
    counts = {engine: len(tests) for engine, tests in names.items()}
    yield Claim(
        "tests that run on both databases",
        ", ".join(f"{engine} {count}" for engine, count in counts.items()),
        "the same tests, 100 or more on each",
        ok=names["sqlite"] == names["postgresql"] and min(counts.values()) >= 100,
    )
    if place.full:
        passed, failed = _run(place)
        yield Claim(
            "of these pass",
            ", ".join(f"{engine} {passed[engine]}" for engine in ENGINES),
            "all, none skipped",
            ok=not failed and all(passed[engine] == counts[engine] for engine in ENGINES),
        )


def _collected() -> dict[str, set[str]]:
    """Return the tests of each engine, by their name without the engine's."""
    done = _pytest("--collect-only")
    found: dict[str, set[str]] = {engine: set() for engine in ENGINES}
    for line in done.stdout.splitlines():
        engine = _engine_of(line)
        if engine and "::" in line:
            found[engine].add(line.replace(engine, "*"))
    return found


def _run(place: Workplace) -> tuple[Counter[str], int]:
    """Run the tests; return how many passed on each engine, and how many did not in all."""
    report = place.scratch / "contracts.xml"
    _pytest(f"--junitxml={report}")
    passed: Counter[str] = Counter()
    failed = 0
    for case in ET.parse(report).iter("testcase"):
        engine = _engine_of(case.get("name", ""))
        if not engine:
            continue
        went_well = case.find("failure") is None and case.find("error") is None
        passed[engine] += went_well and case.find("skipped") is None
        failed += not went_well
    return passed, failed


def _engine_of(test: str) -> str:
    parameters = test.partition("[")[2].rstrip("]").split("-")
    return next((engine for engine in ENGINES if engine in parameters), "")


def _pytest(*options: str) -> subprocess.CompletedProcess[str]:
    suites = [suite for suite in SUITES if Path(ROOT, suite).is_dir()]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", "not slow", *options, *suites],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def _crowd(place: Workplace) -> Iterator[Claim]:
    seconds = 60.0 if place.full else 3.0
    with postgres.cluster(durable=True) as server:
        outcome = several(
            server.create(),
            place.scratch,
            writers=WRITERS,
            processors=PROCESSORS,
            seconds=seconds,
        )
    crowd = f"{WRITERS} writers and {PROCESSORS} processors for {seconds:.0f} s"
    yield from _claims(outcome, crowd)


def _claims(seen: Outcome, crowd: str) -> Iterator[Claim]:
    count = len(seen.logged)
    yield Claim(
        f"{crowd}: positions skipped",
        f"{seen.skipped} of {count:,} ({seen.repeats:,} repeats besides)",
        "0",
        ok=seen.skipped == 0 and count > 0,
    )
    wrong = seen.lost + seen.contradictions + abs(count - len(seen.answered))
    yield Claim(
        "answers the log does not bear out",
        f"{wrong} of {len(seen.answered):,}",
        "0; each message at one position",
        ok=wrong == 0 and seen.repeats > 0,
    )
    yield Claim(
        "events processed, by what they changed",
        f"{seen.folded:,} in carts, {seen.arrived:,} counted, of {count:,}",
        "each once",
        ok=seen.folded == seen.arrived == sum(seen.taken) == count,
    )
    yield Claim(
        "shared between the processors",
        f"{' + '.join(f'{one:,}' for one in seen.taken)}, {seen.overtaken:,} left to the faster",
        "both work",
        ok=min(seen.taken) > 0,
    )
    behind = sum(newest - done for done, newest in seen.lanes.values())
    yield Claim(
        "left unprocessed at the end",
        ", ".join(f"{lane} {seen.lanes[lane][0]:,}/{seen.lanes[lane][1]:,}" for lane in Lane),
        "nothing",
        ok=behind == 0,
    )
