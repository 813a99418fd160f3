"""A benchmark's figure as a claim of a proof."""

from __future__ import annotations

from benchmarks.figures import Figure
from proofs.claims import Claim


def claim_of(figure: Figure) -> Claim:
    """Return what a figure claims; only one with a stated target can fall short."""
    _, measured, spread, peer, ratio, note = figure.cells()
    shown = f"{measured} ({spread})" if spread else measured
    beside = f"{ratio} of {peer}" if ratio else peer or note
    target = f"{figure.target}: {beside}" if ratio and figure.target else figure.target or beside
    return Claim(figure.what, shown, target, ok=figure.ok)
