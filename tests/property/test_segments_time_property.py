"""Time moves people into and out of segments to the microsecond, by timers alone."""

from __future__ import annotations

from random import Random

import pytest

from tailorbird.testing.segments.passing import changing, compare, lives, span_of
from tailorbird.testing.segments.words import ZONES


def _pass(seed: int, *, trees: int, people: int, instants: int) -> int:
    """Let 400 days pass; return how many changes there were."""
    chance, changed = Random(seed), 0
    span = span_of(400, chance.choice(ZONES))
    everybody = list(lives(chance, people, span))
    anywhere = [span.begins + chance.randrange(span.ends - span.begins) for _ in range(instants)]
    for _ in range(trees):
        tree = changing(chance, everybody[:20], span)
        passed = compare(tree, everybody, span, chance.sample(anywhere, 2))
        assert (passed.late, passed.early) == (0, 0), passed.examples[:3]
        changed += passed.changes
    return changed


@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_is_late_or_early(seed: int) -> None:
    assert _pass(seed, trees=4, people=20, instants=20) > 0


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("seed", range(3, 11))
def test_nobody_is_late_or_early_among_many(seed: int) -> None:
    assert _pass(seed, trees=25, people=100, instants=1_000) > 0
