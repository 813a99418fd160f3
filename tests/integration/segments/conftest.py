"""A shop that stands still, with its segments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tailorbird.app.archiving import Archiving
from tailorbird.app.segmenting import Segmenting, segmenting_of
from tailorbird.core.config import Config
from tailorbird.segments.facts import Setting
from tailorbird.testing.shop import StillShop


@pytest.fixture
def shop(tmp_path: Path, kept_in: str) -> Iterator[StillShop]:
    with StillShop(tmp_path, database=kept_in) as opened:
        opened.empty()
        yield opened


@pytest.fixture
def segmenting(shop: StillShop, tmp_path: Path) -> Segmenting:
    config = Config(data=tmp_path, currency="GBP")
    archive = Archiving(config, shop.clock, shop.database, shop.log_database)
    setting = Setting(zone=ZoneInfo("UTC"), currency="GBP")
    return segmenting_of(shop.stations, shop.clock, setting, archive)
