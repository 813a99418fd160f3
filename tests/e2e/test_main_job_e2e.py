"""What the first release promises, in the small size: here a shortfall is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.claims import Part
from proofs.main_job import PARTS
from tests.e2e.small_size import case, shortfalls

MARKS = {"b": pytest.mark.browser, "d": pytest.mark.crash}
# Part a is left out: it installs everything again; part f runs these tests.
CHOSEN = [case(part, MARKS) for part in PARTS if part.letter in "bcde"]


# One after another in one process, because they start servers and measure.
@pytest.mark.timeout(600)
@pytest.mark.xdist_group("proofs")
@pytest.mark.parametrize("part", CHOSEN)
def test_every_claim_is_reached(part: Part, tmp_path: Path) -> None:
    assert shortfalls(part, tmp_path) == []
