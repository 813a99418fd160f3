"""The published hash: its stated values, its evenness, and what a larger coverage may not do."""

from __future__ import annotations

import pytest

from tailorbird.experiments.bucketing import (
    arm_of,
    bucket,
    coarse_bucket,
    fnv1a,
    in_namespace,
    ranges_of,
    sizes,
)


def test_the_hash_is_fnv_1a() -> None:
    assert fnv1a("") == 0x811C9DC5
    assert fnv1a("a") == 0xE40C292C
    assert fnv1a("foobar") == 0xBF9CF968
    assert fnv1a("bar", fnv1a("foo")) == fnv1a("foobar")


@pytest.mark.parametrize(
    ("version", "cells"),
    [(1, [23_632, 26_353, 26_261, 23_754]), (2, [24_997, 25_123, 24_991, 24_889])],
)
def test_version_1_makes_arms_depend_on_each_other_and_version_2_does_not(
    version: int, cells: list[int]
) -> None:
    counted = [0, 0, 0, 0]
    for number in range(100_000):
        value = f"user-{number}"
        if version == 1:
            first, second = (coarse_bucket(f"exp-{one}", value) < 500 for one in (1, 2))
        else:
            first, second = (bucket(f"exp-{one}", value) < 5_000 for one in (1, 2))
        counted[first * 2 + second] += 1
    assert counted == cells


def test_values_that_the_published_cases_state() -> None:
    assert bucket("seed", "a") == 505
    assert bucket("seed", "b") == 2696
    assert coarse_bucket("", "a") == 220
    assert coarse_bucket("", "ab") == 946


def test_what_is_no_ascii_is_hashed_by_code_units() -> None:
    assert bucket("seed", "ü") != bucket("seed", "u")
    assert 0 <= bucket("seed", "😀") < 10_000
    assert 0 <= bucket("seed", "\ud800") < 10_000  # half a pair, as a browser may send it


def test_arms_follow_each_other_and_coverage_cuts_their_ends() -> None:
    assert ranges_of((5_000, 5_000), 10_000) == ((0, 5_000), (5_000, 10_000))
    assert ranges_of((5_000, 5_000), 1_000) == ((0, 500), (5_000, 5_500))
    assert ranges_of((2_500, 7_500), 0) == ((0, 0), (2_500, 2_500))


def test_weights_that_sum_to_nothing_are_equal() -> None:
    assert ranges_of((1, 1), 10_000) == ((0, 5_000), (5_000, 10_000))


def test_raising_coverage_moves_nobody() -> None:
    small, large = ranges_of((3_333, 6_667), 2_500), ranges_of((3_333, 6_667), 9_999)
    for place in range(10_000):
        before = arm_of(place, small)
        assert before is None or arm_of(place, large) == before


def test_how_many_buckets_arms_have() -> None:
    assert sizes(((0, 1_000), (0, 10_000))) == [1_000, 9_000]
    assert sum(sizes(ranges_of((1_000,) * 10, 10_000))) == 10_000


def test_parts_of_a_namespace_share_nobody() -> None:
    values = [f"user-{number}" for number in range(2_000)]
    first = {value for value in values if in_namespace("shop", 0, 5_000, value)}
    rest = {value for value in values if in_namespace("shop", 5_000, 10_000, value)}
    assert first | rest == set(values)
    assert not first & rest
