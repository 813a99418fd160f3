"""A proof in the small size, as a test: here a claim that falls short is a failure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from proofs.claims import Part
from proofs.topics import Topic
from proofs.workplace import Workplace

Marks = Mapping[str, pytest.MarkDecorator]
"""What a part needs, by its name: a browser, a killed process, data beside the project."""


def cases(topics: Iterable[Topic], marks: Marks) -> list[Any]:
    """Return the parts of a proof that a build machine repeats, each a test's parameter."""
    return [case(topic.part(), marks) for topic in topics if topic.ci]


def case(part: Part, marks: Marks) -> Any:
    """Return one part as a test's parameter."""
    mark = marks.get(part.letter)
    return pytest.param(part, id=part.letter, marks=() if mark is None else mark)


def shortfalls(part: Part, folder: Path) -> list[str]:
    """Carry a part out in an empty folder; return the lines of what falls short."""
    output = folder / "proof"
    output.mkdir()
    place = Workplace(full=False, scratch=folder / "scratch", output=output).inside(part.letter)
    claims = list(part.run(place))
    assert claims
    return [claim.line() for claim in claims if not claim.ok]
