"""A person builds a segment by keyboard alone and by mouse; the count shown is the true one."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.claims import Part
from proofs.segments import builder
from tests.e2e.small_size import shortfalls


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.xdist_group("more proofs")
def test_a_segment_is_built_by_keyboard_and_by_mouse(tmp_path: Path) -> None:
    assert shortfalls(Part("builder", builder.__doc__ or "", builder.prove), tmp_path) == []
