"""What the pretend shops share: a real port on this machine, JSON answers, nothing printed."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Answered = tuple[int, Any, dict[str, str]]
"""Status, content (written as JSON), and more headers."""


class PretendServer:
    """Serves ``answer`` of a class that is made from this, on a thread, until it is stopped.

    ``port`` is the one to serve at, 0 for any that is free; once it serves, the one that it is.
    """

    port: int
    _server: ThreadingHTTPServer

    def start(self) -> Self:
        """Serve until ``stop``."""
        self._server = _Quiet(("127.0.0.1", self.port), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        """Return what is answered to a request."""
        raise NotImplementedError


class _Quiet(ThreadingHTTPServer):
    """A client that is killed in the middle of a question is expected here."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


def _handler(pretends: PretendServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            named = {name.lower(): value for name, value in self.headers.items()}
            status, said, more = pretends.answer(self.path, body, named)
            packed = json.dumps(said).encode()
            self.send_response(status)
            sized = {"Content-Type": "application/json", "Content-Length": str(len(packed))}
            for name, value in {**sized, **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(packed)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    return Handler
