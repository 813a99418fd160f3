"""The result of a large experiment, and how fast people are drawn."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import assignments, experiment_result
from benchmarks.figures import Figure, machine, table
from proofs.claims import Claim
from proofs.figures import claim_of
from proofs.workplace import Workplace


def prove(place: Workplace) -> Iterator[Claim]:
    """Measure both, and keep the table."""
    found: list[Figure] = []
    for program in (experiment_result, assignments):
        for figure in program.measure(place.inside(program.__name__.rpartition(".")[2])):
            found.append(figure)
            yield claim_of(figure)
    kept = place.output / "at-scale.md"
    kept.write_text("\n".join([machine(), "", *table(found), ""]))
