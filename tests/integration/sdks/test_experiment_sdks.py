"""GrowthBook's clients, unchanged, against a running server: they draw as the server does."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.statistics.clients import prove
from proofs.workplace import Workplace
from tools import sdks
from tools.chromium import in_ci


@pytest.mark.slow
def test_official_clients_draw_as_the_server_does(tmp_path: Path) -> None:
    if not sdks.has_node():
        assert not in_ci(), sdks.MISSING
        pytest.skip(sdks.MISSING)
    place = Workplace(full=False, scratch=tmp_path, output=tmp_path)
    assert [claim.line() for claim in prove(place) if not claim.ok] == []
