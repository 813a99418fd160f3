"""Jobs: one contract on both databases, and runners killed in the middle of their work."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

from proofs.claims import Claim
from proofs.job_runners import Outcomes, attack
from proofs.workplace import ROOT, Workplace
from tools import postgres

CONTRACT = ("tests/contract/test_jobs_contract.py", "tests/property/test_jobs_property.py")


def prove(place: Workplace) -> Iterator[Claim]:
    """Run the contract; then kill runners on SQLite and on PostgreSQL."""
    if place.full:  # a build machine runs it among its tests
        yield from _contract()
    kills, errands = (50, 400) if place.full else (4, 40)
    sqlite = f"sqlite:///{place.scratch / 'jobs.db'}"
    yield from _claims("SQLite", attack(sqlite, errands, kills), kills)
    if postgres.find() is None:
        yield Claim("PostgreSQL: kills", postgres.MISSING, str(kills), ok=False)
        return
    with postgres.cluster(durable=True) as server:
        yield from _claims("PostgreSQL", attack(server.create(), errands, kills), kills)


def _contract() -> Iterator[Claim]:
    """Count the tests of each database that passed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *CONTRACT, "-v", "-n", "0", "--no-header"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    counts = {
        engine: len(re.findall(rf"\[{engine}[^\]]*\] PASSED", done.stdout))
        for engine in ("sqlite", "postgres")
    }
    same = counts["sqlite"] == counts["postgres"] > 0
    yield Claim(
        "the contract of jobs, same tests on both",
        f"SQLite {counts['sqlite']}, PostgreSQL {counts['postgres']} passed",
        "all, the same number",
        ok=same and done.returncode == 0,
    )


def _claims(engine: str, found: Outcomes, kills: int) -> Iterator[Claim]:
    yield Claim(
        f"{engine}: kills in the middle of a job",
        f"{found.kills} in {found.seconds:.0f} s, {found.taken_over} attempts taken over",
        f"{kills}, at least as many taken over",
        ok=found.kills == kills <= found.taken_over,
    )
    yield Claim(
        f"{engine}: effect there exactly once",
        f"{found.once} of {found.errands}, {found.more} more than once",
        "all, none more than once",
        ok=found.once == found.errands and not found.more,
    )
    yield Claim(f"{engine}: errands left undone", str(found.left), "0", ok=not found.left)
