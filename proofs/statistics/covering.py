"""Tests with a known lift: how often each range leaves it out.

Revenue, which few people make and some make much of, in arms alike in size and in small comparison
groups. A sequence is asked at every look, the test for one look at the last. "Early" looks (with
fewer than ten effective outcomes in an arm) are marked as such by the product and counted apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

import numpy as np

from proofs.claims import Claim
from tailorbird.statistics.comparing import compare_adjusted, compare_ratios
from tailorbird.statistics.judging import EARLY
from tailorbird.statistics.simulating import (
    Floats,
    Law,
    Pairs,
    effective,
    ever,
    lift_misses,
    misses,
    revenue,
    shares,
    simulate,
)
from tailorbird.statistics.types import Comparison, Method, Paired

LEVEL = 0.05
DAYS = 28
MIDDLE = 50.0
RUNS = {True: 4_000, False: 600}
SINGLY = {True: 2_000, False: 100}
WEEK, LIFT = 7, 0.1


@dataclass(frozen=True)
class Shape:
    """How many buy, how spread what they spend is (None: only whether they buy), the true lift."""

    share: float
    sigma: float | None
    lift: float

    def law(self, lift: float = 0.0) -> Law:
        """How people of an arm behave."""
        share = self.share * (1 + lift)
        return shares(share) if self.sigma is None else revenue(share, MIDDLE, self.sigma)

    @property
    def mean(self) -> float:
        """The control's true mean."""
        each = 1.0 if self.sigma is None else MIDDLE * exp(self.sigma**2 / 2)
        return self.share * each

    def __str__(self) -> str:
        spread = "whether" if self.sigma is None else f"spread {self.sigma:g}"
        return f"{self.share:.0%} buy, {spread}, {self.lift:+.0%}"


SHAPES = (
    Shape(0.05, None, 0.1),
    Shape(0.05, 1.0, 0.1),
    Shape(0.05, 1.5, 0.0),
    Shape(0.05, 1.5, 0.2),
    Shape(0.02, 1.0, -0.3),
    Shape(0.05, 2.0, 0.1),
)
# people a day in the control and in the treatment
ARMS = ((20, 20), (100, 100), (500, 500), (20, 180), (100, 900), (500, 4_500), (50, 950))
FEW_ARMS = ((100, 100), (50, 450))

COLUMNS = (
    "difference, sequence",
    "lift, sequence",
    "difference, sequence, early looks too",
    "lift, sequence, early looks too",
    "difference, sequence as published",
    "lift, sequence as published",
    "difference, one look",
    "lift, one look",
)
PROMISED = COLUMNS[:2]


def prove_ranges(random: np.random.Generator, tables: list[str], *, full: bool) -> Iterator[Claim]:
    """One claim a kind of range: its worst case; the table shows every one."""
    runs = RUNS[full]
    head = f"Left out a known lift; {runs:,} tests a row, {DAYS} daily looks"
    tables += ["", f"| {head} | people a day | {' | '.join(COLUMNS)} | outcomes |"]
    tables += ["|---" * (len(COLUMNS) + 3) + "|"]
    worst = dict.fromkeys(COLUMNS, 0.0)
    for shape in SHAPES:
        for sizes in ARMS if full else FEW_ARMS:
            found, outcomes = _missed(random, shape, sizes, runs)
            worst = {called: max(worst[called], found[called]) for called in COLUMNS}
            cells = " | ".join(f"{value:.1%}" for value in found.values())
            tables.append(f"| {shape} | {sizes[0]} and {sizes[1]:,} | {cells} | {outcomes:,.0f} |")
    for called, most in worst.items():
        yield _claim(called, most, runs, promised=called in PROMISED)
    yield from _singly(random, SINGLY[full])


def _missed(
    random: np.random.Generator, shape: Shape, sizes: tuple[int, int], runs: int
) -> tuple[dict[str, float], float]:
    control = simulate(random, shape.law(), runs, DAYS, sizes[0])
    treatment = simulate(random, shape.law(shape.lift), runs, DAYS, sizes[1])
    ours = Pairs(control, treatment)
    plain = Pairs(control, treatment, steady=False)
    once = Pairs(control, treatment, Method.FIXED)
    truth, planned = shape.lift * shape.mean, DAYS * sum(sizes)
    outcomes = np.minimum(effective(control), effective(treatment))
    wrong, lift = _both(ours, truth, shape.lift, planned)
    values = (
        ever(wrong & (outcomes >= EARLY)),
        ever(lift & (outcomes >= EARLY)),
        ever(wrong),
        ever(lift),
        ever(misses(plain, truth, planned=planned)),
        ever(lift_misses(plain, shape.lift, planned=planned, near_zero=3.0)),
        *(float(flags[:, -1].mean()) for flags in _both(once, truth, shape.lift, planned)),
    )
    return dict(zip(COLUMNS, values, strict=True)), float(np.median(outcomes[:, -1]))


def _both(pairs: Pairs, truth: float, lift: float, planned: int) -> tuple[np.ndarray, np.ndarray]:
    return misses(pairs, truth, planned=planned), lift_misses(pairs, lift, planned=planned)


def _singly(random: np.random.Generator, runs: int) -> Iterator[Claim]:
    """Ratios and CUPED need people one by one; a week of daily looks, ours at each of them."""
    for called, draw, compared in (
        ("revenue an order", _orders, compare_ratios),
        ("CUPED", _spending, compare_adjusted),
    ):
        for sizes in ((200, 200), (200, 1_800)):
            wrong = once = 0
            for _ in range(runs):
                control = _daily(draw(random, sizes[0] * WEEK, 0.0), sizes[0])
                treatment = _daily(draw(random, sizes[1] * WEEK, LIFT), sizes[1])
                planned, looks = WEEK * sum(sizes), zip(control, treatment, strict=True)
                said = [compared(*look, planned=planned) for look in looks]
                wrong += any(_outside(look) for look in said if not look.early)
                once += _outside(compared(control[-1], treatment[-1], method=Method.FIXED))
            where = f"{called}, {sizes[0]} and {sizes[1]:,} a day"
            yield _claim(f"lift of {where}, sequence", wrong / runs, runs, promised=True)
            yield _claim(f"lift of {where}, one look", once / runs, runs, promised=False)


def _outside(said: Comparison) -> bool:
    return said.relative_range is not None and LIFT not in said.relative_range


def _orders(random: np.random.Generator, n: int, lift: float) -> tuple[Floats, Floats]:
    """Spent and ordered: some people order often, and whoever spends much does so each time."""
    orders = random.poisson(0.3, n).astype(np.float64)
    each = random.lognormal(2, 0.8, n) * random.lognormal(3, 0.5, n)
    return orders * each * (1 + lift), orders


def _spending(random: np.random.Generator, n: int, lift: float) -> tuple[Floats, Floats]:
    """Spent after the start, and before it."""
    taste = random.lognormal(2, 0.8, n)
    after, before = (taste * random.lognormal(0, 0.7, n) for _ in range(2))
    return after * (1 + lift), before


def _daily(people: tuple[Floats, Floats], each: int) -> list[Paired]:
    """The sums as they stand at the end of every day."""
    ends = range(each, len(people[0]) + 1, each)
    return [_sums(people[0][:end], people[1][:end]) for end in ends]


def _sums(y: Floats, x: Floats) -> Paired:
    sums = (y.sum(), (y * y).sum(), x.sum(), (x * x).sum(), (x * y).sum())
    return Paired(len(y), *(float(value) for value in sums))


def _claim(called: str, found: float, runs: int, *, promised: bool) -> Claim:
    noise = 2 * (LEVEL * (1 - LEVEL) / runs) ** 0.5
    return Claim(
        f"truth left out, worst: {called}",
        f"{found:.1%}",
        f"<= {LEVEL:.0%}" if promised else "for comparison",
        ok=found <= LEVEL + noise if promised else True,
    )
