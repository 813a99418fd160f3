"""One running server for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.api.doors import Doors, serving


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with serving(tmp_path_factory.mktemp("doors")) as running:
        yield running
