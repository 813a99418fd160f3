"""``tailorbird key``: on the folder, and through the server that holds it."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import uvicorn

import tailorbird
from tailorbird.accounts.types import Scope
from tailorbird.api.server import Front, listen
from tailorbird.app import Tailorbird
from tailorbird.cli import main
from tailorbird.connectors.server import Note, leave_note
from tailorbird.core.config import Config
from tailorbird.dashboard import dashboard_errors, dashboard_routes

Command = Callable[..., str]


@pytest.fixture
def key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run the command on one folder; return what it printed."""

    def run(*words: str) -> str:
        data = str(tmp_path / "data")
        monkeypatch.setattr(sys, "argv", ["tailorbird", "key", *words, "--data", data])
        capsys.readouterr()
        main()
        return capsys.readouterr().out

    return run


def life_of_a_key(key: Command) -> None:
    made = key("create", "till", "--for", "events", "--events-per-second", "50")
    [value] = re.findall(r"sk_\S+", made)
    assert "shown this once" in made
    listed = key("list")
    assert value not in listed
    assert "till  (events)" in listed
    assert "used last: never; may send 50 events a second" in listed
    [fresh] = re.findall(r"sk_\S+", key("rotate", "till", "--days", "3"))
    assert fresh != value
    ids = re.findall(r"may send 50 events a second; ends .* id (\S+)", key("list"))
    assert len(ids) == 1
    assert "without limit" in key("limit", ids[0], "0")
    assert "revoked" in key("revoke", ids[0], "--yes")
    assert key("list").count("till") == 1
    assert "may send as much" in key("limit", "till", "default")
    chosen = key("create", "warehouse", "--may", "catalog", "--may", "people")
    assert "sk_" in chosen
    assert "warehouse  (people, catalog)" in key("list")
    assert "wk_" in key("create", "pages", "--for", "pages")
    key("rotate", "pages", "--days", "0")
    assert key("list").count("pages  (pages)") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("revoke", "nobody", "--yes"),
        ("create", "till"),
        ("create", "till", "--for", "events", "--may", "people"),
        ("create", " ", "--for", "events"),
        ("rotate", "Shop", "--days", "400"),
        ("revoke", "Shop", "--yes"),
        ("limit", "Shop", "lots"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(key: Command, words: tuple[str, ...]) -> None:
    key("list")
    with pytest.raises(SystemExit) as ended:
        key(*words)
    assert ended.value.code == 2


def test_keys_on_the_folder(key: Command, tmp_path: Path) -> None:
    life_of_a_key(key)
    with Tailorbird(Config(data=tmp_path / "data")) as shop:
        found = {held.name: held.scopes for held in shop.keys.all() if held.stays()}
    assert found["till"] == (Scope.COLLECT,)
    assert found["warehouse"] == (Scope.PEOPLE, Scope.CATALOG)


def test_keys_through_the_server_that_holds_the_folder(key: Command, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with listen("127.0.0.1", 0) as address, tailorbird.open(data) as shop:
        front = Front(shop, dashboard_routes(shop), dashboard_errors(shop), "k")
        config = uvicorn.Config(front, log_level="warning", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [address]})
        thread.start()
        with leave_note(data, Note("127.0.0.1", address.getsockname()[1], "k")):
            life_of_a_key(key)
        server.should_exit = True
        thread.join(20)
        front.close()
