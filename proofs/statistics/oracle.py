"""Random data sets, beside tea-tasting: the largest relative difference of every method.

It is asked for means, variances and covariances that numpy takes of the raw values; our side gets
nothing but sums. Ends of ranges are compared in widths of the range, because an end may be zero.
Three things differ by design and are compared by what stands behind them. Its range of the relative
lift lies on a logarithmic scale: compared is the standard error. And with a covariate it leaves out
that both arms share the covariate's mean: so it is left out here for the comparison. The third
is the sign of a lift over a mean below zero.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Iterator
from math import log
from typing import Any

import numpy as np
from msgspec import structs

from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.statistics.comparing import compare, compare_adjusted, compare_ratios
from tailorbird.statistics.covariates import adjust
from tailorbird.statistics.multiple import benjamini_hochberg, holm
from tailorbird.statistics.power import (
    chance_to_see,
    in_all_for_means,
    smallest_difference,
)
from tailorbird.statistics.sample_ratio import check
from tailorbird.statistics.simulating import Floats
from tailorbird.statistics.types import Comparison, Method, Paired, Range
from tools import sdks

CLIENT = "tea-tasting-1"
SETS = {True: 1_000, False: 60}
SEED = 11
NEAR = 1e-9
NEAR_POWER = 1e-5  # the least effect is a root found by search, and counts both tails
Z = 1.959963984540054

Differences = dict[str, float]


def prove(place: Workplace) -> Iterator[Claim]:
    """Every method on every data set; the largest difference of each is one claim."""
    other = _library()
    random = np.random.default_rng(SEED)
    worst: Differences = {}
    for _ in range(SETS[place.full]):
        for name, found in _differences(other, random).items():
            worst[name] = max(worst.get(name, 0.0), found)
    written = [f"{name} {found:.3e}" for name, found in worst.items()]
    (place.output / "oracle.txt").write_text("\n".join([*written, ""]))
    for name, found in worst.items():
        near = NEAR_POWER if name.startswith("power") else NEAR
        claim = f"{name}, {SETS[place.full]:,} data sets"
        yield Claim(claim, f"differs by at most {found:.1e}", f"<= {near:.0e}", ok=found <= near)


def _library() -> Any:
    """The library, from a folder of its own; what it needs besides is in our environment."""
    folder = str(sdks.python_client(CLIENT))
    if folder not in sys.path:
        sys.path.append(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("tea_tasting")


def _differences(other: Any, random: np.random.Generator) -> Differences:
    people = [_people(random, lift) for lift in (0.0, random.uniform(-0.3, 0.5))]
    ours = [_sums(*arm) for arm in people]
    theirs = [_aggregates(other, *arm) for arm in people]
    return {
        **_means(other, ours, theirs),
        **_ratios(other, ours, theirs),
        **_cuped(other, ours, theirs),
        **_sample_ratio(other, random),
        **_power(other, random),
        **_many(other, random),
    }


def _people(random: np.random.Generator, lift: float) -> tuple[Floats, Floats]:
    """Values and something beside them: shares, counts, or revenue with a long tail."""
    n = int(random.integers(40, 5_000))
    taste = random.gamma(2.0, 1.0, n)
    beside = np.asarray(1.0 + random.poisson(2 * taste), dtype=np.float64)
    kind = random.integers(3)
    if kind == 0:
        value = (random.random(n) < np.clip(0.2 * taste * (1 + lift), 0.02, 0.98)).astype(float)
    elif kind == 1:
        value = 1.0 + random.poisson(taste * (1 + lift))
    else:
        buys = random.random(n) < np.clip(0.3 * taste, 0.1, 0.95)
        value = np.round(buys * random.lognormal(3, 1, n) * (1 + lift), 2)
    value[:2] = (0.0, 1.0)
    return value, beside


def _sums(y: Floats, x: Floats) -> Paired:
    sums = (y.sum(), (y * y).sum(), x.sum(), (x * x).sum(), (x * y).sum())
    return Paired(len(y), *(float(value) for value in sums))


def _aggregates(other: Any, y: Floats, x: Floats) -> Any:
    return other.aggr.Aggregates(
        count_=len(y),
        mean_={"y": float(y.mean()), "x": float(x.mean())},
        var_={"y": float(y.var(ddof=1)), "x": float(x.var(ddof=1))},
        cov_={("x", "y"): float(np.cov(x, y)[0, 1])},
    )


def _means(other: Any, ours: list[Paired], theirs: list[Any]) -> Differences:
    said = compare(ours[0].outcome, ours[1].outcome, method=Method.FIXED)
    return {
        **_against(said, other.Mean("y", use_t=True).analyze_aggregates(*theirs), "Welch"),
        **_lift(said, other.Mean("y", use_t=False).analyze_aggregates(*theirs), "delta, lift"),
    }


def _ratios(other: Any, ours: list[Paired], theirs: list[Any]) -> Differences:
    said = compare_ratios(ours[0], ours[1], method=Method.FIXED)
    exact, normal = (other.RatioOfMeans("y", "x", use_t=t) for t in (True, False))
    return {
        **_against(said, exact.analyze_aggregates(*theirs), "ratio"),
        **_lift(said, normal.analyze_aggregates(*theirs), "ratio, lift"),
    }


def _cuped(other: Any, ours: list[Paired], theirs: list[Any]) -> Differences:
    said = compare_adjusted(ours[0], ours[1], method=Method.FIXED)
    alone = structs.replace(adjust(ours[0], ours[1]).pair, shared=0.0)
    without = structs.replace(said, relative_error=alone.relative_error)
    exact, normal = (other.Mean("y", "x", use_t=t) for t in (True, False))
    return {
        **_against(said, exact.analyze_aggregates(*theirs), "CUPED"),
        **_lift(without, normal.analyze_aggregates(*theirs), "CUPED, lift"),
    }


def _against(said: Comparison, found: Any, called: str) -> Differences:
    """Difference, its range and its p."""
    ends = said.difference_range or Range(0, 0)
    width = ends.high - ends.low
    low, high = found.effect_size_ci_lower, found.effect_size_ci_upper
    far = max(abs(ends.low - low), abs(ends.high - high)) / width
    p = _apart(said.p or 0, found.pvalue) if found.pvalue > 0 else 0.0
    return {f"{called}: range": far, f"{called}: p": p}


def _lift(said: Comparison, found: Any, called: str) -> Differences:
    """The lift, and its standard error, taken out of a range on the logarithmic scale."""
    low, high = 1 + found.rel_effect_size_ci_lower, 1 + found.rel_effect_size_ci_upper
    error = abs(log(high / low) / 2 / Z * (1 + found.rel_effect_size))
    # of a mean below zero (a covariate can do that) our lift keeps the direction, its does not
    theirs = found.rel_effect_size if found.control > 0 else -found.rel_effect_size
    lift = abs((said.relative or 0) - theirs) / error
    return {f"{called}: error": max(lift, _apart(said.relative_error or 0, error))}


def _sample_ratio(other: Any, random: np.random.Generator) -> Differences:
    design = float(random.uniform(0.1, 4))
    n = int(random.integers(1_000, 10**6))
    seen = int(random.binomial(n, design / (1 + design) * random.uniform(0.99, 1.01)))
    counts = [other.aggr.Aggregates(count_=k) for k in (n - seen, seen)]
    metric = other.SampleRatio(design, method="norm", correction=False)
    found = metric.analyze(dict(enumerate(counts)), 0, 1).pvalue
    p = check([n - seen, seen], [1, design]).p
    return {"sample ratio: p": _apart(p, found) if found > 0 else 0.0}


def _power(other: Any, random: np.random.Generator) -> Differences:
    variance, n = float(random.uniform(0.1, 50)), 2 * int(random.integers(100, 10**5))
    gap = float(random.uniform(1, 5)) * (4 * variance / n) ** 0.5
    sample = other.aggr.Aggregates(count_=n, mean_={"y": 1.0}, var_={"y": variance})
    seen = _solved(other, sample, "power", effect_size=gap, n_obs=n).power
    least = _solved(other, sample, "effect_size", power=0.8, n_obs=n).effect_size
    needed = _solved(other, sample, "n_obs", power=0.8, effect_size=gap).n_obs
    ours = in_all_for_means(variance, variance, gap)
    return {
        "power: chance": _apart(chance_to_see(gap, (4 * variance / n) ** 0.5), seen),
        "power: least effect": _apart(
            smallest_difference(variance, variance, n // 2, n // 2), least
        ),
        # whole people: one more or fewer is the rounding of its search
        "power: people": max(0, abs(ours - needed) - 1) / needed,
    }


def _solved(other: Any, sample: Any, wanted: str, **given: Any) -> Any:
    metric = other.Mean("y", use_t=False, alpha=0.05, ratio=1, **given)
    return metric.solve_power_from_aggregates(sample, wanted)[0]


def _many(other: Any, random: np.random.Generator) -> Differences:
    ps = [float(p) for p in random.beta(0.4, 2, int(random.integers(1, 30)))]
    results = other.experiment.ExperimentResult({str(at): {"pvalue": p} for at, p in enumerate(ps)})
    discovery = _adjusted(other.adjust_fdr(results))
    family = other.adjust_fwer(results, method="bonferroni", arbitrary_dependence=True)
    return {
        "Benjamini-Hochberg": _furthest(benjamini_hochberg(ps), discovery),
        "Holm": _furthest(holm(ps), _adjusted(family)),
    }


def _adjusted(found: Any) -> list[float]:
    (result,) = found.values()
    return [result[str(at)]["pvalue_adj"] for at in range(len(result))]


def _furthest(ours: list[float], theirs: list[float]) -> float:
    return max(_apart(one, another) for one, another in zip(ours, theirs, strict=True))


def _apart(ours: float, theirs: float) -> float:
    return abs(ours - theirs) / max(abs(theirs), 1e-300)
