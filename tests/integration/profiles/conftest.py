"""A new shop for each test, in one set of files."""

from collections.abc import Iterator

import pytest

from tailorbird.testing.shop import StillShop


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, kept_in: str) -> Iterator[StillShop]:
    with StillShop(tmp_path_factory.mktemp("shop"), database=kept_in) as opened:
        yield opened


@pytest.fixture
def shop(opened: StillShop) -> StillShop:
    opened.empty()
    return opened
