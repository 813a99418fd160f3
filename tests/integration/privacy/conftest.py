"""A shop that stands still, with an archive, in which one person can be erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tailorbird.app.personal import REGISTRY
from tailorbird.app.privacy_requests import PrivacyRequests
from tailorbird.events.archiving import EventArchive
from tailorbird.storage.database import Database
from tailorbird.storage.engines.files import Place
from tailorbird.testing.shop import StillShop


@dataclass
class Desk:
    """Where people's requests are answered, beside the shop they are about."""

    shop: StillShop
    folder: Path
    log_database: Database
    archive: EventArchive
    dump: Callable[[], bytes]
    asked: list[str] = field(default_factory=list)

    @property
    def requests(self) -> PrivacyRequests:
        return PrivacyRequests(
            stations=self.shop.stations,
            registry=REGISTRY,
            log=self.log_database,
            archive=self.archive,
            folder=self.folder,
            clock=self.shop.clock,
            ask=lambda _: self.asked.append("later"),
        )


@pytest.fixture
def desk(tmp_path: Path, kept_in: str, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """The desk of a new shop, kept in files or in PostgreSQL."""

    def dump() -> bytes:
        return request.getfixturevalue("postgres").dump(kept_in) if kept_in else b""

    with StillShop(tmp_path, database=kept_in) as shop:
        shop.empty()
        log_database = shop._folder.log
        archive = EventArchive(log_database, Place("", tmp_path / "archive"), "GBP")
        yield Desk(shop, tmp_path, log_database, archive, dump)
