"""Outcomes event by event are those of the whole, and both are those of an oracle.

In any order of arrival, and in batches of any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tailorbird.testing.measuring import Log, begin, folded, oracle
from tailorbird.testing.shop import StillShop


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_event_by_event_all_at_once_and_an_oracle_agree(
    shop: StillShop, seed: int, sizes: Sequence[int]
) -> None:
    chance = Random(seed)
    log = Log(chance)
    shop.empty()
    results = begin(shop)
    arrived = list(log.events)
    chance.shuffle(arrived)
    at, turn = 0, 0
    while at < len(arrived):
        size = sizes[turn % len(sizes)]
        shop.take(*arrived[at : at + size])
        at, turn = at + size, turn + 1
    step_by_step = folded(shop)
    assert step_by_step == oracle(log)
    results.refill_all()
    assert folded(shop) == step_by_step
