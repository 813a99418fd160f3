"""What the foundations promise, in the small size: here a shortfall is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.claims import Part
from proofs.foundations.parts import TOPICS
from tests.e2e.small_size import cases, shortfalls

MARKS = {"pages": pytest.mark.browser, "migrations": pytest.mark.crash}


# One after another in one process, because they start servers and measure.
@pytest.mark.timeout(600)
@pytest.mark.xdist_group("proofs")
@pytest.mark.parametrize("part", cases(TOPICS, MARKS))
def test_every_claim_of_the_foundations_is_reached(part: Part, tmp_path: Path) -> None:
    assert shortfalls(part, tmp_path) == []
