"""The databases every contract is tried on. Another engine is one more entry here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, upgrade
from tools.postgres import Cluster

ENGINES = ("postgresql", "sqlite")
CHAINS = {"operational": Chain.OPERATIONAL, "log": Chain.LOG}
Address = Callable[[str], str]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine under test."""
    return str(request.param)


@pytest.fixture
def address(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Address]:
    """Return the address of a database by its name, the same one for the same name."""
    if engine == "sqlite":
        yield lambda name: f"sqlite:///{tmp_path / name}.db"
        return
    server: Cluster = request.getfixturevalue("postgres")
    made: dict[str, str] = {}

    def find_or_make(name: str) -> str:
        if name not in made:
            made[name] = server.create(like=request.getfixturevalue("models").get(name, ""))
        return made[name]

    yield find_or_make
    for url in made.values():
        server.drop(url)


@pytest.fixture(scope="session")
def models(postgres: Cluster) -> dict[str, str]:
    """PostgreSQL databases with today's tables, to be copied: quicker than all steps each time."""
    made = {name: postgres.create(name) for name in CHAINS}
    for name, url in made.items():
        for database in opened(url, CHAINS[name]):
            assert database.place
    return made


def opened(url: str, chain: Chain) -> Iterator[Database]:
    database = Database(url)
    upgrade(database, chain)
    yield database
    database.close()


@pytest.fixture
def operational(address: Address) -> Iterator[Database]:
    yield from opened(address("operational"), Chain.OPERATIONAL)


@pytest.fixture
def log_database(address: Address) -> Iterator[Database]:
    yield from opened(address("log"), Chain.LOG)
