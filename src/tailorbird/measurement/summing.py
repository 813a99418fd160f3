"""Sums moved by what changed of people. Pure, and exact: whole numbers of any size."""

from __future__ import annotations

from collections.abc import Iterable

from tailorbird.measurement.types import LEFT_OUT, Measured, Sums
from tailorbird.statistics.types import Paired

_NOBODY = Paired()


def moved(sums: Sums, gone: Iterable[Measured], come: Iterable[Measured]) -> Sums:
    """Return sums without some people and with others; who is left out is in no sum."""
    found = dict(sums)
    for one in gone:
        for key, paired in _of(one):
            found[key] = found.get(key, _NOBODY) - paired
    for one in come:
        for key, paired in _of(one):
            found[key] = found.get(key, _NOBODY) + paired
    return {key: paired for key, paired in found.items() if paired != _NOBODY}


def _of(one: Measured) -> Iterable[tuple[tuple[str, str], Paired]]:
    if one.variation in LEFT_OUT:
        return ()
    return [
        ((one.variation, metric), Paired(1, y, y * y, x, x * x, x * y))
        for metric, (y, x) in one.outcome.items()
    ]
