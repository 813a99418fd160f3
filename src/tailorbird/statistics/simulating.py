"""Tests that never happened, by the thousand: how often a method errs when one looks every day.

Both arms get people by a known law, so every winner of an A/A test is a false one, and every range
that leaves out the known lift is wrong. All runs are reckoned at once, by the same formulas as
``comparing`` (a test holds them to it). The generator is passed in.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import special

from tailorbird.statistics import sequences
from tailorbird.statistics.estimates import LOPSIDED
from tailorbird.statistics.judging import SEQUENTIAL, Asked
from tailorbird.statistics.types import Method, Moments

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

Law = Callable[[np.random.Generator, tuple[int, int], int], tuple[Floats, Floats]]
"""Gives sums and sums of squares of so many people, for each of (runs, looks)."""


class Looks(Struct, frozen=True, eq=False):
    """One arm as it stood at each look: ``n`` a look, the sums a run and a look."""

    n: Floats
    total: Floats
    squares: Floats

    @property
    def mean(self) -> Floats:
        """The means."""
        return self.total / self.n

    @property
    def variance(self) -> Floats:
        """The sample variances."""
        spread = self.squares - self.total * self.total / self.n
        return np.maximum(spread, 0) / np.maximum(self.n - 1, 1)

    def at(self, run: int, look: int) -> Moments:
        """Return one of them as the moments that ``compare`` takes."""
        n = int(self.n[look])
        return Moments(n, float(self.total[run, look]), float(self.squares[run, look]))


class Pairs(Struct, frozen=True, eq=False):
    """Two arms of many runs beside each other, and the spread each is taken to have."""

    control: Looks
    treatment: Looks
    method: Method = Method.SEQUENCE
    steady: bool = True
    """False shows what would be if a much smaller arm did not borrow the spread of both."""

    @property
    def variances(self) -> tuple[Floats, Floats]:
        """The variances of both arms; a sequence steadies that of a much smaller arm."""
        own = self.control.variance, self.treatment.variance
        sizes = self.control.n, self.treatment.n
        if self.method not in SEQUENTIAL or not self.steady:
            return own
        freedom = sizes[0] + sizes[1] - 2
        both = ((sizes[0] - 1) * own[0] + (sizes[1] - 1) * own[1]) / freedom
        small = sizes[0] < LOPSIDED * sizes[1], sizes[1] < LOPSIDED * sizes[0]
        return (
            np.where(small[0], np.maximum(own[0], both), own[0]),
            np.where(small[1], np.maximum(own[1], both), own[1]),
        )

    @property
    def squared_errors(self) -> tuple[Floats, Floats]:
        """The variances of both means."""
        one, other = self.variances
        return one / self.control.n, other / self.treatment.n

    @property
    def difference(self) -> Floats:
        """Treatment less control."""
        return self.treatment.mean - self.control.mean

    @property
    def error(self) -> Floats:
        """Its standard error."""
        one, other = self.squared_errors
        return np.sqrt(one + other)

    @property
    def n(self) -> Floats:
        """People of both arms at each look."""
        return self.control.n + self.treatment.n


def shares(share: float) -> Law:
    """Return the law of people of whom each does it with this chance."""

    def draw(
        random: np.random.Generator, shape: tuple[int, int], each: int
    ) -> tuple[Floats, Floats]:
        events = random.binomial(each, share, size=shape).astype(np.float64)
        return events, events

    return draw


def revenue(share: float, middle: float, sigma: float) -> Law:
    """Return the law of people of whom few buy, each for a log-normal sum: a long tail."""

    def draw(
        random: np.random.Generator, shape: tuple[int, int], each: int
    ) -> tuple[Floats, Floats]:
        buyers = random.binomial(each, share, size=shape)
        spent = random.lognormal(np.log(middle), sigma, size=int(buyers.sum()))
        return _by_cell(spent, buyers), _by_cell(spent * spent, buyers)

    return draw


def simulate(random: np.random.Generator, law: Law, runs: int, looks: int, each: int) -> Looks:
    """Return one arm of so many runs, to which ``each`` people come between two looks."""
    total, squares = law(random, (runs, looks), each)
    n = each * np.arange(1, looks + 1, dtype=np.float64)
    return Looks(n, np.cumsum(total, axis=1), np.cumsum(squares, axis=1))


def delayed(
    random: np.random.Generator, share: float, runs: int, looks: int, *, each: int, days: int
) -> Looks:
    """Return one arm whose people do it, if at all, on any of the ``days`` after they came.

    So at every look some are in who have not had their time: as in every running test. Looks go on
    until the last of them have had it.
    """
    total = np.zeros((runs, looks + days - 1))
    for came in range(looks):
        left = random.binomial(each, share, size=runs)
        for day in range(days):
            now = random.binomial(left, 1 / (days - day))
            total[:, came + day] += now
            left -= now
    n = each * np.minimum(np.arange(1, looks + days), looks).astype(np.float64)
    so_far = np.cumsum(total, axis=1)
    return Looks(n, so_far, so_far)


def multipliers(pairs: Pairs, alpha: float, planned: int) -> Floats:
    """Return how many standard errors each range reaches."""
    if pairs.method is Method.FIXED:
        return np.asarray(-special.stdtrit(_freedom(pairs), alpha / 2), dtype=np.float64)
    if pairs.method is Method.BAYES:
        return np.full_like(pairs.n, -special.ndtri(alpha / 2))
    reach = [
        sequences.multiplier(alpha, sequences.weight_of_plan(alpha, int(n), planned))
        for n in pairs.n
    ]
    return np.array(reach)


def misses(pairs: Pairs, truth: float, *, alpha: float = 0.05, planned: int) -> Flags:
    """Return where the range of the difference leaves out the true one; of an A/A test, winners.

    Where nobody did anything in either arm there is no range, and so nothing wrong with it.
    """
    reach, error = multipliers(pairs, alpha, planned), pairs.error
    return np.asarray((np.abs(pairs.difference - truth) > reach * error) & (error > 0))


def lift_misses(
    pairs: Pairs,
    truth: float,
    *,
    alpha: float = 0.05,
    planned: int,
    near_zero: float | None = None,
) -> Flags:
    """Return where the range of the relative lift leaves out the true one: delta or Fieller."""
    reach = multipliers(pairs, alpha, planned)
    means = pairs.control.mean, pairs.treatment.mean
    one, other = pairs.squared_errors
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = means[1] / means[0]
        error = np.sqrt(other + ratio * ratio * one) / np.abs(means[0])
        by_delta = np.abs(ratio - 1 - truth) > reach * error
    if near_zero is None:
        near_zero = Asked(method=pairs.method).near
    near = np.abs(means[0]) < np.maximum(near_zero, reach) * np.sqrt(one)
    apart = np.abs(means[1] - (1 + truth) * means[0])
    bounded = means[0] * means[0] > reach * reach * one
    by_fieller = bounded & (apart > reach * np.sqrt(other + (1 + truth) ** 2 * one))
    said = (means[0] != 0) & (one + other > 0)
    return np.asarray(np.where(near, by_fieller, by_delta) & said)


def believed(pairs: Pairs, level: float) -> Flags:
    """Return where one arm of shares is called better with at least this chance, Beta(1, 1)."""
    arms = [(arm.total + 1, arm.n - arm.total + 1) for arm in (pairs.control, pairs.treatment)]
    means = [a / (a + b) for a, b in arms]
    spreads = [mean * (1 - mean) / (a + b + 1) for mean, (a, b) in zip(means, arms, strict=True)]
    at = (means[1] - means[0]) / np.sqrt(spreads[0] + spreads[1])
    return np.asarray(special.ndtr(np.abs(at)) >= level)


def effective(arm: Looks) -> Floats:
    """Return how many equal outcomes would say as much, at each look."""
    least = np.finfo(np.float64).tiny
    return np.asarray(arm.total * arm.total / np.maximum(arm.squares, least))


def ever(flags: Flags, looks: int | None = None) -> float:
    """Return the share of runs in which it happened at one of the first so many looks."""
    return float(flags[:, :looks].any(axis=1).mean())


def _freedom(pairs: Pairs) -> Floats:
    one, other = pairs.squared_errors
    part = one / np.maximum(one + other, np.finfo(np.float64).tiny)
    below = part**2 / (pairs.control.n - 1) + (1 - part) ** 2 / (pairs.treatment.n - 1)
    return np.asarray(1 / below)


def _by_cell(values: Floats, counts: NDArray[np.int64]) -> Floats:
    """Sum consecutive values, so many a cell."""
    ends = np.concatenate([[0.0], np.cumsum(values)])
    upto = np.cumsum(counts)
    return np.asarray((ends[upto] - ends[upto - counts.ravel()]).reshape(counts.shape))
