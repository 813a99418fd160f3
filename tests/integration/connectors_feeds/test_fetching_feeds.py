"""Feeds over HTTP from a server that does what servers do, well and badly."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tailorbird.connectors.feeds import Fetched, fetch
from tailorbird.connectors.feeds.fetching import LONGEST, Limits
from tailorbird.core.errors import FeedFailed
from tailorbird.testing.clock import StillClock

BODY = b"id,price\nA,10\n" * 100


class Server:
    """Answers each path with what a test says; remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                given = {name.lower(): value for name, value in self.headers.items()}
                outer.asked.append((self.path, given))
                status, headers, body = outer.answers[self.path]
                if headers.get("ETag") and given.get("if-none-match") == headers["ETag"]:
                    status, body = 304, b""
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def server(running: Server) -> Server:
    running.asked.clear()
    running.answers = {"/feed": (200, {"ETag": '"1"'}, BODY)}
    return running


Get = Callable[..., Fetched | None]


@pytest.fixture
def get(server: Server, tmp_path: Path) -> Get:
    def call(path: str = "/feed", **how: object) -> Fetched | None:
        options: dict[str, object] = {"private_allowed": True, **how}
        url = server.url + path
        return fetch(url, tmp_path / "feed", StillClock(), **options)  # type: ignore[arg-type]

    return call


def test_a_feed_is_fetched_and_known_again(server: Server, get: Get) -> None:
    first = get()
    assert first is not None
    assert first.path.read_bytes() == BODY
    assert get(etag=first.etag) is None
    assert server.asked[-1][1]["if-none-match"] == '"1"'


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
@pytest.mark.parametrize("times", [1, 2])
def test_gzip_is_unpacked(server: Server, get: Get, headers: dict[str, str], times: int) -> None:
    body = BODY
    for _ in range(times):
        body = gzip.compress(body)
    server.answers["/feed"] = (200, headers, body)
    found = get()
    assert found is not None
    assert found.path.read_bytes() == BODY


def test_what_is_cut_off_is_refused(server: Server, get: Get) -> None:
    server.answers["/feed"] = (200, {"Content-Length": str(len(BODY) + 1)}, BODY)
    with pytest.raises(FeedFailed, match="broke off"):
        get()
    server.answers["/feed"] = (200, {}, gzip.compress(BODY)[:-9])
    with pytest.raises(FeedFailed, match="cut off or damaged"):
        get()


def test_too_much_is_refused_packed_and_unpacked(server: Server, get: Get) -> None:
    with pytest.raises(FeedFailed, match="sends more"):
        get(limits=Limits(packed=100))
    server.answers["/feed"] = (200, {}, gzip.compress(b"\0" * 10_000_000))
    with pytest.raises(FeedFailed, match="is larger"):
        get(limits=Limits(unpacked=1_000_000))


def test_what_takes_too_long_is_ended(server: Server, tmp_path: Path) -> None:
    clock = StillClock()
    with pytest.raises(FeedFailed, match="10 minutes"):
        fetch(
            f"{server.url}/feed",
            tmp_path / "feed",
            clock,
            private_allowed=True,
            check=lambda: clock.move(LONGEST + 1),
        )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_private_addresses_are_never_asked(server: Server, tmp_path: Path, host: str) -> None:
    port = server.url.rpartition(":")[2]
    with pytest.raises(FeedFailed, match=r"private network|does not answer"):
        fetch(f"http://{host}:{port}/feed", tmp_path / "feed", StillClock())
    assert server.asked == []


def test_redirections_are_followed_and_checked(server: Server, get: Get) -> None:
    server.answers["/moved"] = (302, {"Location": "/feed"}, b"")
    assert get("/moved") is not None
    for location in ("ftp://x.example/feed", "file:///etc/passwd", "http://a b/"):
        server.answers["/moved"] = (301, {"Location": location}, b"")
        with pytest.raises(FeedFailed, match="no address"):
            get("/moved")
    server.answers["/round"] = (302, {"Location": "/round"}, b"")
    with pytest.raises(FeedFailed, match="again and again"):
        get("/round")


def test_a_password_goes_to_its_own_server_only(server: Server, tmp_path: Path) -> None:
    address = server.url.replace("http://", "http://me:p%40ss@")
    other = server.url.replace("127.0.0.1", "localhost")
    server.answers["/moved"] = (302, {"Location": f"{other}/feed"}, b"")
    fetch(f"{address}/moved", tmp_path / "feed", StillClock(), private_allowed=True)
    [(_, first), (_, second)] = server.asked
    assert first["authorization"] == "Basic bWU6cEBzcw=="
    assert "authorization" not in second


@pytest.mark.parametrize("status", [204, 403, 404, 500])
def test_other_answers_are_said(server: Server, get: Get, status: int) -> None:
    server.answers["/feed"] = (status, {}, b"")
    with pytest.raises(FeedFailed, match=f"status {status}"):
        get()


def test_nobody_listening_is_said(tmp_path: Path) -> None:
    with pytest.raises(FeedFailed, match="does not answer"):
        fetch("http://127.0.0.1:9/x", tmp_path / "feed", StillClock(), private_allowed=True)
