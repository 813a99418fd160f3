"""`kill -9` in the middle of sealing, joining and erasing: archive + tail = log, exactly.

The small sister of the proof with fifty kills each; the same program, the same confirmed moments.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.archive_kills import attack

KILLS = 3
pytestmark = [pytest.mark.crash, pytest.mark.timeout(120)]


@pytest.mark.parametrize("kind", ["seal", "compact", "erase"])
def test_archive_and_tail_are_the_log_after_every_kill(tmp_path: Path, kind: str) -> None:
    outcome = attack(tmp_path / kind, kind, KILLS)
    assert outcome.kills == KILLS
    assert outcome.faults == []
    assert outcome.events > 0
