"""The segments as the processor reads them: resolved, and found by what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

import msgspec

from tailorbird.core.errors import BadInput
from tailorbird.profiles.touching import Facet, Touched
from tailorbird.segments.reads import Reads, reads
from tailorbird.segments.resolving import resolve
from tailorbird.segments.types import All, AnyOf, Condition, Not, Segment, State


@dataclass(frozen=True)
class Entry:
    """One segment, its tree resolved, and what that reads."""

    segment: Segment
    tree: Condition
    reads: Reads


@dataclass(frozen=True)
class Book:
    """All segments as of one number of changes."""

    number: int
    entries: tuple[Entry, ...]

    @property
    def filling(self) -> bool:
        """Whether any of them is being filled."""
        return any(entry.segment.state is State.FILLING for entry in self.entries)

    def affected(self, touched: Touched, profile_id: str) -> tuple[Entry, ...]:
        """Return the segments that read what changed about somebody.

        Those that are being filled go with any: who was looked at since is left out of a fill.
        """
        facets = touched.facets.get(profile_id, set())
        if Facet.EVERYTHING in facets:
            return self.entries
        names = touched.events.get(profile_id, set())
        found = {
            entry.segment.segment_id for entry in self.entries if _reads(entry.reads, names, facets)
        }
        if found:
            found |= self._being_filled()
        return tuple(entry for entry in self.entries if entry.segment.segment_id in found)

    def _being_filled(self) -> set[str]:
        every = (entry.segment for entry in self.entries)
        return {one.segment_id for one in every if one.state is State.FILLING}


def book_of(
    number: int, segments: Iterable[Segment], learned: Mapping[str, float]
) -> tuple[Book, list[str]]:
    """Return the book, and the ids of segments that cannot be read now and are left as they are."""
    every = list(segments)
    trees = {one.segment_id: one.tree for one in every}
    entries, broken = [], []
    pool: dict[bytes, Condition] = {}
    for one in every:
        try:
            tree = shared(resolve(one.tree, trees, learned), pool)
        except BadInput:
            broken.append(one.segment_id)
            continue
        entries.append(Entry(one, tree, reads(tree)))
    return Book(number, tuple(entries)), broken


def shared(tree: Condition, pool: dict[bytes, Condition]) -> Condition:
    """Return a tree whose equal parts are one object, also with trees before it.

    What several segments ask is then looked at once for each person.
    """
    match tree:
        case All() | AnyOf():
            tree = type(tree)([shared(one, pool) for one in tree.of])
        case Not():
            tree = Not(shared(tree.of, pool))
    return pool.setdefault(msgspec.json.encode(tree), tree)


def reads_of_all(entries: Iterable[Entry]) -> Reads:
    """Return what several segments read together."""
    return reduce(_both, (entry.reads for entry in entries), Reads())


def _both(one: Reads, other: Reads) -> Reads:
    return Reads(
        events=one.events | other.events,
        details=one.details | other.details,
        orders=one.orders or other.orders,
        cart=one.cart or other.cart,
        traits=one.traits or other.traits,
        consent=one.consent or other.consent,
        predicted=one.predicted or other.predicted,
        catalogue=one.catalogue or other.catalogue,
        context=one.context or other.context,
    )


def _reads(what: Reads, names: set[str], facets: set[Facet]) -> bool:
    return bool(
        any(what.event(name) for name in names)
        or (what.orders and Facet.ORDERS in facets)
        or (what.cart and Facet.CART in facets)
        or (what.traits and Facet.TRAITS in facets)
        or (what.consent and Facet.CONSENT in facets)
    )
