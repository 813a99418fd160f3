"""Values that others published, or that were computed apart from this code, and ours beside them.

Each is compared digit by digit with what is stated: no tolerance but the last digit's rounding.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tailorbird.statistics import bayes, sequences
from tailorbird.statistics.bayes import Beta
from tailorbird.statistics.comparing import compare, compare_adjusted
from tailorbird.statistics.power import Form, in_all, per_arm
from tailorbird.statistics.sample_ratio import check, units_to_catch
from tailorbird.statistics.types import Comparison, How, Method, Moments, Paired, Range


@dataclass(frozen=True)
class Value:
    """One number as it is stated, and as it is found here."""

    what: str
    stated: str
    found: float

    @property
    def same(self) -> bool:
        """Whether what is found, written with as many digits, is what is stated."""
        wanted = Decimal(self.stated.replace(",", ""))
        exponent = wanted.as_tuple().exponent
        places = -exponent if isinstance(exponent, int) else 0
        if "e" in self.stated:
            digits = len(self.stated.partition("e")[0].partition(".")[2])
            return Decimal(f"{self.found:.{digits}e}") == wanted
        return Decimal(f"{self.found:.{places}f}") == wanted


CONTROL = Moments(3407, 1396.87, 52377.9767)
FEWER = Moments(3000, 1396.87, 52377.9767)
TREATMENT = Moments(3461, 2422.7, 134698.29)


def growthbook() -> Iterator[Value]:
    """What the tests of another engine (GrowthBook's) expect, from the same sums."""
    said = compare(CONTROL, TREATMENT, method=Method.FIXED)
    yield from _three("Welch, relative", ("0.70732", "-0.03526", "1.44989"), said)
    yield Value("its p", "0.06191", said.relative_p or 0)
    yield Value("Welch, difference: from", "0.04538", _ends(said.difference_range)[0])
    yield Value("to", "0.53462", _ends(said.difference_range)[1])
    yield Value("its p", "0.02016", said.p or 0)
    said = compare(FEWER, TREATMENT, planned=1000, lift=How.DELTA)
    yield from _three("sequence, relative", ("0.50336", "-0.55844", "1.56516"), said)
    yield Value("chance to beat, of the lift", "0.60918", _chance_of_lift())
    loss = bayes.expected_loss(Beta().after(49, 100), Beta().after(51, 100))
    yield Value("expected loss, 49 and 51 of 100", "0.01912", loss)
    paired = (
        Paired(3000, 1396.87, 52377.9767, 16.87, 527.9767, 1),
        Paired(3461, 2422.7, 134698.29, 22.7, 1348.29, 1),
    )
    adjusted = compare_adjusted(*paired)
    # they divide by the mean before the adjustment, we by the one after it
    level = (adjusted.difference or 0) / paired[0].outcome.mean
    yield Value("CUPED, over the plain mean", "0.50338", level)


def _chance_of_lift() -> float:
    """Of 49 and 51 in 100, with the spread p (1 - p) that they use: no n - 1."""
    p, q = 0.49, 0.51
    error = (q * (1 - q) / 100 / p**2 + p * (1 - p) / 100 * q**2 / p**4) ** 0.5
    return bayes.normal_chance(q / p - 1, error)


WIDTHS = (
    (".05", 1000, "0.08908510 0.38550546 0.09598174 0.04459058 0.03241723 0.01126290"),
    (".05", 5000, "0.03984007 0.66943886 0.10637547 0.04292434 0.03061477 0.01055207"),
    (".05", 10000, "0.02817118 0.90843794 0.12190753 0.04360825 0.03035209 0.01025123"),
    (".10", 5000, "0.03557769 0.64844624 0.09852662 0.03908799 0.02791028 0.00976144"),
    (".01", 5000, "0.04802862 0.70884073 0.12213742 0.05051048 0.03595605 0.01213227"),
)
AFTER = (100, 1000, 5000, 10_000, 100_000)


def widths() -> Iterator[Value]:
    """Half-widths of the confidence sequence of a spread of 1, and its scale."""
    for level, planned, stated in WIDTHS:
        alpha, (scale, *halves) = float(level), stated.split()
        found = sequences.weight_of_plan(alpha, 1, planned) ** 0.5
        yield Value(f"scale, {level}, {planned}", scale, found)
        for n, half in zip(AFTER, halves, strict=True):
            reach = sequences.multiplier(alpha, sequences.weight_of_plan(alpha, n, planned))
            yield Value(f"half, {level}, {planned}, {n}", half, reach / n**0.5)
    for level, ratio in ((".05", "1.5486"), (".10", "1.6804"), (".01", "1.3866")):
        alpha = float(level)
        reach = sequences.multiplier(alpha, sequences.weight_of_plan(alpha, 1, 1))
        yield Value(f"price of looking, {level}", ratio, reach / bayes.multiplier(alpha))


MIXTURES = (
    (1000, 0.10, 0.12, "1.149627 0.869848 0.060852 0.152708"),
    (10_000, 0.10, 0.11, "3.736177 0.267653 0.013225 0.021058"),
    (10_000, 0.05, 0.055, "0.943240 1 0.009582 0.112897"),
    (50_000, 0.03, 0.033, "4.196574 0.238290 0.003586 0.006611"),
)


def mixtures() -> Iterator[Value]:
    """The two-sample mixture test with a variance of effects of 1e-4."""
    for n, one, other, stated in MIXTURES:
        error = ((one * (1 - one) + other * (1 - other)) / n) ** 0.5
        weight, at = sequences.weight_of_spread(0.01, error), (other - one) / error
        found = (
            math.exp(sequences.evidence(at, weight)),
            sequences.p_value(at, weight),
            sequences.multiplier(0.05, weight) * error,
            2 * bayes.normal_chance(-abs(at), 1),
        )
        names = ("ratio", "p", "half", "fixed p")
        for what, text, value in zip(names, stated.split(), found, strict=True):
            yield Value(f"{what}, {n}, {one} and {other}", text, value)


RATIOS = (
    ((821_588, 815_482), (50, 50), "22.7744", "1.8218e-06"),
    ((5_000, 5_200), (50, 50), "3.9216", "0.047670"),
    ((50_000, 50_600), (50, 50), "3.5785", "0.058531"),
    ((9_000, 1_150), (90, 10), "19.9507", "7.9463e-06"),
    ((21_306, 21_307, 21_387), (1, 1, 1), "0.2025", "0.903693"),
)


def sample_ratios() -> Iterator[Value]:
    """The sample-ratio check, and how many people show a leaning."""
    for observed, weights, chi2, p in RATIOS:
        said = check(observed, weights)
        yield Value(f"chi-square of {observed}", chi2, said.chi2)
        yield Value(f"p of {observed}", p, said.p)
    yield Value("people for 51 / 49", "42,684", units_to_catch(0.51))
    yield Value("people for 50.5 / 49.5", "170,743", units_to_catch(0.505))


SIZES = (
    (0.01, 0.10, "163,092 163,095 157,697 158,400"),
    (0.02, 0.05, "315,204 315,206 309,928 313,600"),
    (0.02, 0.10, "80,679 80,682 78,040 78,400"),
    (0.02, 0.20, "21,106 21,109 19,785 19,600"),
    (0.03, 0.10, "53,208 53,211 51,487 51,734"),
    (0.03, 0.20, "13,911 13,914 13,051 12,934"),
    (0.05, 0.10, "31,231 31,234 30,245 30,400"),
    (0.10, 0.10, "14,749 14,751 14,313 14,400"),
)
HOLDOUTS = (
    (0.02, 0.10, "813,632 431,506 245,072 161,358"),
    (0.02, 0.20, "204,394 108,917 62,438 42,212"),
    (0.02, 0.30, "91,278 48,868 28,268 19,590"),
    (0.05, 0.10, "315,435 167,260 94,962 62,462"),
    (0.05, 0.20, "79,225 42,201 24,175 16,310"),
)


def sizes() -> Iterator[Value]:
    """People an arm by four calculators, and in all where few are held out."""
    for baseline, lift, stated in SIZES:
        for form, text in zip(Form, stated.split(), strict=True):
            yield Value(f"{form}, {baseline}, {lift}", text, per_arm(baseline, lift, form=form))
    for baseline, lift, stated in HOLDOUTS:
        for held, text in zip((0.05, 0.10, 0.20, 0.50), stated.split(), strict=True):
            found = in_all(baseline, lift, held=held)
            yield Value(f"held {held}, {baseline}, {lift}", text, found)


def beliefs() -> Iterator[Value]:
    """The chance that the second share is the greater one, from Beta(1, 1)."""
    for n, one, other, stated in (
        (100, 49, 51, "0.610771"),
        (1000, 100, 120, "0.923183"),
        (10_000, 200, 240, "0.973014"),
    ):
        found = bayes.chance_to_beat(Beta().after(one, n), Beta().after(other, n))
        yield Value(f"{one} and {other} of {n}", stated, found)


NONE, MENS, WOMENS = (
    {"visit": Moments(n, visits, visits), "order": Moments(n, orders, orders), "spend": spend}
    for n, visits, orders, spend in (
        (21_306, 2_262, 122, Moments(21_306, 1_390_833, 28_700_503_621)),
        (21_307, 3_894, 267, Moments(21_307, 3_031_169, 67_590_244_973)),
        (21_387, 3_238, 189, Moments(21_387, 2_303_811, 49_114_465_763)),
    )
)
"""Hillstrom's e-mail test as sums; money in cents."""

# Our list of reference values has 72.1 where 72.2 stands here: it is 72.1516, cut, not rounded.
RESULTS = (
    ("mens visit", MENS, "0.076590 0.069953 0.083226 1.36e-112 72.1 63.8 80.4"),
    ("mens order", MENS, "0.006805 0.005000 0.008610 1.50e-13 118.8 72.2 165.5"),
    ("mens spend", MENS, "0.769827 0.485140 1.054515 1.16e-07 117.9 54.4 181.4"),
    ("womens visit", WOMENS, "0.045233 0.038893 0.051573 2.43e-44 42.6 35.4 49.8"),
    ("womens order", WOMENS, "0.003111 0.001499 0.004724 1.56e-04 54.3 19.3 89.3"),
    ("womens spend", WOMENS, "0.424412 0.168957 0.679868 1.13e-03 65.0 14.9 115.1"),
)


def hillstrom() -> Iterator[Value]:
    """A published e-mail test, from its sums."""
    for called, arm, stated in RESULTS:
        metric = called.split()[1]
        said = compare(NONE[metric], arm[metric], method=Method.FIXED)
        unit = 100 if metric == "spend" else 1
        low, high = _ends(said.difference_range)
        found = [(said.difference or 0) / unit, low / unit, high / unit, said.p or 0]
        found += [100 * end for end in (said.relative or 0, *_ends(said.relative_range))]
        names = ("difference", "from", "to", "p", "lift, %", "from", "to")
        for what, text, value in zip(names, stated.split(), found, strict=True):
            yield Value(f"{called}: {what}", text, value)
    yield Value("variance of spend, none", "134.2864", NONE["spend"].variance / 10**4)
    yield Value("variance of spend, mens", "315.2118", MENS["spend"].variance / 10**4)
    yield Value("variance of spend, womens", "228.4967", WOMENS["spend"].variance / 10**4)


TABLES = {
    "another engine's tests": growthbook,
    "widths of the sequence": widths,
    "mixture test": mixtures,
    "sample ratio": sample_ratios,
    "sample sizes and holdouts": sizes,
    "chance to beat": beliefs,
    "Hillstrom's sums": hillstrom,
}


def _three(what: str, stated: tuple[str, str, str], said: Comparison) -> Iterator[Value]:
    found = (said.relative or 0, *_ends(said.relative_range))
    for part, text, value in zip(("lift", "from", "to"), stated, found, strict=True):
        yield Value(f"{what}: {part}", text, value)


def _ends(found: Range | None) -> tuple[float, float]:
    return (found.low, found.high) if found else (0.0, 0.0)
