"""How many events a key may send."""

from __future__ import annotations

import pytest

from tailorbird.api.limits import BURST_SECONDS, Limit
from tailorbird.core.errors import TooMany


class Hand:
    """A clock that stands until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_then_the_rate_holds_and_the_answer_says_when() -> None:
    hand = Hand()
    limit = Limit(hand)
    limit.take("key", int(100 * BURST_SECONDS), 100)
    with pytest.raises(TooMany) as refused:
        limit.take("key", 50, 100)
    assert refused.value.wait_seconds == pytest.approx(0.5)
    hand.now += refused.value.wait_seconds
    limit.take("key", 50, 100)
    with pytest.raises(TooMany):
        limit.take("key", 1, 100)


def test_each_key_has_its_own() -> None:
    limit = Limit(Hand())
    limit.take("one", 100, 10)
    limit.take("other", 100, 10)


def test_a_call_larger_than_the_burst_passes_once_it_is_full() -> None:
    hand = Hand()
    limit = Limit(hand)
    limit.take("key", 2_500, 10)
    with pytest.raises(TooMany):
        limit.take("key", 2_500, 10)
    hand.now += BURST_SECONDS
    limit.take("key", 2_500, 10)


def test_nought_is_no_limit() -> None:
    limit = Limit(Hand())
    for _ in range(10):
        limit.take("key", 10**9, 0)


def test_a_rate_that_is_changed_holds_at_once() -> None:
    limit = Limit(Hand())
    limit.take("key", 1, 1_000)
    limit.take("key", 10, 1)  # what was left over of the larger bucket is not carried along
    with pytest.raises(TooMany):
        limit.take("key", 1, 1)
