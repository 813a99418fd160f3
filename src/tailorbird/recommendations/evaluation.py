"""How well bought-together foresees orders it has not seen, beside the plain ways.

Protocol. Orders before a moment are learned from; those from it on, up to another, are held out. Of
a held-out order only products known in training count, each once; orders with fewer than two are
left out. Every product of an order is asked for in turn, and the order's other products are the
right answers. The first ten partners are looked at:

- *hit rate* (HR@10): share of questions with at least one right answer among the ten;
- *by order*: the same, averaged within each order first, so that long orders do not drown the rest;
- *recall*: right answers found over all right answers of the question, averaged;
- *precision*: right answers found over ten, averaged;
- *reciprocal rank* (MRR@10): one over the place of the first right answer, 0 if none;
- *products shown*: how many different products stand among the first ten of any list.

Intervals are 95 % percentile intervals of a bootstrap that draws whole orders with replacement
(Efron and Tibshirani 1993, chapter 13), the same draws for all rankings, so differences are paired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tailorbird.recommendations.baskets import Baskets, baskets_of
from tailorbird.recommendations.bought_together import (
    TogetherSettings,
    gate_level,
    train_bought_together,
)
from tailorbird.recommendations.partners import PartnerLists
from tailorbird.recommendations.peers import co_occurrence, jaccard, lift, partners_by
from tailorbird.recommendations.types import Sales

LOOKED_AT = 10
RESAMPLES = 1_000
OURS = "bought together, by score"
AS_SHOWN = "bought together, as shown"


class Range(Struct, frozen=True):
    """A measured value with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def above_zero(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.low > 0


class Measured(Struct, frozen=True, kw_only=True):
    """How one ranking did. All but ``products_shown`` are shares between 0 and 1."""

    ranking: str
    hit_rate: Range
    hit_rate_by_order: Range
    recall: float
    precision: float
    reciprocal_rank: float
    products_shown: int


class Difference(Struct, frozen=True, kw_only=True):
    """How much higher one ranking's hit rate is than another's on the same orders."""

    ranking: str
    over: str
    hit_rate: Range
    hit_rate_by_order: Range


class Evaluation(Struct, frozen=True, kw_only=True):
    """What was measured, on how much. Differences are of each of ours over each plain way."""

    trained_orders: int
    held_out_orders: int
    questions: int
    rankings: tuple[Measured, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class _Answers:
    """What one ranking answered, summed per held-out order."""

    hits: NDArray[np.float64]
    recall: NDArray[np.float64]
    found: NDArray[np.float64]
    reciprocal: NDArray[np.float64]
    shown: int


def evaluate_bought_together(
    sales: Sales,
    held_out_from: int,
    held_out_until: int,
    random: np.random.Generator,
    settings: TogetherSettings | None = None,
) -> Evaluation:
    """Train on the orders before ``held_out_from`` and ask about those until ``held_out_until``.

    Both moments are microseconds UTC; the first belongs to the held-out time, the last does not.
    """
    chosen = settings or TogetherSettings()
    every = baskets_of(sales)
    training = every.only(every.at < held_out_from)
    held_out = every.only((every.at >= held_out_from) & (every.at < held_out_until))
    questions = _questions(training, held_out)
    rankings = _rankings(training, held_out_from, chosen)
    answers = {name: _asked(lists, questions) for name, lists in rankings.items()}
    return _judged(answers, questions, len(training.at), random)


def _rankings(
    training: Baskets, now: int, settings: TogetherSettings
) -> Mapping[str, PartnerLists]:
    least, surprise = settings.least_together, gate_level(training, settings)
    kept = settings.kept
    by_score = replace(settings, most_alike=0)
    return {
        OURS: train_bought_together(training, now, by_score).lists,
        AS_SHOWN: train_bought_together(training, now, settings).lists,
        "raw co-occurrence": partners_by(co_occurrence, training, kept, least=1, surprise=0.0),
        "Jaccard": partners_by(jaccard, training, kept, least=least, surprise=surprise),
        "lift": partners_by(lift, training, kept, least=least, surprise=surprise),
    }


def _questions(training: Baskets, held_out: Baskets) -> list[NDArray[np.int64]]:
    """Return the known products of each held-out order that has at least two of them."""
    known = np.asarray(training.held.sum(axis=0)) > 0
    parts = np.split(held_out.held.indices.astype(np.int64), held_out.held.indptr[1:-1])
    orders = [products[known[products]] for products in parts if len(products) > 1]
    return [products for products in orders if len(products) > 1]


def _asked(lists: PartnerLists, questions: list[NDArray[np.int64]]) -> _Answers:
    top = _top(lists)
    in_order = np.zeros(len(top) + 1, dtype=np.bool_)  # the last place stands for "no partner"
    rows = []
    for products in questions:
        in_order[products] = True
        right = in_order[top[products]]
        in_order[products] = False
        rows.append(_scored(right))
    hits, recall, found, reciprocal = np.array(rows).reshape(-1, 4).T
    return _Answers(hits, recall, found, reciprocal, len(np.unique(top[top >= 0])))


def _top(lists: PartnerLists) -> NDArray[np.int32]:
    """Return the first partners of every product as a table, -1 where there is none."""
    place = np.arange(len(lists.partner)) - lists.start[lists.subject]
    first = place < LOOKED_AT
    top = np.full((len(lists.start) - 1, LOOKED_AT), -1, dtype=np.int32)
    top[lists.subject[first], place[first]] = lists.partner[first]
    return top


def _scored(right: NDArray[np.bool_]) -> tuple[float, float, float, float]:
    """Sum hits, recall, right answers and reciprocal ranks over the questions of one order."""
    found = right.sum(axis=1)
    first = np.where(found > 0, 1 / (right.argmax(axis=1) + 1), 0.0)
    return (
        float((found > 0).sum()),
        float(found.sum() / (len(right) - 1)),
        float(found.sum()),
        float(first.sum()),
    )


def _judged(
    answers: Mapping[str, _Answers],
    questions: list[NDArray[np.int64]],
    trained: int,
    random: np.random.Generator,
) -> Evaluation:
    asked = np.array([len(products) for products in questions], dtype=np.float64)
    draws = _draws(len(asked), random)
    ours = [name for name in answers if name in {OURS, AS_SHOWN}]
    return Evaluation(
        trained_orders=trained,
        held_out_orders=len(asked),
        questions=int(asked.sum()),
        rankings=tuple(_measured(name, found, asked, draws) for name, found in answers.items()),
        differences=tuple(
            _difference((name, other), answers, asked, draws)
            for name in ours
            for other in answers
            if other not in ours
        ),
    )


def _measured(
    name: str, answers: _Answers, asked: NDArray[np.float64], draws: NDArray[np.float64]
) -> Measured:
    questions = max(asked.sum(), 1.0)
    return Measured(
        ranking=name,
        hit_rate=_share(answers.hits, asked, draws),
        hit_rate_by_order=_share(answers.hits / asked, np.ones_like(asked), draws),
        recall=float(answers.recall.sum() / questions),
        precision=float(answers.found.sum() / questions / LOOKED_AT),
        reciprocal_rank=float(answers.reciprocal.sum() / questions),
        products_shown=answers.shown,
    )


def _difference(
    names: tuple[str, str],
    answers: Mapping[str, _Answers],
    asked: NDArray[np.float64],
    draws: NDArray[np.float64],
) -> Difference:
    gained = answers[names[0]].hits - answers[names[1]].hits
    return Difference(
        ranking=names[0],
        over=names[1],
        hit_rate=_share(gained, asked, draws),
        hit_rate_by_order=_share(gained / asked, np.ones_like(asked), draws),
    )


def _draws(orders: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Return how often each order is drawn in each resample: orders drawn with replacement."""
    if not orders:
        return np.zeros((RESAMPLES, 0))
    even = np.full(orders, 1 / orders)
    return random.multinomial(orders, even, size=RESAMPLES).astype(np.float64)


def _share(
    part: NDArray[np.float64], whole: NDArray[np.float64], draws: NDArray[np.float64]
) -> Range:
    if not len(whole):
        return Range(0.0, 0.0, 0.0)
    resampled = (draws @ part) / (draws @ whole)
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Range(float(part.sum() / whole.sum()), float(low), float(high))
