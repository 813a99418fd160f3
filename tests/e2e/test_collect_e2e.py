"""What collecting promises, in the small size: here a shortfall is a failure."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from proofs.collect.parts import TOPICS
from proofs.topics import Topic
from proofs.workplace import Workplace

# One after another in one process, because they start servers and measure.
MARKS = {
    "health": [pytest.mark.browser],
    "klaviyo": [pytest.mark.crash],
    "imports": [pytest.mark.outside_data],
}
CHOSEN = [topic for topic in TOPICS if topic.ci and find_spec(f"proofs.collect.{topic.name}")]


@pytest.mark.timeout(600)
@pytest.mark.xdist_group("more proofs")
@pytest.mark.parametrize(
    "topic", [pytest.param(t, id=t.name, marks=MARKS.get(t.name, [])) for t in CHOSEN]
)
def test_every_claim_of_collecting_is_reached(
    topic: Topic, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if topic.name == "health":
        request.getfixturevalue("chromium")
    output = tmp_path / "proof"
    output.mkdir()
    place = Workplace(full=False, scratch=tmp_path / "scratch", output=output).inside(topic.name)
    claims = list(topic.part().run(place))
    assert claims
    assert [claim.line() for claim in claims if not claim.ok] == []
