"""The frame of the proof of collecting: a part that is missing shows, and none is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.collect import __main__ as frame
from proofs.collect.parts import TOPICS, Topic
from proofs.workplace import Workplace

FOLDER = Path(frame.__file__).parent


def test_a_part_without_a_module_falls_short_by_name(tmp_path: Path) -> None:
    place = Workplace(full=False, scratch=tmp_path, output=tmp_path)
    claims = list(Topic("moon", "Made of cheese").part().run(place))
    assert [claim.ok for claim in claims] == [False]
    assert "proofs/collect/moon.py" in claims[0].line()


def test_every_module_that_proves_something_is_listed() -> None:
    offering = {file.stem for file in FOLDER.glob("*.py") if "\ndef prove(" in file.read_text()}
    assert offering <= {topic.name for topic in TOPICS}


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        frame.main(["--part", "moon"])
    assert "woocommerce" in capsys.readouterr().err
