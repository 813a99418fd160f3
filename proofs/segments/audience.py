"""Everybody at once, beside SQL written by hand and PostgreSQL, as the shop grows."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figures import Figure, machine, table
from benchmarks.segments_audience import measure
from proofs.claims import Claim
from proofs.workplace import Workplace


def prove(place: Workplace) -> Iterator[Claim]:
    """Measure, and keep the table."""
    found: list[Figure] = []
    for figure in measure(place):
        found.append(figure)
        yield _claim(figure)
    kept = place.output / "segments-audience.md"
    kept.write_text("\n".join([machine(), "", *table(found), ""]))


def _claim(figure: Figure) -> Claim:
    _, measured, spread, peer, ratio, note = figure.cells()
    shown = f"{measured} ({spread})" if spread else measured
    beside = f"{ratio} of {peer}" if ratio else peer or note
    target = f"{figure.target}: {beside}" if ratio and figure.target else figure.target or beside
    return Claim(figure.what, shown, target, ok=figure.ok)
