"""What the first release promises, in the small size: here a shortfall is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.claims import Part
from proofs.main_job import PARTS
from proofs.workplace import Workplace

# One after another in one process, because they start servers and measure. Part a is left out: it
# installs everything again; part f runs these tests.
MARKS = {"b": [pytest.mark.browser], "d": [pytest.mark.crash]}
CHOSEN = [part for part in PARTS if part.letter in "bcde"]


@pytest.mark.timeout(600)
@pytest.mark.xdist_group("proofs")
@pytest.mark.parametrize(
    "part", [pytest.param(p, id=p.letter, marks=MARKS.get(p.letter, [])) for p in CHOSEN]
)
def test_every_claim_is_reached(part: Part, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if part.letter == "b":
        request.getfixturevalue("chromium")
    scratch, output = tmp_path / "scratch", tmp_path / "proof"
    output.mkdir()
    place = Workplace(full=False, scratch=scratch, output=output).inside(part.letter)
    claims = list(part.run(place))
    assert claims
    assert [claim.line() for claim in claims if not claim.ok] == []
