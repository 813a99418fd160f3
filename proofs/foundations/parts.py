"""The parts of the proof, in the order in which they run."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass

from proofs.claims import Claim, Part
from proofs.workplace import Workplace


@dataclass(frozen=True)
class Topic:
    """One part: the module ``proofs/foundations/<name>.py``, a heading, when to give it up.

    ``ci`` is False for a part that a build machine need not repeat in the small size.
    """

    name: str
    heading: str
    minutes: float = 30
    ci: bool = True

    def part(self) -> Part:
        """The topic as a part that can be carried out, whether its module exists or not."""
        return Part(self.name, self.heading, self._prove, self.minutes)

    def _prove(self, place: Workplace) -> Iterable[Claim]:
        address = f"proofs.foundations.{self.name}"
        if importlib.util.find_spec(address) is None:
            return [missing(self.name)]
        found: Iterable[Claim] = importlib.import_module(address).prove(place)
        return found


def missing(name: str) -> Claim:
    """A part nobody has written falls short; it is never left out in silence."""
    return Claim(f"{name} is proven", f"no proofs/foundations/{name}.py", "a proof", ok=False)


TOPICS = (
    Topic("databases", "One contract on SQLite and PostgreSQL; writers and processors at once"),
    Topic("archive", "Sealing, compaction, rewriting, trimming: archive + tail = log"),
    Topic("rebuild", "Rebuilt state equals live state, row by row"),
    Topic("simulation", "Random shops, faults and crashes; planted bugs are caught", minutes=60),
    Topic("jobs", "Schedules, leases, retries; work of a killed process is taken over"),
    Topic("migrations", "kill -9 while migrating; the schema equals its chain"),
    Topic("personal_data", "A marked person: export finds all, erasure leaves nothing"),
    Topic("imports", "Imports of whole data sets reconcile with their descriptions"),
    Topic("pages", "Every page, in Chromium, at two widths and in two themes"),
    Topic("benchmarks", "Speed, beside what the machine can do at most", minutes=45),
)
