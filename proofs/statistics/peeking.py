"""Thousands of tests that never happened, looked at every day.

A/A tests: every winner is a false one. Tests with a known lift: ``covering``. Clean draws: every
sample-ratio alarm is false. The tables are kept in ``peeking.md``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from proofs.claims import Claim
from proofs.statistics import covering
from proofs.workplace import Workplace
from tailorbird.statistics.sample_ratio import ALARM, check
from tailorbird.statistics.simulating import (
    Flags,
    Looks,
    Pairs,
    believed,
    delayed,
    ever,
    lift_misses,
    misses,
    shares,
    simulate,
)
from tailorbird.statistics.types import Method

SEED = 6
RUNS = {True: 20_000, False: 2_000}
CLEAN = {True: 10_000, False: 1_000}
DAYS, EACH, SHARE = 28, 500, 0.05
PLANNED = DAYS * EACH * 2
AFTER = (1, 5, 14, 28)
LEVEL = 0.05


def prove(place: Workplace) -> Iterator[Claim]:
    """Peeking first, then the ranges, then the sample ratio."""
    random = np.random.default_rng(SEED)
    tables = ["# Looking every day", ""]
    yield from _peeking(random, RUNS[place.full], tables)
    yield from covering.prove_ranges(random, tables, full=place.full)
    yield from _sample_ratio(random, CLEAN[place.full])
    (place.output / "peeking.md").write_text("\n".join([*tables, ""]))


def _peeking(random: np.random.Generator, runs: int, tables: list[str]) -> Iterator[Claim]:
    arms = [simulate(random, shares(SHARE), runs, DAYS, EACH) for _ in range(2)]
    ways = {
        "one look's test, p < .05": _winners(arms, Method.FIXED, PLANNED),
        "chance to beat >= 95 %": believed(Pairs(arms[0], arms[1]), 1 - LEVEL),
        "the sequence, planned 5,000": _winners(arms, Method.SEQUENCE, 5_000),
        f"the sequence, planned {PLANNED:,}": _winners(arms, Method.SEQUENCE, PLANNED),
        "the sequence, relative lift": _lift_winners(arms),
    }
    tables += [f"| {runs:,} A/A tests | " + " | ".join(f"{k} looks" for k in AFTER) + " |"]
    tables += ["|---" * (len(AFTER) + 1) + "|"]
    for called, found in ways.items():
        cells = [f"{ever(found, k):.1%}" for k in AFTER]
        tables.append(f"| {called} | " + " | ".join(cells) + " |")
        ours = "sequence" in called
        yield Claim(
            f"false winners: {called}",
            ", ".join(cells) + f" after {AFTER} looks",
            "<= 5 %" if ours else "for comparison: about 5 % at one look",
            ok=ever(found) <= LEVEL if ours else True,
        )
    yield _after_a_fortnight(arms, tables)
    yield from _late(random, runs // 2, tables)
    yield _a_thousand_looks(random, runs // 10, tables)


def _winners(arms: list[Looks], method: Method, planned: int) -> Flags:
    return misses(Pairs(arms[0], arms[1], method), 0.0, planned=planned)


def _lift_winners(arms: list[Looks]) -> Flags:
    return lift_misses(Pairs(arms[0], arms[1]), 0.0, planned=PLANNED)


def _after_a_fortnight(arms: list[Looks], tables: list[str]) -> Claim:
    """The rule some programs document: at least 14 days, then stop at 95 %."""
    found = ever(believed(Pairs(arms[0], arms[1]), 1 - LEVEL)[:, 13:])
    tables += ["", f"Chance to beat, looked at from day 14 to 28 only: {found:.1%} false winners."]
    return Claim("chance to beat, days 14 to 28", f"{found:.1%}", "for comparison: 24 %", ok=True)


def _late(random: np.random.Generator, runs: int, tables: list[str]) -> Iterator[Claim]:
    """People are in from the day they come, and what they do comes days later."""
    for days in (14, 28):
        arms = [delayed(random, SHARE, runs, DAYS, each=EACH, days=days) for _ in range(2)]
        ours = ever(_winners(arms, Method.SEQUENCE, PLANNED))
        once = ever(_winners(arms, Method.FIXED, PLANNED))
        said = f"{ours:.1%} (one look's test: {once:.1%})"
        tables += ["", f"Outcomes up to {days} days after people came: {said} false winners."]
        called = f"false winners, outcomes within {days} days"
        yield Claim(called, said, "<= 5 %", ok=ours <= LEVEL)


def _a_thousand_looks(random: np.random.Generator, runs: int, tables: list[str]) -> Claim:
    """Far beyond what was planned, too."""
    arms = [simulate(random, shares(SHARE), runs, 1_000, EACH // 5) for _ in range(2)]
    ours, lift = (
        ever(way(Pairs(arms[0], arms[1]), 0.0, planned=5_000)) for way in (misses, lift_misses)
    )
    once = ever(_winners(arms, Method.FIXED, 5_000))
    said = f"{ours:.1%}, of the lift {lift:.1%} (one look's test: {once:.0%})"
    tables += ["", f"1,000 looks, 200,000 people where 5,000 were planned: {said} false winners."]
    noise = 2 * (LEVEL * (1 - LEVEL) / runs) ** 0.5
    return Claim("false winners after 1,000 looks", said, "<= 5 %", ok=lift <= LEVEL + noise)


def _sample_ratio(random: np.random.Generator, runs: int) -> Iterator[Claim]:
    for weights in ((0.5, 0.5), (0.1, 0.9), (0.2, 0.3, 0.5)):
        counts = random.multinomial(20_000, weights, size=runs)
        said = [check([int(count) for count in row], weights) for row in counts]
        alarms = sum(one.alarm for one in said)
        expected = ALARM * runs
        yield Claim(
            f"false alarms of the sample ratio, {weights}",
            f"{alarms} of {runs:,} clean runs",
            f"about {expected:.0f}, at most {_most(expected)}",
            ok=alarms <= _most(expected),
        )
    daily = _daily(random, runs // 10)
    yield Claim(
        "the same looked at daily, 28 days",
        f"{daily[0]:.2%} of {runs // 10:,} runs; with the p for any number of looks {daily[1]:.2%}",
        f"the latter <= {ALARM:.1%}",
        ok=daily[1] <= ALARM + 3 * (ALARM / (runs // 10)) ** 0.5,
    )


def _most(expected: float) -> int:
    """Three standard deviations above what is to be expected."""
    return int(np.ceil(expected + 3 * np.sqrt(expected)))


def _daily(random: np.random.Generator, runs: int) -> tuple[float, float]:
    once = always = 0
    for _ in range(runs):
        seen = np.cumsum(random.multinomial(2 * EACH, (0.5, 0.5), size=DAYS), axis=0)
        said = [check([int(count) for count in row], (0.5, 0.5)) for row in seen]
        once += any(one.alarm for one in said)
        always += any(one.always_p < ALARM for one in said)
    return once / runs, always / runs
