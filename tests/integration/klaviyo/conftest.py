"""One running server for all tests of a file, and somebody who calls it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.api.doors import serving
from tests.integration.klaviyo.calls import Caller


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    with serving(tmp_path_factory.mktemp("klaviyo")) as doors:
        yield Caller(doors)
