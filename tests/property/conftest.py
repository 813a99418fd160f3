"""One shop for all examples of a file of tests: emptied, not opened, before each."""

from collections.abc import Iterator

import pytest

from tailorbird.testing.shop import StillShop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, kept_in: str) -> Iterator[StillShop]:
    with StillShop(tmp_path_factory.mktemp("shop"), database=kept_in) as opened:
        yield opened
