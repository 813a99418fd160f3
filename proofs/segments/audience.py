"""Everybody at once, beside SQL written by hand and PostgreSQL, as the shop grows."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figures import Figure, machine, table
from benchmarks.segments_audience import measure
from proofs.claims import Claim
from proofs.figures import claim_of
from proofs.workplace import Workplace


def prove(place: Workplace) -> Iterator[Claim]:
    """Measure, and keep the table."""
    found: list[Figure] = []
    for figure in measure(place):
        found.append(figure)
        yield claim_of(figure)
    kept = place.output / "segments-audience.md"
    kept.write_text("\n".join([machine(), "", *table(found), ""]))
