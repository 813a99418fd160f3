"""Ranked partner lists: for each product the products that go with it, as flat shared arrays."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tailorbird.recommendations.baskets import frozen
from tailorbird.recommendations.variants import Likeness, beyond_cap

# Places from the top that are judged for alikeness; no block on a page reaches further down.
JUDGED = 20
# Lists judged at a time: 128 lists are about 1 MB of comparisons.
_LISTS_AT_ONCE = 128


@dataclass(frozen=True)
class PartnerLists:
    """Lists one behind the other: ``subject`` rises, within it ``score`` falls, ties by number.

    ``together`` is how many orders hold both, ``lift`` how many times more than by chance.
    ``start`` has one entry per product and one more: list p is ``start[p]:start[p + 1]``.
    """

    subject: NDArray[np.int32]
    partner: NDArray[np.int32]
    score: NDArray[np.float32]
    together: NDArray[np.int32]
    lift: NDArray[np.float32]
    start: NDArray[np.int64]

    @classmethod
    def of_pairs(
        cls,
        subject: NDArray[np.int64],
        partner: NDArray[np.int64],
        score: NDArray[np.float64],
        together: NDArray[np.int64],
        lift: NDArray[np.float64],
    ) -> PartnerLists:
        """Put pairs in order. Scores are rounded to single precision first, so ties are true."""
        rounded = score.astype(np.float32)
        by_list = np.lexsort((partner, -rounded, subject))
        return cls(
            frozen(subject[by_list].astype(np.int32)),
            frozen(partner[by_list].astype(np.int32)),
            frozen(rounded[by_list]),
            frozen(together[by_list].astype(np.int32)),
            frozen(lift[by_list].astype(np.float32)),
            frozen(np.empty(0, dtype=np.int64)),
        )

    @classmethod
    def joined(cls, parts: Sequence[PartnerLists], products: int) -> PartnerLists:
        """Join parts whose subjects rise from part to part, and note where each list starts."""
        whole = _joined(parts)
        start = np.searchsorted(whole.subject, np.arange(products + 1)).astype(np.int64)
        return cls(
            whole.subject, whole.partner, whole.score, whole.together, whole.lift, frozen(start)
        )

    def of(self, product: int) -> PartnerLists:
        """Return the one list of a product, without copying."""
        return self.taken(slice(int(self.start[product]), int(self.start[product + 1])))

    def taken(self, rows: slice | NDArray[np.intp]) -> PartnerLists:
        """Return these rows in this order; whose list is whose must be told by ``subject``."""
        return PartnerLists(
            frozen(self.subject[rows]),
            frozen(self.partner[rows]),
            frozen(self.score[rows]),
            frozen(self.together[rows]),
            frozen(self.lift[rows]),
            frozen(np.empty(0, dtype=np.int64)),
        )

    def with_complements_first(self, likeness: Likeness, most_alike: int) -> PartnerLists:
        """Reorder every list as ``complements_first`` does one."""
        products = len(self.start) - 1
        parts = []
        for begin in range(0, products, _LISTS_AT_ONCE):
            end = min(begin + _LISTS_AT_ONCE, products)
            rows = self.taken(slice(int(self.start[begin]), int(self.start[end])))
            given = np.arange(begin, end)[:, None]
            parts.append(complements_first(rows, given, likeness, most_alike))
        return PartnerLists.joined(parts, products)


def best_of_each(lists: PartnerLists, kept: int) -> PartnerLists:
    """Keep the first ``kept`` partners of every product."""
    return lists.taken(np.flatnonzero(_places(lists.subject) < kept))


def merged(lists: Sequence[PartnerLists], left_out: AbstractSet[int]) -> PartnerLists:
    """Return one list over several: scores added; evidence and subject of the strongest voice.

    Every row of the answer stands in list 0, its ``subject`` being the product that speaks most.
    """
    every = _joined(lists)
    rows = np.flatnonzero(~np.isin(every.partner, list(left_out)))
    rows = rows[np.lexsort((every.subject[rows], -every.score[rows], every.partner[rows]))]
    _, strongest, group = np.unique(every.partner[rows], return_index=True, return_inverse=True)
    total = np.bincount(group, weights=every.score[rows]).astype(np.float32)
    best = rows[strongest]
    by_total = np.lexsort((every.partner[best], -total))
    summed = every.taken(best[by_total])
    return _rescored(summed, total[by_total])


def complements_first(
    lists: PartnerLists, given: NDArray[np.int64], likeness: Likeness, most_alike: int
) -> PartnerLists:
    """Move what is one too many of a kind behind the rest of its list, by lowering its score.

    ``given[list]`` are the products each list is for. With one row in ``given`` all rows are one
    list; otherwise the lists are those of the products named, told apart by ``subject``.
    """
    if not most_alike or not len(lists.partner):
        return lists
    group = lists.subject - given[0, 0] if len(given) > 1 else np.zeros_like(lists.subject)
    place = _places(group)
    judged = np.flatnonzero(place < JUDGED)
    # an empty place holds the list's own product: it stands last, so it moves nothing
    board = np.repeat(given[:, :1], given.shape[1] + JUDGED, axis=1)
    board[:, : given.shape[1]] = given
    at = (group[judged], place[judged] + given.shape[1])
    board[at] = lists.partner[judged]
    alike = likeness.alike(board[:, :, None], board[:, None, :])
    over = np.zeros(len(lists.partner), dtype=np.bool_)
    over[judged] = beyond_cap(alike, given.shape[1], most_alike)[at]
    return _lowered(lists, group, over, len(given))


def _lowered(
    lists: PartnerLists, group: NDArray[np.int32], over: NDArray[np.bool_], groups: int
) -> PartnerLists:
    # half of the lowest complement is a ceiling that keeps the order among those moved
    lowest = np.full(groups, np.inf)
    np.minimum.at(lowest, group[~over], lists.score[~over])
    highest = np.zeros(groups)
    np.maximum.at(highest, group[over], lists.score[over])
    factor = np.minimum(1.0, 0.5 * lowest / np.where(highest > 0, highest, 1.0))
    score = np.where(over, lists.score * factor[group], lists.score).astype(np.float32)
    rows = np.lexsort((lists.partner, -score, group))
    return _rescored(lists.taken(rows), score[rows])


def _places(group: NDArray[np.int32]) -> NDArray[np.int64]:
    """Number the rows of each run of equal values from 0."""
    first = np.r_[True, group[1:] != group[:-1]] if len(group) else np.empty(0, np.bool_)
    starts = np.flatnonzero(first)
    return np.arange(len(group)) - np.repeat(starts, np.diff(np.r_[starts, len(group)]))


def _joined(parts: Sequence[PartnerLists]) -> PartnerLists:
    empty = np.empty(0, dtype=np.int64)
    if not parts:
        return PartnerLists.of_pairs(empty, empty, empty.astype(float), empty, empty.astype(float))
    return PartnerLists(
        frozen(np.concatenate([part.subject for part in parts])),
        frozen(np.concatenate([part.partner for part in parts])),
        frozen(np.concatenate([part.score for part in parts])),
        frozen(np.concatenate([part.together for part in parts])),
        frozen(np.concatenate([part.lift for part in parts])),
        frozen(empty),
    )


def _rescored(lists: PartnerLists, score: NDArray[np.float32]) -> PartnerLists:
    return PartnerLists(
        lists.subject, lists.partner, frozen(score), lists.together, lists.lift, lists.start
    )
