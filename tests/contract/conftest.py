"""The databases every contract is tried on. Another engine is one more entry here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, upgrade

ENGINES: dict[str, Callable[[Path, str], str]] = {
    "sqlite": lambda folder, name: f"sqlite:///{folder / name}.db",
}


@pytest.fixture(params=sorted(ENGINES))
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Return the address of a database by its name, the same one for the same name."""
    return lambda name: ENGINES[request.param](tmp_path, name)


def opened(url: str, chain: Chain) -> Iterator[Database]:
    database = Database(url)
    upgrade(database, chain)
    yield database
    database.close()


@pytest.fixture
def operational(address: Callable[[str], str]) -> Iterator[Database]:
    yield from opened(address("operational"), Chain.OPERATIONAL)


@pytest.fixture
def log_database(address: Callable[[str], str]) -> Iterator[Database]:
    yield from opened(address("log"), Chain.LOG)
