"""Migrations: killed in the middle on both databases; the schema equals its chain; only adds."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from proofs import migrating, release_before
from proofs.claims import Claim
from proofs.workplace import ROOT, Workplace
from tailorbird.storage.schema import Chain
from tools import postgres

CONTRACT = "tests/contract/test_migrations_contract.py"
Fresh = Callable[[str], str]


def prove(place: Workplace) -> Iterator[Claim]:
    """Run the contract, let old and new code take turns, kill migrations on both databases."""
    if place.full:  # a build machine runs it among its tests
        yield from _contract()
        yield from release_before.prove(place)
    kills = 50 if place.full else 4
    yield from _killed("SQLite", lambda name: f"sqlite:///{place.scratch / name}.db", kills)
    if postgres.find() is None:
        yield Claim("PostgreSQL: kills", postgres.MISSING, str(kills), ok=False)
        return
    with postgres.cluster(durable=True) as server:
        yield from _killed("PostgreSQL", lambda _: server.create(), kills)


def _contract() -> Iterator[Claim]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", CONTRACT, "-v", "-n", "0", "--no-header"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    promises = {
        "tables by the steps equal tables of the rooms": "lead_to_the_tables",
        "no step takes away or changes what was there": "no_step_takes_away",
        "rows as each earlier release wrote them": "rows_written_as_each_earlier",
        "four programs at once take each step once": "programs_that_start_at_once",
    }
    for promise, name in promises.items():
        ran = re.findall(rf"{name}\S*\[(sqlite|postgres)\S* (PASSED|FAILED)", done.stdout)
        passed = Counter(engine for engine, outcome in ran if outcome == "PASSED")
        yield Claim(
            promise,
            f"SQLite {passed['sqlite']}, PostgreSQL {passed['postgres']} chains",
            "2 chains on each",
            ok=passed == {"sqlite": 2, "postgres": 2} and len(ran) == passed.total(),
        )


def _killed(engine: str, fresh: Fresh, kills: int) -> Iterator[Claim]:
    stood: Counter[str] = Counter()
    whole = completed = moments = 0
    for chain, share in ((Chain.OPERATIONAL, kills - kills // 3), (Chain.LOG, kills // 3)):
        chained = migrating.explored(fresh(f"{chain}-explored"), chain)
        moments += chained.moments
        for moment in migrating.moments(chained, max(share, 2)):
            url = fresh(f"{chain}-{moment}")
            look = migrating.kill_at(url, chained, moment)
            stood[look.step] += 1
            whole += look.whole
            completed += migrating.completed(url, chained)
    done = stood.total()
    yield Claim(
        f"{engine}: kill -9 before a statement or commit",
        f"{done} of {moments} moments, at {len(stood)} different steps",
        f"{kills}, spread over all steps",
        ok=done >= kills and len(stood) > 2,
    )
    yield Claim(
        f"{engine}: afterwards before or after a step",
        f"{whole} of {done}",
        "all",
        ok=whole == done,
    )
    yield Claim(
        f"{engine}: the next start completes", f"{completed} of {done}", "all", ok=completed == done
    )
