"""What the foundations promise, in the small size: here a shortfall is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.foundations.parts import TOPICS
from proofs.topics import Topic
from proofs.workplace import Workplace

# One after another in one process, because they start servers and measure.
MARKS = {"pages": [pytest.mark.browser], "migrations": [pytest.mark.crash]}
CHOSEN = [topic for topic in TOPICS if topic.ci]


@pytest.mark.timeout(600)
@pytest.mark.xdist_group("proofs")
@pytest.mark.parametrize(
    "topic", [pytest.param(t, id=t.name, marks=MARKS.get(t.name, [])) for t in CHOSEN]
)
def test_every_claim_of_the_foundations_is_reached(
    topic: Topic, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if topic.name == "pages":
        request.getfixturevalue("chromium")
    scratch, output = tmp_path / "scratch", tmp_path / "proof"
    output.mkdir()
    place = Workplace(full=False, scratch=scratch, output=output).inside(topic.name)
    claims = list(topic.part().run(place))
    assert claims
    assert [claim.line() for claim in claims if not claim.ok] == []
