"""A person builds a segment by keyboard alone and by mouse; the count shown is the true one."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.segments import builder
from proofs.workplace import Workplace


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.usefixtures("chromium")
@pytest.mark.xdist_group("more proofs")
def test_a_segment_is_built_by_keyboard_and_by_mouse(tmp_path: Path) -> None:
    output = tmp_path / "proof"
    output.mkdir()
    place = Workplace(full=False, scratch=tmp_path / "scratch", output=output)
    claims = list(builder.prove(place))
    assert claims
    assert [claim.line() for claim in claims if not claim.ok] == []
