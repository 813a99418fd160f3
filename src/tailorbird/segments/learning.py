"""What the shop's own orders teach about rhythm and worth, for segments to compare with. Pure.

* ``lapsed_after_days`` and ``at_risk_after_days``: the 90th and the 75th percentile of the whole
  days between one order and the next of the same person, where at least one day lies between. Nine
  of ten times that somebody came back here they did so sooner: who stays away longer has lapsed.
* ``rfm_recency_20`` to ``_80``, ``rfm_frequency_…``, ``rfm_monetary_…``: quintiles over everybody
  who ever ordered of the days since the last order, the number of orders, and the money kept.

A percentile is the smallest value that at least that share of the values does not exceed (nearest
rank). Below a floor of observations a stated default stands, and says that it is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from msgspec import Struct

from tailorbird.core.clock import DAY
from tailorbird.core.money import minor_digits
from tailorbird.segments.results import LearnedNumber

FEWEST_GAPS = 50
FEWEST_BUYERS = 50
QUINTILES = (20, 40, 60, 80)
LAPSED, AT_RISK = "lapsed_after_days", "at_risk_after_days"
_RHYTHM = {LAPSED: (90, 90.0), AT_RISK: (75, 60.0)}  # percentile, default
_DEFAULTS = {
    "recency": (30.0, 60.0, 120.0, 240.0),
    "frequency": (1.0, 2.0, 3.0, 5.0),
    "monetary": (25.0, 50.0, 100.0, 250.0),
}
Bought = tuple[str, int, int]
"""Who ordered, when, and the money kept in minor units."""


class _Buyer(Struct, frozen=True):
    recency: int
    frequency: int
    monetary: int
    gaps: tuple[int, ...]


def learn(orders: Iterable[Bought], now: int, currency: str) -> list[LearnedNumber]:
    """Return every learned number as of an instant. ``orders`` come by person, then by time."""
    buyers = list(_buyers(orders, now))
    gaps = sorted(gap for buyer in buyers for gap in buyer.gaps)
    found = [_number(name, gaps, *rule, FEWEST_GAPS, now) for name, rule in _RHYTHM.items()]
    scale = 10 ** minor_digits(currency)
    measures: dict[str, Sequence[float]] = {
        "recency": sorted(buyer.recency for buyer in buyers),
        "frequency": sorted(buyer.frequency for buyer in buyers),
        "monetary": sorted(buyer.monetary / scale for buyer in buyers),
    }
    for name, values in measures.items():
        for percent, default in zip(QUINTILES, _DEFAULTS[name], strict=True):
            full = f"rfm_{name}_{percent}"
            found.append(_number(full, values, percent, default, FEWEST_BUYERS, now))
    return found


def newer(known: Iterable[LearnedNumber], found: Iterable[LearnedNumber]) -> list[LearnedNumber]:
    """Return those found that are not known to be so, each as the next version of its name."""
    held = {one.name: one for one in known}
    changed = []
    for one in found:
        before = held.get(one.name)
        if before is None or (before.value, before.fallback) != (one.value, one.fallback):
            version = 1 if before is None else before.version + 1
            changed.append(_as_version(one, version))
    return changed


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the nearest-rank percentile of sorted values.

    >>> percentile([1, 2, 3, 4, 10], 80)
    4.0
    """
    rank = -(-percent * len(values) // 100)
    return float(values[max(rank, 1) - 1])


def _number(  # noqa: PLR0917 - one row of a table, in its order
    name: str, values: Sequence[float], percent: int, default: float, fewest: int, now: int
) -> LearnedNumber:
    enough = len(values) >= fewest
    return LearnedNumber(
        name=name,
        value=round(percentile(values, percent), 6) if enough else default,
        basis=len(values),
        fallback=not enough,
        version=1,
        learned_at=now,
    )


def _as_version(one: LearnedNumber, version: int) -> LearnedNumber:
    return LearnedNumber(
        name=one.name,
        value=one.value,
        basis=one.basis,
        fallback=one.fallback,
        version=version,
        learned_at=one.learned_at,
    )


def _buyers(orders: Iterable[Bought], now: int) -> Iterator[_Buyer]:
    for _, theirs in groupby(orders, key=itemgetter(0)):
        placed = [(at, net) for _, at, net in theirs]
        days = [(later - earlier) // DAY for (earlier, _), (later, _) in pairwise(placed)]
        yield _Buyer(
            recency=(now - placed[-1][0]) // DAY,
            frequency=len(placed),
            monetary=sum(net for _, net in placed),
            gaps=tuple(gap for gap in days if gap >= 1),
        )
