"""The result of a large experiment, and how fast people are drawn."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import assignments, experiment_result
from benchmarks.figures import Figure, machine, table
from proofs.claims import Claim
from proofs.workplace import Workplace


def prove(place: Workplace) -> Iterator[Claim]:
    """Measure both, and keep the table."""
    found: list[Figure] = []
    for program in (experiment_result, assignments):
        for figure in program.measure(place.inside(program.__name__.rpartition(".")[2])):
            found.append(figure)
            yield _claim(figure)
    kept = place.output / "at-scale.md"
    kept.write_text("\n".join([machine(), "", *table(found), ""]))


def _claim(figure: Figure) -> Claim:
    _, measured, spread, peer, ratio, note = figure.cells()
    shown = f"{measured} ({spread})" if spread else measured
    beside = f"{ratio} of {peer}" if ratio else peer or note
    target = f"{figure.target}: {beside}" if ratio and figure.target else figure.target or beside
    return Claim(figure.what, shown, target, ok=figure.ok)
