"""What every recommender promises, as checks that fail with a sentence.

Use: give ``RecommenderContract.train`` something that trains the recommender on given sales, in a
subclass, and let pytest collect the subclass. Nothing here needs pytest itself.
"""

# ruff: noqa: S101  these are checks, run by a test runner

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from tailorbird.core.clock import DAY
from tailorbird.guardrails.reasons import Shown
from tailorbird.recommendations.types import Candidate, Context, Recommender, Sales

NOW = 20_000 * DAY
LIMITS = (1, 3, 10, 1_000)


def some_sales(seed: int = 1, orders: int = 400, products: int = 60) -> Sales:
    """Return invented sales with groups of products that sell together, in shuffled id order."""
    random = np.random.default_rng(seed)
    groups = products // 6
    order, product, at = [], [], []
    for number in range(orders):
        group = int(random.integers(groups))
        near = group * 6 + random.choice(6, size=int(random.integers(2, 5)), replace=False)
        anywhere = random.integers(0, products, size=int(random.integers(1, 3)))
        chosen = np.concatenate([near, anywhere])
        order += [number] * len(chosen)
        product += chosen.tolist()
        at += [NOW - int(random.integers(0, 120 * DAY))] * len(chosen)
    names = [f"p{number:03d}" for number in random.permutation(products)]
    return Sales(
        product_ids=tuple(names),
        titles=tuple(f"{_THINGS[i % 6]} {_PRINTS[i // 6 % 10]}" for i in range(products)),
        categories=tuple(_THINGS[i % 6] if i % 7 else "" for i in range(products)),
        order=np.array(order, np.int32),
        product=np.array(product, np.int32),
        quantity=np.ones(len(order), np.int32),
        at=np.array(at, np.int64),
    )


def contexts_for(sales: Sales) -> list[Context]:
    """Return the situations a recommender meets, the odd ones among them."""
    known = sales.product_ids
    return [
        Context(now=NOW),
        Context(now=NOW, item="never heard of"),
        Context(now=NOW, category="never heard of"),
        Context(now=NOW, cart=("never heard of", "nor this"), viewed=("never heard of",)),
        Context(now=NOW, category=sales.categories[1]),
        Context(now=NOW, cart=known[:3], viewed=(known[0], known[1], known[0], known[2])),
        Context(now=NOW, item=known[4], cart=(known[4], known[5]), viewed=known[3:9]),
        *(Context(now=NOW, item=product_id) for product_id in known[:20]),
        *(Context(now=NOW, cart=known[start : start + 2]) for start in range(0, 20, 2)),
    ]


class RecommenderContract:
    """The promises of ``types.Recommender``. Subclass, define ``train``, collect with pytest."""

    def train(self, sales: Sales) -> Recommender:
        """Return the recommender trained for the moment ``NOW``."""
        raise NotImplementedError

    def test_it_says_something_somewhere(self) -> None:
        """At least one context has an answer, else the other checks would check nothing."""
        assert any(found for _, found in self._answers(10))

    def test_no_product_twice(self) -> None:
        """A list holds each product once."""
        for context, found in self._answers(1_000):
            ids = [candidate.product_id for candidate in found]
            assert len(ids) == len(set(ids)), f"a product stands twice for {context}"

    def test_limit_is_kept(self) -> None:
        """Never more than asked, and a shorter list is the beginning of the longer one."""
        recommender = self.train(some_sales())
        for context in contexts_for(some_sales()):
            whole = recommender.candidates(context, max(LIMITS))
            for limit in (0, *LIMITS):
                found = recommender.candidates(context, limit)
                assert found == whole[:limit], f"limit {limit} changes the list for {context}"

    def test_scores_are_finite_and_do_not_rise(self) -> None:
        """Best first, and equal scores stand in the order of product ids."""
        for context, found in self._answers(1_000):
            assert all(math.isfinite(candidate.score) for candidate in found)
            keys = [(-candidate.score, candidate.product_id) for candidate in found]
            assert keys == sorted(keys), f"scores rise or ties are not by product id for {context}"

    def test_same_sales_give_the_same_lists(self) -> None:
        """Training twice on the same sales, and asking twice, changes nothing."""
        again = dict(self._answers(10))
        for context, found in self._answers(10):
            assert again[context] == found

    def test_order_of_lines_and_products_does_not_matter(self) -> None:
        """The same sales written down in another order give the same products."""
        sales = some_sales()
        turned = self.train(_turned(sales))
        for context, found in self._answers(10):
            ids = [candidate.product_id for candidate in turned.candidates(context, 10)]
            assert ids == [candidate.product_id for candidate in found]

    def test_every_candidate_has_a_known_reason(self) -> None:
        """The reason's code has a text, and its evidence is a positive number where given."""
        codes = {shown.value for shown in Shown}
        for _, found in self._answers(1_000):
            for candidate in found:
                reason = candidate.reason
                assert reason.code in codes
                assert reason.support is None or reason.support > 0
                assert reason.lift is None or (math.isfinite(reason.lift) and reason.lift > 0)
                assert reason.subject != candidate.product_id

    def test_many_threads_get_the_same_answers(self) -> None:
        """Asked by eight threads at once, each answer is what one thread gets."""
        sales = some_sales()
        recommender = self.train(sales)
        contexts = contexts_for(sales) * 8
        alone = [recommender.candidates(context, 10) for context in contexts]
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(lambda one: recommender.candidates(one, 10), contexts))
        assert together == alone

    def test_what_was_trained_cannot_be_changed(self) -> None:
        """The object is frozen and so is every array in it."""
        recommender = self.train(some_sales())
        try:
            setattr(recommender, "name", "another")  # noqa: B010  a typed one would be refused
        except AttributeError:
            pass
        else:
            raise AssertionError("a trained recommender can be renamed; make it frozen")
        for array in _arrays(recommender):
            assert not array.flags.writeable, "an array of a trained recommender can be written to"

    def test_no_sales_at_all_is_no_error(self) -> None:
        """A shop that has not sold anything gets an answer for every context."""
        recommender = self.train(_nothing(some_sales()))
        for context in contexts_for(some_sales()):
            assert isinstance(recommender.candidates(context, 10), list)

    def _answers(self, limit: int) -> Iterator[tuple[Context, list[Candidate]]]:
        sales = some_sales()
        recommender = self.train(sales)
        for context in contexts_for(sales):
            yield context, recommender.candidates(context, limit)


def _turned(sales: Sales) -> Sales:
    """Write the lines and the products down the other way round."""
    last = len(sales.product_ids) - 1
    return Sales(
        product_ids=sales.product_ids[::-1],
        titles=sales.titles[::-1],
        categories=sales.categories[::-1],
        order=sales.order[::-1].copy(),
        product=(last - sales.product[::-1]).astype(np.int32),
        quantity=sales.quantity[::-1].copy(),
        at=sales.at[::-1].copy(),
    )


def _nothing(sales: Sales) -> Sales:
    return dataclasses.replace(
        sales,
        order=sales.order[:0],
        product=sales.product[:0],
        quantity=sales.quantity[:0],
        at=sales.at[:0],
    )


def _arrays(value: object) -> Iterator[np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """Walk through the fields of dataclasses and mappings to every array in them."""
    if isinstance(value, np.ndarray):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _arrays(getattr(value, field.name))
    elif hasattr(value, "values") and callable(value.values):
        for one in value.values():
            yield from _arrays(one)


_THINGS = ("mug", "lunch bag", "cake tin", "tea towel", "candle", "picture frame")
_PRINTS = ("red", "blue", "spot", "stripe", "rose", "owl", "star", "green", "heart", "paris")
