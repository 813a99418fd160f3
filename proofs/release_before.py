"""The code of the release before on the tables of today, and the other way round.

The release before is the last commit that knew only the first step of the chain. It makes a shop,
today's code takes it over, then the old code works on today's tables as a process would that was
running while another one migrated, and today's code goes on from there.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from proofs.claims import Claim
from proofs.workplace import ROOT, Workplace
from tailorbird.app.folder import LOG_FILE, OPERATIONAL_FILE
from tailorbird.storage.database import Database

_SECOND_STEP = "src/tailorbird/storage/migrations/operational/o0002_several_processes.py"
_EVENTS = 100
# Runs under either release: takes events in, waits until they are folded, counts what it sees.
_SHOP = """
import sys
import tailorbird
data, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with tailorbird.open(data) as shop:
    for number in range(first, first + count):
        shop.track(name="Product Viewed", anonymous_id=f"v{number % 10}",
                   message_id=f"m{number}", properties={"product_id": f"P{number}"})
    shop.wait_until_processed()
    taken = sum(arrived.events for arrived in shop.arrivals())
    newest = shop.facts(anonymous_id=f"v{(first + count - 1) % 10}").viewed[0].product_id
    print(taken, len(shop.people(limit=500)), newest)
"""


@dataclass(frozen=True)
class _Release:
    """A release's code, and a shop's folder it works on."""

    source: Path
    data: Path

    def takes_in(self, first: int) -> str:
        """Take events in; return what the shop holds then: events, people, the newest view."""
        done = subprocess.run(
            [sys.executable, "-c", _SHOP, str(self.data), str(first), str(_EVENTS)],
            env={"PYTHONPATH": str(self.source), "PATH": "/usr/bin:/bin"},
            cwd=self.data.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip() or (done.stderr.strip().splitlines() or ["nothing"])[-1]


def prove(place: Workplace) -> Iterator[Claim]:
    """Let old and new code take turns on one shop."""
    commit = _last_before()
    if not commit:
        yield Claim("the release before", "its history is not here", "its code", ok=False)
        return
    data = place.scratch / "turns"
    old = _Release(_unpacked(commit, place.scratch / "old"), data)
    new = _Release(ROOT / "src", data)
    yield _claim("a shop made by the release before", old, 0)
    yield _claim("today's code takes it over", new, _EVENTS)
    today = _stands_at(data, {OPERATIONAL_FILE: "o0001", LOG_FILE: "l0001"})
    yield _claim("the code before, on today's tables", old, 2 * _EVENTS)
    _stands_at(data, today)
    yield _claim("today's code goes on from there", new, 3 * _EVENTS)


def _claim(what: str, release: _Release, first: int) -> Claim:
    wanted = f"{first + _EVENTS} 10 P{first + _EVENTS - 1}"
    found = release.takes_in(first)
    measured = f"{found} (events, people, newest view)"
    return Claim(what, measured, wanted, ok=found == wanted)


def _stands_at(data: Path, steps: dict[str, str]) -> dict[str, str]:
    """Say at which step each file stands; return what was said before."""
    before = {}
    for name, step in steps.items():
        database = Database(f"sqlite:///{data / name}")
        with database.read() as connection:
            said = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            before[name] = str(said.scalar_one())
        database.write(
            lambda connection, step=step: (
                connection.exec_driver_sql(  # type: ignore[misc]
                    "UPDATE alembic_version SET version_num = ?", (step,)
                ).rowcount
            )
        )
        database.close()
    return before


def _last_before() -> str:
    added = ("log", "--diff-filter=A", "--format=%H", "--", _SECOND_STEP)
    found = _git(*added).split()
    return _git("rev-parse", f"{found[-1]}^").strip() if found else ""


def _unpacked(commit: str, folder: Path) -> Path:
    folder.mkdir()
    packed = folder / "src.tar"
    _git("archive", "-o", str(packed), commit, "src")
    subprocess.run(["tar", "-xf", str(packed), "-C", str(folder)], check=True)
    return folder / "src"


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout
