"""``tailorbird owner reset``: with a server on the folder and without one."""

from __future__ import annotations

import io
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import uvicorn

import tailorbird
from tailorbird.accounts.types import Purpose
from tailorbird.api.server import Front, listen
from tailorbird.app import Tailorbird
from tailorbird.cli import main
from tailorbird.connectors.server import Note, leave_note
from tailorbird.dashboard import dashboard_errors, dashboard_routes


def reset(data: Path) -> tuple[str, str]:
    """Run the command; return the link's token and everything it said."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(said):
        patched.setattr(sys, "argv", ["tailorbird", "owner", "reset", "--data", str(data)])
        main()
    found = re.search(r"/login\?token=(\S+)", said.getvalue())
    assert found is not None
    return found[1], said.getvalue()


def test_without_a_server_the_link_waits_for_one(tmp_path: Path) -> None:
    token, said = reset(tmp_path)
    assert "as soon as the server runs" in said
    with tailorbird.open(tmp_path) as shop:
        assert shop.accounts.purpose_of(token) is Purpose.CREATE
        shop.accounts.create_owner(token, "ann@example.com", "a long walk home")
    token, _ = reset(tmp_path)
    with tailorbird.open(tmp_path) as shop:
        assert shop.accounts.purpose_of(token) is Purpose.RESET
        session = shop.accounts.reset_password(token, "ann@example.com", "another long walk")
        assert shop.accounts.session(session) is not None


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Tailorbird]:
    with listen("127.0.0.1", 0) as address, tailorbird.open(tmp_path) as shop:
        front = Front(shop, dashboard_routes(shop), dashboard_errors(shop), "the-key")
        config = uvicorn.Config(front, log_level="warning", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [address]})
        thread.start()
        with leave_note(tmp_path, Note("127.0.0.1", address.getsockname()[1], "the-key")):
            yield shop
        server.should_exit = True
        thread.join(20)
        front.close()


def test_a_running_server_makes_the_link(served: Tailorbird, tmp_path: Path) -> None:
    token, said = reset(tmp_path)
    assert "as soon as the server runs" not in said
    assert served.accounts.purpose_of(token) is Purpose.CREATE
