"""Everybody at once, one by one and the oracle say the same of any tree."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from proofs.segments.agreeing import Agreeing
from tailorbird.testing.segments.trees import trees
from tailorbird.testing.shop import StillShop

TREES_OF_A_CROWD = 100


def _agree(shop: StillShop, folder: Path, seed: int, number: int, people: int) -> None:
    chance = Random(seed)
    agreeing = Agreeing(shop, folder)
    for at, tree in enumerate(trees(chance, number)):
        if at % TREES_OF_A_CROWD == 0:
            past = agreeing.live(chance, people)
        for one in agreeing.differences(chance, past, tree):
            pytest.fail(f"seed {seed}, tree {at}: {one}")


def test_a_few_trees_mean_the_same_to_all(shop: StillShop, tmp_path: Path) -> None:
    _agree(shop, tmp_path, seed=1, number=20, people=15)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_two_thousand_trees_and_fifty_people_mean_the_same_to_all(
    shop: StillShop, tmp_path: Path
) -> None:
    _agree(shop, tmp_path, seed=2, number=2_000, people=50)
