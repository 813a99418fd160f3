"""The published hash that says who gets which variation. Pure, and the same in every client.

GrowthBook's specification, hash version 2: FNV-1a of 32 bits, twice, in 10,000 buckets. Version 1
is used for namespaces only, as published. Bounds are computed in the same doubles as the official
clients compute them, once, and kept as whole buckets; so a person at a bound is in the same arm
everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from tailorbird.experiments.types import WHOLE

_OFFSET, _PRIME, _MASK = 0x811C9DC5, 0x01000193, 0xFFFFFFFF
_COARSE = 1_000  # buckets of version 1
_LEAST, _MOST = 0.99, 1.01  # a sum of weights beyond these is no sum of weights

Range = tuple[int, int]
"""Buckets from the first up to, but not including, the second."""


def fnv1a(text: str, state: int = _OFFSET) -> int:
    """Return the hash of a text; ``state`` goes on from the hash of what stands before it.

    Over UTF-16 code units, as the official clients do; for ASCII these are the bytes.
    """
    if text.isascii():
        for unit in text.encode():
            state = (state ^ unit) * _PRIME & _MASK
        return state
    units = text.encode("utf-16-le", "surrogatepass")
    for low, high in zip(units[::2], units[1::2], strict=True):
        state = (state ^ (low | high << 8)) * _PRIME & _MASK
    return state


def bucket(seed: str, value: str) -> int:
    """Return the bucket of a value, 0 to 9,999: version 2 of the hash."""
    return bucket_from(fnv1a(seed), value)


def bucket_from(state: int, value: str) -> int:
    """Return the bucket of a value behind a seed that was hashed before."""
    return fnv1a(str(fnv1a(value, state))) % WHOLE


def coarse_bucket(seed: str, value: str) -> int:
    """Return the bucket of a value, 0 to 999: version 1, whose arms are not independent."""
    return fnv1a(value + seed) % _COARSE


def in_namespace(name: str, first: int, end: int, value: str) -> bool:
    """Whether a value is in a part of a namespace; bounds are ten-thousandths."""
    place = coarse_bucket(f"__{name}", value) * (WHOLE // _COARSE)
    return first <= place < end


@lru_cache(maxsize=1_024)
def ranges_of(weights: tuple[int, ...], coverage: int) -> tuple[Range, ...]:
    """Return the buckets of each arm by weights and coverage in ten-thousandths.

    Each arm begins where it would begin if everybody took part, so a larger coverage moves nobody.
    """
    shares = _shares([weight / WHOLE for weight in weights])
    part = min(max(coverage / WHOLE, 0.0), 1.0)
    found, at = [], 0.0
    for share in shares:
        begin, at = at, at + share
        found.append((_first_at(begin), _first_at(begin + part * share)))
    return tuple(found)


def _shares(weights: Sequence[float]) -> Sequence[float]:
    total = 0.0
    for weight in weights:
        total += weight
    if _LEAST <= total <= _MOST:
        return weights
    return [1 / len(weights)] * len(weights)


def _first_at(bound: float) -> int:
    """Return the first bucket that does not lie before a bound."""
    place = min(max(int(bound * WHOLE) - 1, 0), WHOLE)
    while place < WHOLE and place / WHOLE < bound:
        place += 1
    return place


def arm_of(place: int, ranges: Iterable[Range]) -> int | None:
    """Return the number of the first arm that holds a bucket, None where none does."""
    for number, (first, end) in enumerate(ranges):
        if first <= place < end:
            return number
    return None


def sizes(ranges: Sequence[Range]) -> list[int]:
    """Return how many buckets each arm truly has: the design weights of a sample-ratio check."""
    counts = [0] * len(ranges)
    for place in range(WHOLE):
        arm = arm_of(place, ranges)
        if arm is not None:
            counts[arm] += 1
    return counts
