"""Every benchmark, each number beside a peer or a limit of the machine from the same minutes."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from benchmarks.__main__ import PROGRAMS
from benchmarks.figures import Figure, machine, table
from proofs.claims import Claim
from proofs.figures import claim_of
from proofs.workplace import Workplace


def prove(place: Workplace) -> Iterator[Claim]:
    """Run the programs; only a figure with a stated target can fall short."""
    found: list[Figure] = []
    for name in PROGRAMS:
        program = importlib.import_module(f"benchmarks.{name}")
        for figure in program.measure(place.inside(name)):
            found.append(figure)
            yield claim_of(figure)
    kept = place.output / "benchmarks.md"
    kept.write_text("\n".join([machine(), "", *table(found), ""]))
