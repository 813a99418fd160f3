"""The frame of the proof of experiments and their numbers: no part of it is forgotten."""

from __future__ import annotations

from pathlib import Path

from proofs.statistics import __main__ as frame
from proofs.statistics.parts import TOPICS

FOLDER = Path(frame.__file__).parent


def test_every_module_that_proves_something_is_listed() -> None:
    offering = {file.stem for file in FOLDER.glob("*.py") if "\ndef prove(" in file.read_text()}
    assert offering <= {topic.name for topic in TOPICS}
