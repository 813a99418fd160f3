"""Whole data sets come in as events; every count agrees with the published one, twice is once.

What visitors did: a department store's two hours and forty minutes, samples of three months of a
cosmetics shop, and visits of a general store. Their catalogues, and orders, are looked at by the
proof of the foundations, which does the counting for this one too.
"""

from __future__ import annotations

from collections.abc import Iterator

from proofs.claims import Claim
from proofs.foundations import imports
from proofs.workplace import Workplace


def prove(place: Workplace) -> Iterator[Claim]:
    """Import each data set twice."""
    if not imports.DATA.is_dir():
        target = "their folder in TAILORBIRD_SHARED_DATA"
        yield Claim("public data sets reconcile", "they are not here", target, ok=False)
        return
    yield from imports.events_of_shops(place)
