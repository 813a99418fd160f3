"""``tailorbird feed``: on the folder, and through the server that holds it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

import tailorbird
from tailorbird.api.server import Front, listen
from tailorbird.app import Tailorbird
from tailorbird.cli import main
from tailorbird.connectors.server import Note, leave_note
from tailorbird.dashboard import dashboard_errors, dashboard_routes


class Command:
    """The command line on one folder."""

    def __init__(self, data: Path, patched: pytest.MonkeyPatch) -> None:
        self._data = data
        self._patched = patched

    def __call__(self, *words: str) -> None:
        argv = ["tailorbird", "feed", *words, "--data", str(self._data)]
        self._patched.setattr(sys, "argv", argv)
        main()


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    return Command(tmp_path / "data", monkeypatch)


@pytest.fixture
def products(tmp_path: Path) -> Path:
    path = tmp_path / "products"
    path.write_text('{"id":"a","title":"Cup","price":3}\n{broken\n')
    return path


def life_of_a_feed(feed: Command, products: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed("add", "main", str(products), "--every", "30")
    feed("pull", "main", "--refused", str(products.with_name("refused.csv")))
    feed("list")
    said = capsys.readouterr().out
    assert "2 rows, 1 products: 1 new or different" in said
    assert "1  rows refused: the line should be one JSON object (first in line 2)" in said
    assert "every 30 minutes" in said
    assert products.with_name("refused.csv").read_text().count("not_json") == 1
    feed("remove", "main")
    feed("list")
    assert "There are no feeds" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        feed("pull", "main")
    assert ended.value.code == 2


def test_feeds_on_the_folder(
    feed: Command, products: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    life_of_a_feed(feed, products, capsys)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Tailorbird]:
    data = tmp_path / "data"
    with listen("127.0.0.1", 0) as address, tailorbird.open(data) as shop:
        front = Front(shop, dashboard_routes(shop), dashboard_errors(shop), "the-key")
        config = uvicorn.Config(front, log_level="warning", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [address]})
        thread.start()
        with leave_note(data, Note("127.0.0.1", address.getsockname()[1], "the-key")):
            yield shop
        server.should_exit = True
        thread.join(20)


def test_feeds_through_the_server(
    served: Tailorbird, feed: Command, products: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    life_of_a_feed(feed, products, capsys)
    assert served.product("a") is not None


def test_what_opens_an_address_is_not_listed(
    feed: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    feed("add", "main", "https://me:secret@shop.example/f.xml?key=secret")
    feed("list")
    assert "secret" not in capsys.readouterr().out
