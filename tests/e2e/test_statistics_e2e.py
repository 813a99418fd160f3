"""What experiments and their numbers promise, in the small size: a shortfall is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.claims import Part
from proofs.statistics.parts import TOPICS
from tests.e2e.small_size import cases, shortfalls

MARKS = {"pages": pytest.mark.browser}


# One after another in one process, because they start servers and measure.
@pytest.mark.timeout(600)
@pytest.mark.xdist_group("more proofs")
@pytest.mark.parametrize("part", cases(TOPICS, MARKS))
def test_every_claim_about_statistics_is_reached(part: Part, tmp_path: Path) -> None:
    assert shortfalls(part, tmp_path) == []
