"""Near-identical products: the same thing in another colour, size or print, told by the title.

A shopper who looks at a blue mug rarely needs the red one with it. Orders alone cannot tell such
variants from things that go together, because wholesale buyers order every colour. So two products
are called alike when, colours, sizes, numbers and small words set aside, their titles hold the same
words, or share at least two words and half of the longer title. Products whose categories are
known and differ are never alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tailorbird.recommendations.baskets import Baskets, frozen
from tailorbird.recommendations.variant_words import SET_ASIDE

# Longer titles are compared by their first words; shops put the thing before its praise.
TITLE_WORDS = 10
_WORD = re.compile(r"[^\W_]+")
_PLURAL_FROM = 4


@dataclass(frozen=True)
class Likeness:
    """What alikeness is judged by: title words and category by number, 0 for none."""

    words: NDArray[np.int32]
    length: NDArray[np.int32]
    category: NDArray[np.int32]

    def alike(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell for each pair of product numbers whether they are near-identical; broadcasts."""
        shared = self._shared(one, other)
        longer = np.maximum(self.length[one], self.length[other])
        same = (shared == longer) & (longer > 0)
        close = (shared >= 2) & (2 * shared >= longer)  # noqa: PLR2004  the rule in the page above
        return np.asarray((same | close) & self._same_category(one, other))

    def _shared(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int32]:
        theirs = self.words[other]
        shared = np.zeros(np.broadcast_shapes(one.shape, other.shape), dtype=np.int32)
        for place in range(TITLE_WORDS):
            word = self.words[one, place][..., None]
            shared += ((word == theirs) & (word > 0)).any(axis=-1)
        return shared

    def _same_category(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
        mine, theirs = self.category[one], self.category[other]
        return np.asarray((mine == theirs) | (mine == 0) | (theirs == 0))


def title_words(title: str) -> tuple[str, ...]:
    """Return what a title is about: its words in order, once, without colours, sizes and numbers.

    >>> title_words("SET OF 3 PINK POLKADOT LUNCH BAGS")
    ('polkadot', 'lunch', 'bag')
    """
    plain = (_singular(word) for word in _WORD.findall(title.casefold().replace("'", "")))
    return tuple(dict.fromkeys(word for word in plain if _tells(word)))[:TITLE_WORDS]


def likeness_of(baskets: Baskets) -> Likeness:
    """Number the title words and categories of every product."""
    titles = [title_words(title) for title in baskets.titles]
    number = _numbered(word for words in titles for word in words)
    words = np.zeros((len(titles), TITLE_WORDS), dtype=np.int32)
    for product, found in enumerate(titles):
        words[product, : len(found)] = [number[word] for word in found]
    shelf = {"": 0} | _numbered(name for name in baskets.categories if name)
    category = np.array([shelf[name] for name in baskets.categories], dtype=np.int32)
    return Likeness(frozen(words), frozen((words > 0).sum(1).astype(np.int32)), frozen(category))


def beyond_cap(alike: NDArray[np.bool_], given: int, cap: int) -> NDArray[np.bool_]:
    """Tell which places of ranked lists are one too many of a kind.

    ``alike[list, place, other]`` compares the places of each list. The first ``given`` places are
    the products the list is for: they count, and are never over. Going down, a place is over when
    ``cap`` near-identical ones stand before it already.
    """
    over = np.zeros(alike.shape[:2], dtype=np.bool_)
    for place in range(given, alike.shape[1]):
        before = alike[:, place, :place] & ~over[:, :place]
        over[:, place] = before.sum(axis=1) >= cap
    return over


def _tells(word: str) -> bool:
    return word not in SET_ASIDE and not any(letter.isdigit() for letter in word)


def _singular(word: str) -> str:
    plural = len(word) >= _PLURAL_FROM and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names), start=1)}
