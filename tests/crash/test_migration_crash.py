"""`kill -9` in the middle of a migration: whole steps are left, and the next start goes on.

The small sister of the proof with fifty kills on each database.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from proofs import migrating
from tailorbird.storage.schema import Chain
from tools.postgres import Cluster

KILLS = 5
pytestmark = [pytest.mark.crash, pytest.mark.timeout(180)]
Fresh = Callable[[str], str]


@pytest.fixture(params=["sqlite", "postgres"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """Return the address of an empty database."""
    if request.param == "sqlite":
        return lambda name: f"sqlite:///{tmp_path / name}.db"
    server: Cluster = request.getfixturevalue("postgres")
    return lambda _: server.create()


def test_a_killed_migration_leaves_whole_steps_and_the_next_start_completes(fresh: Fresh) -> None:
    chained = migrating.explored(fresh("explored"), Chain.LOG)
    seen = set()
    for moment in migrating.moments(chained, KILLS):
        url = fresh(f"killed-{moment}")
        look = migrating.kill_at(url, chained, moment)
        assert look.whole, f"killed at {moment}, it stands at {look.step!r} and is not whole"
        assert migrating.completed(url, chained)
        seen.add(look.step)
    assert len(seen) > 1  # the kills were before, between and after steps
