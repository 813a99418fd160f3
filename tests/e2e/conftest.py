"""What tests against a whole server share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def a_browser_where_one_is_needed(request: pytest.FixtureRequest) -> None:
    """Find Chromium for a test that is marked so; without one it is skipped by name."""
    if request.node.get_closest_marker("browser"):
        request.getfixturevalue("chromium")
