"""`kill -9` of a runner in the middle of a job: another takes it over, its effect is there once.

The small sister of the proof with fifty kills on each database.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.job_runners import attack

KILLS = 4
ERRANDS = 40
pytestmark = [pytest.mark.crash, pytest.mark.timeout(180)]


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'jobs.db'}"
    address: str = request.getfixturevalue("postgres_url")
    return address


def test_what_a_killed_runner_had_under_way_is_done_by_another_exactly_once(url: str) -> None:
    found = attack(url, ERRANDS, KILLS)
    assert found.kills == KILLS
    assert found.taken_over >= KILLS  # each kill hit at least one errand under way
    assert (found.once, found.more, found.left) == (ERRANDS, 0, 0)
