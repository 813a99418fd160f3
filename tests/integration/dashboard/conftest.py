"""Browsers at a shop that is held in lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient

from tailorbird.accounts.keys import Keys
from tailorbird.accounts.passwords import Passwords
from tailorbird.accounts.service import Accounts
from tailorbird.accounts.types import Purpose
from tailorbird.dashboard import dashboard_errors, dashboard_routes
from tailorbird.dashboard.visits import COOKIE
from tailorbird.storage.database import Database
from tailorbird.storage.schema import Chain, upgrade
from tests.integration.dashboard.listed_shop import NOW, ListedShop, filled


class TurnedClock:
    """A clock that is turned by hand."""

    def __init__(self, at: int = NOW) -> None:
        self.at = at

    def now(self) -> int:
        return self.at


Client = TestClient[Litestar]
Opened = Callable[..., Client]


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """Hashes that cost next to nothing."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def operational(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'accounts.db'}")
    upgrade(database, Chain.OPERATIONAL)
    yield database
    database.close()


@pytest.fixture
def accounts(operational: Database, clock: TurnedClock, passwords: Passwords) -> Accounts:
    return Accounts(operational, clock, passwords)


@pytest.fixture
def keys(operational: Database, clock: TurnedClock) -> Keys:
    keys = Keys(operational, clock)
    keys.begin_with("wk_the-first-key", "Shop")
    return keys


@pytest.fixture
def shop(accounts: Accounts, keys: Keys) -> ListedShop:
    return filled(accounts, keys)


@pytest.fixture
def fresh_shop(accounts: Accounts, keys: Keys) -> ListedShop:
    return ListedShop(accounts, keys)


@pytest.fixture
def opened(accounts: Accounts) -> Iterator[Opened]:
    """Open the dashboard of a shop in a browser, signed in unless told otherwise."""
    clients: list[Client] = []

    def open_shop(of: ListedShop, *, signed_in: bool = True) -> Client:
        app = Litestar(
            dashboard_routes(of),
            exception_handlers=dashboard_errors(of),
            openapi_config=None,
            logging_config=None,
        )
        client = TestClient(app, raise_server_exceptions=False)
        client.__enter__()
        clients.append(client)
        if signed_in:
            token = accounts.open_by_link(accounts.new_link(Purpose.OPEN))
            client.cookies.set(COOKIE, token or "")
        return client

    yield open_shop
    for client in clients:
        client.__exit__(None, None, None)
